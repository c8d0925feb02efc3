"""What a mission abroad forwards to the desk about a case of its country: words and a document, which stay in the house."""
