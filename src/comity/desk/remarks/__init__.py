"""Internal notes on a request: for this desk alone. No room that makes, sends or proves an act may import this one."""
