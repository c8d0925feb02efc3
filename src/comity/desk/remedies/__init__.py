"""What persons concerned ask: registered, decided by two who did not work the case, answered, handed on where another State must."""
