"""The sentences of decisions, by their codes; codes that end in `-no` withhold. The codes stand in ledgers: none is ever renamed."""

from collections.abc import Mapping
from typing import Final

from comity.terms.speech import gettext_noop

SENTENCES: Final[Mapping[str, str]] = {
    "owner-yes": gettext_noop("%(reader)s gave this information itself."),
    "tlp-clear-yes": gettext_noop("TLP:CLEAR: whoever is signed in may see it."),
    "tlp-green-yes": gettext_noop("TLP:GREEN: every authority in the directory may see it, and %(reader)s is one."),
    "named-yes": gettext_noop("%(tlp)s. %(reader)s is among the recipients."),
    "served-yes": gettext_noop("TLP:AMBER: %(reader)s is of the State of an authority that has it, and works in the field: %(fields)s."),
    "directory-no": gettext_noop("%(tlp)s. Only authorities in the directory may see it; the reader speaks for none."),
    "tlp-red-no": gettext_noop("TLP:RED: only the recipients named may see it, and %(reader)s is not among them."),
    "tlp-strict-no": gettext_noop("TLP:AMBER+STRICT: it stays within the authorities that were given it, and %(reader)s is none of them."),
    "state-no": gettext_noop("TLP:AMBER: it stays with recipients and other authorities of their States; %(reader)s is of another one."),
    "need-no": gettext_noop("TLP:AMBER: %(reader)s is of a recipient's State, but works in no field that it is for: no need to know."),
    "no-field-no": gettext_noop("TLP:AMBER: no field is named by which %(reader)s, of the State of a recipient, would need to know it."),
    "pap-no": gettext_noop("What %(reader)s does with information (%(use)s) goes further than its marking allows: %(pap)s."),
    "fields-yes": gettext_noop("It is for the field: %(limit)s; %(reader)s works in it."),
    "fields-no": gettext_noop("It is for the field: %(limit)s; %(reader)s does not work in it."),
    "fields-empty-no": gettext_noop("Its limits leave no field."),
    "kinds-yes": gettext_noop("It is for authorities of this kind: %(limit)s; %(reader)s is one."),
    "kinds-no": gettext_noop("It is for authorities of this kind: %(limit)s; %(reader)s is none."),
    "kinds-empty-no": gettext_noop("Its limits leave no kind of authority."),
    "purposes-yes": gettext_noop("It may be used for: %(limit)s; that is what %(reader)s wants it for."),
    "purposes-no": gettext_noop("It may be used for: %(limit)s; %(reader)s has stated no such purpose."),
    "purposes-empty-no": gettext_noop("Its limits leave no purpose."),
    "countries-yes": gettext_noop("It is for authorities of: %(limit)s; %(reader)s is one."),
    "countries-no": gettext_noop("It is for authorities of: %(limit)s; %(reader)s is none."),
    "countries-empty-no": gettext_noop("Its limits leave no State."),
    "barred-yes": gettext_noop("Authorities of these States are kept out: %(limit)s; %(reader)s is of none of them."),
    "barred-no": gettext_noop("Authorities of these States are kept out: %(limit)s; it is not shown that %(reader)s is of another one."),
    "groups-yes": gettext_noop("It is for the sharing group: %(limit)s; %(reader)s belongs to it."),
    "groups-no": gettext_noop("It is for the sharing group: %(limit)s; %(reader)s does not belong to it now."),
    "groups-empty-no": gettext_noop("Its limits leave no sharing group."),
    "embargo-yes": gettext_noop("Its embargo ended: %(moment)s."),
    "embargo-no": gettext_noop("It is under embargo until %(moment)s."),
    "expiry-yes": gettext_noop("It may be shown until %(moment)s."),
    "expiry-no": gettext_noop("It was to be shown until %(moment)s only."),
    "unseen-no": gettext_noop("%(reader)s may not see it, so has nothing to pass on."),
    "refers-no": gettext_noop("It names something that %(reader)s may not see, and is not sent there: what is hidden is not named either."),
    "rule-no": gettext_noop("It bears a marking whose definition %(reader)s may not see, and is not sent there."),
    "clear-onward-yes": gettext_noop("TLP:CLEAR: it may be passed on without limit."),
    "consent-yes": gettext_noop("%(owner)s agreed that %(reader)s passes it on."),
    "consent-no": gettext_noop("It came from %(owner)s, who has not agreed that %(reader)s passes it on; ask first."),
    "ownerless-no": gettext_noop("It is not known whose information this is, so nobody can agree that it is passed on."),
}
