"""What officers see: the watch queue, a request with its acts, clocks, findings and timeline. Changes nothing."""
