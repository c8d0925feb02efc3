"""The words every room uses: identifiers, instants, countries, markings, digests, vocabularies, the refusal family."""
