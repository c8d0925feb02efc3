"""Pages of the threat exchange, loaded when somebody first opens one."""
