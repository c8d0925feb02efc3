"""Lists of indicators as others write them: tables, OpenIOC, free text. Bytes in; MISP events or STIX out, with what is lost told."""
