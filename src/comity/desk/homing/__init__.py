"""Among authorities at home: an opinion is asked for and given, a request is handed over and taken. Nothing of it goes abroad."""
