"""Plans of a year: tasks with owners, reports by period, and the pack of a month for the committee that asked for them."""
