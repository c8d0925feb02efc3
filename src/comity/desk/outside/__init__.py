"""Outside the wire: acts that came or went as papers, or by word of mouth, worked with the same states, clocks and two officers."""
