"""The directory as a TUF repository: who signs for which country, by how many; made by authorities together, taken over by nodes.

Nothing here is loaded by a running node: `comity directory` loads it, and what was taken over are the sections that every node reads.
docs/specs/repository.md.
"""

import logging

logging.getLogger("tuf").setLevel(logging.ERROR)  # which signatures it looked for says nothing to an operator
