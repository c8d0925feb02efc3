"""The roof: settings, addresses and the WSGI callable; joins the rooms into one running node."""
