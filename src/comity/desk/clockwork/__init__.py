"""What clocks do by themselves and what officers do with them: warnings that climb until somebody answers, pauses with a reason."""
