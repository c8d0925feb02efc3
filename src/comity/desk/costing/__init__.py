"""What a case cost at home: written down, never sent, published only where many cases stand behind a number."""
