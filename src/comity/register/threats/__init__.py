"""What an event is about, in codes that an officer gave it: uses of ICT, target sectors, sorts of support."""
