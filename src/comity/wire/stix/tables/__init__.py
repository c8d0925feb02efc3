"""The property tables of STIX 2.1 as data: one block an object, with the section of the standard; `compiling` reads them once.

    [indicator] domain 4.7        the type, whose common properties it has (section 3.2), its section
    name string                   a property and its kind; `!` after the name: required
    ? after valid_until valid_from    a rule over several properties

Kinds: string, boolean, integer [least [most]], number [least [most]], timestamp [millis | seconds], hex, binary, hashes, dictionary,
language, uri; `open` and `enum` with a vocabulary; `match` with a form; `ref` with types that it may name (`@sco` any observable or custom
type, `@sro` the relationships, `!` before those it may not); `part` with a block below; `list` before any of them. Rules: one-of (at least
one is there), exactly-one, needs (the first is there only with the others), after and not-before (of two timestamps), some (at least one
property of the object's own), rule (a function of that name).
"""
