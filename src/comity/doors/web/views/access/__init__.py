"""How officers come in, stay in and go: second factors, the lock, change of shift, where they are signed in, identities from outside."""
