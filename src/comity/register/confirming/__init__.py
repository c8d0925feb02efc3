"""What a document suggests becomes rows of the register where a person says so, or is rejected; rows that are there are linked."""
