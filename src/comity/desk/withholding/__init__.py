"""What is left out of a proof: one officer chooses, a second one approves, and the file says so."""
