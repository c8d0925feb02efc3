"""What officers put into collections: brought as a file or composed, looked at before it is stored, agreed to by a second officer."""
