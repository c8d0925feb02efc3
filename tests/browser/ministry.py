"""Makes an officer one of another authority of the same State: `python ministry.py HOME SIGN-IN AUTHORITY`."""

import sys
from pathlib import Path

from comity.site.booting import boot

if __name__ == "__main__":
    boot(Path(sys.argv[1]))
    from comity.records.models import Officer

    assert Officer.objects.filter(officer_id=sys.argv[2]).update(authority=sys.argv[3]) == 1
