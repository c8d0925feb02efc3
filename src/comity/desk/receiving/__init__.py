"""What an act or a receipt of the other side changes here; called by the courier inside its transaction."""
