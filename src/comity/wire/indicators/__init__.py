"""Lists of indicators as others write them: rows of a table, OpenIOC, free text. Bytes in; MISP events or STIX out, as views with their losses told."""
