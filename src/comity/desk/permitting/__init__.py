"""What is off or denied until two officers allow it: kinds that are switched on, and kinds of high risk with one State."""
