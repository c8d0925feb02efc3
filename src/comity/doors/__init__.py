"""The only ways in: web for people, api for peers, cli for operators. They decide nothing and touch no table."""
