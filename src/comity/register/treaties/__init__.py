"""What States did towards a treaty: the rulebook and what officers registered, side by side and told apart."""
