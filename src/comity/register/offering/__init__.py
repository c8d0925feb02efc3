"""Requests that rows of the register began, and what is offered as evidence by itself: an officer takes it or not."""
