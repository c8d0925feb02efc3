"""Words for what stands in a refusal's sentence: a code, or what is missing or cannot be kept."""

from typing import Final

from django.utils.translation import gettext_lazy

from comity.doors.web.views.words import ROLE_WORDS

# Codes that stand as facts in a refusal's sentence.
CODES: Final = {
    "open": gettext_lazy("still being written"),
    "submitted": gettext_lazy("submitted for approval"),
    "sent": gettext_lazy("sent"),
    "set-aside": gettext_lazy("set aside"),
    "draft": gettext_lazy("being written"),
    "published": gettext_lazy("published"),
    "recalled": gettext_lazy("recalled"),
    "received": gettext_lazy("received, not acknowledged"),
    "acknowledged": gettext_lazy("acknowledged"),
    "declined": gettext_lazy("declined"),
    **ROLE_WORDS,
}

# Steps of an act outside the wire.
PAPER_STEPS: Final = {
    "received": gettext_lazy("received"),
    "dispatched": gettext_lazy("sent"),
    "acknowledged": gettext_lazy("acknowledged"),
    "confirmed": gettext_lazy("confirmed in writing"),
    "result": gettext_lazy("result"),
}

# What is missing or cannot be kept, by the word of the room that refused it.
NAMED: Final = {
    "title": gettext_lazy("the title"),
    "reason": gettext_lazy("the reason"),
    "words": gettext_lazy("the words"),
    "name": gettext_lazy("the name"),
    "party": gettext_lazy("the party"),
    "source": gettext_lazy("the source"),
    "state": gettext_lazy("the State"),
    "place": gettext_lazy("the place"),
    "owner": gettext_lazy("the owner"),
    "unit": gettext_lazy("the unit"),
    "figure": gettext_lazy("the figure"),
    "ordinal": gettext_lazy("the number in its series"),
    "period": gettext_lazy("the period"),
    "number": gettext_lazy("the number"),
    "year": gettext_lazy("the year"),
    "month": gettext_lazy("the month"),
    "rounds": gettext_lazy("how many rounds"),
    "funding": gettext_lazy("the funding"),
    "digest": gettext_lazy("the digest"),
    "person": gettext_lazy("the name of who is answered"),
    "reach": gettext_lazy("where the answer goes"),
    "two entities": gettext_lazy("the second of two different entities"),
    "agreed with": gettext_lazy("the partner it is agreed with"),
    "aim": gettext_lazy("the aim"),
    "amount": gettext_lazy("the amount"),
    "answers": gettext_lazy("the answers"),
    "article": gettext_lazy("the article"),
    "author": gettext_lazy("the author"),
    "authority": gettext_lazy("the authority"),
    "basis": gettext_lazy("the basis"),
    "case number": gettext_lazy("the case number"),
    "caveat": gettext_lazy("the caveat"),
    "certificate number": gettext_lazy("the number of the certificate"),
    "form": gettext_lazy("the form"),
    "gazetteer": gettext_lazy("the place of the list"),
    "indicator": gettext_lazy("the indicator"),
    "invitation": gettext_lazy("the invitation"),
    "invited by": gettext_lazy("who invites"),
    "issuer": gettext_lazy("who issued it"),
    "kind": gettext_lazy("the kind"),
    "mechanism": gettext_lazy("the mechanism"),
    "note": gettext_lazy("the note"),
    "obligor": gettext_lazy("who promised"),
    "ordered by": gettext_lazy("who ordered it"),
    "organ": gettext_lazy("the organ"),
    "page": gettext_lazy("the page of the list"),
    "participant": gettext_lazy("the participant"),
    "post": gettext_lazy("the post"),
    "provider": gettext_lazy("who gives the course"),
    "reading": gettext_lazy("the reading of the document"),
    "record": gettext_lazy("the record"),
    "reference": gettext_lazy("the number or address"),
    "references": gettext_lazy("the numbers of the cases"),
    "reply": gettext_lazy("the reply"),
    "report": gettext_lazy("the report"),
    "request": gettext_lazy("the number of the request"),
    "resources": gettext_lazy("the resources"),
    "search": gettext_lazy("what is searched for"),
    "seats": gettext_lazy("the number of seats"),
    "series": gettext_lazy("the series"),
    "side": gettext_lazy("the side"),
    "step": gettext_lazy("the step"),
    "subject": gettext_lazy("the subject"),
    "text": gettext_lazy("the text"),
}
