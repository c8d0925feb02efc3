"""misp-stix, run in the environment of the peers: JSON in, JSON out. `python converting.py stix|misp`; nothing of ours is imported here.

`stix`: an event becomes the bundle that misp-stix makes of it. `misp`: a bundle becomes an event, by the parser that misp-stix chooses.
"""

import json
import sys
from typing import Any

from misp_stix_converter import ExternalSTIX2toMISPParser, InternalSTIX2toMISPParser, MISPtoSTIX21Parser
from misp_stix_converter.tools import is_stix2_from_misp, load_stix2_content


def main() -> None:
    """Convert what comes."""
    told = json.load(sys.stdin)
    json.dump(to_stix(told) if sys.argv[1] == "stix" else to_misp(told), sys.stdout)


def to_stix(event: dict[str, Any]) -> Any:
    """Return the objects that misp-stix makes of an event."""
    making = MISPtoSTIX21Parser()
    making.parse_misp_event(event)
    return json.loads(making.bundle.serialize())["objects"]


def to_misp(bundle: dict[str, Any]) -> Any:
    """Return the event that misp-stix makes of a bundle, as it does of a file."""
    loaded = load_stix2_content(bundle)
    taking = InternalSTIX2toMISPParser() if is_stix2_from_misp(loaded.objects) else ExternalSTIX2toMISPParser()
    taking.load_stix_bundle(loaded)
    taking.parse_stix_bundle(single_event=True)
    return json.loads(taking.misp_event.to_json())


main()
