"""What happens in a case and is no act of either node, recorded by an officer so that the clocks of the rulebook hear of it."""
