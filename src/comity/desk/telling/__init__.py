"""What officers are told by mail and webhook: what there is to tell, to whom, in which words; the courier carries it."""
