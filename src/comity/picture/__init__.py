"""The risk picture: levels with their reasons, what changed, who asks whom and how long answers take, threats by their codes."""
