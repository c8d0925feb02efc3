"""The steps of a delegation: the reply, its members, its checklist, its departure, its report on return."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from comity.doors.web.pages.posts import Ask
from comity.doors.web.views.register import words
from comity.doors.web.views.register.stepping import LONG, Asking, How, Step, key_typed, plain
from comity.doors.web.views.working import Work
from comity.register.delegations.actions import (
    REPORT,
    add_chore,
    add_member,
    answer_invitation,
    move_delegation,
    report_return,
    take_off_member,
    tend_chore,
)
from comity.register.delegations.queries import DelegationFile
from comity.register.delegations.states import WORKED_ON, Stage
from comity.terms.vocabulary import vocabulary

_REPLIES: Final = {
    Stage.ACCEPTED: gettext_lazy("The invitation is accepted"),
    Stage.DECLINED: gettext_lazy("The invitation is declined"),
}
_MOVES: Final = {Stage.UNDER_WAY: gettext_lazy("It is under way"), Stage.CANCELLED: gettext_lazy("It does not travel")}


def steps_of(number: str) -> Mapping[str, Step]:
    """Return what each step of a delegation does."""

    def reply(to: Stage) -> Step:
        return lambda post, how: answer_invitation(
            number, to=to, reason=post.get("reason.text", ""), **plain(post, "replied_on", "reference"), **how
        )

    def move(to: Stage) -> Step:
        return lambda post, how: move_delegation(number, to=to, reason=post.get("reason.text", ""), **how)

    def chore(post: QueryDict, how: How) -> object:
        said = {"words": post.get("words", "").strip()[:300], "language": post.get("language", "")}
        return add_chore(number, typed={**plain(post, "owner", "due"), **said}, **how)

    return {
        **{stage.value: reply(stage) for stage in _REPLIES},
        **{stage.value: move(stage) for stage in _MOVES},
        "member": lambda post, how: add_member(number, typed=plain(post, "words", "authority", "role"), **how),
        "off": lambda post, how: take_off_member(key_typed(post, "who"), **how),
        "tend": _tend,
        "chore": chore,
        "report": lambda post, how: report_return(
            number, words=post.get("report.text", "")[: 2 * LONG], language=post.get("report.language", ""), **how
        ),
    }


def _tend(post: QueryDict, how: How) -> object:
    # What is left empty stays as it is: whoever ticks three things off does not type owner and day three times.
    typed = {name: text for name, text in plain(post, "state", "owner", "due").items() if text}
    return tend_chore(key_typed(post, "what"), typed={**typed, "reason": post.get("reason.text", "")}, **how)


def chore_words(one: Any, reader: str) -> tuple[str, str, str]:  # noqa: ANN401 -- a row of a room below
    """Return what is to be seen to, what that means, and the language of words that an officer typed."""
    if one.code:
        item = vocabulary("delegation-task").item(one.code)
        return item.label(reader), item.definition[reader], ""
    return one.words, "", one.language


def asks_of(request: HttpRequest, found: DelegationFile, at_work: Work) -> Iterator[Ask]:
    """Yield what may be done with a delegation from where it stands."""
    one: Any = found.delegation
    asking = Asking(request.POST, reverse("register-delegation", args=[one.number]))
    for stage, label in _REPLIES.items():
        if stage in found.next:
            yield _reply(asking, stage, str(label))
    if Stage(one.state) in WORKED_ON:
        yield _tended(asking, found, at_work)
        yield _own(asking, at_work)
        yield _member(asking, at_work)
        if found.members:
            who = tuple((str(item.row.pk), item.name) for item in found.members)
            yield asking.ask(
                "off", gettext("Somebody does not go after all"), gettext("Take them off"), asking.pick("off", "who", gettext("Who"), who)
            )
    if Stage.UNDER_WAY in found.next:
        yield asking.ask(Stage.UNDER_WAY.value, str(_MOVES[Stage.UNDER_WAY]), str(_MOVES[Stage.UNDER_WAY]))
    if Stage.REPORTED in found.next:
        words_field = asking.report("report", "report", gettext("What came of it, and what was promised"), at_work.language)
        effect = gettext("It closes the delegation. Promises are written down as commitments too.")
        yield asking.ask("report", gettext("Report on return"), gettext("Give the report and close it"), words_field, effect=effect)
    if Stage.CANCELLED in found.next:
        label = str(_MOVES[Stage.CANCELLED])
        yield asking.ask(Stage.CANCELLED.value, label, label, asking.text(Stage.CANCELLED.value, "reason", gettext("Why")))


def _reply(asking: Asking, stage: Stage, label: str) -> Ask:
    step, whole = stage.value, gettext("A whole day: 28/11/2026.")
    fields = [
        asking.line(step, "replied_on", gettext("Day of the reply"), hint=whole, cap=10, optional=True),
        asking.line(step, "reference", gettext("Number of the reply"), cap=200, optional=True),
    ]
    fields += [asking.text(step, "reason", gettext("Why"))] if stage is Stage.DECLINED else []
    return asking.ask(step, label, label, *fields)


def _tended(asking: Asking, found: DelegationFile, at_work: Work) -> Ask:
    items = tuple((str(one.pk), chore_words(one, at_work.language)[0]) for one in found.chores if one.code != REPORT)
    states = (
        ("", gettext("as it is")),
        ("done", gettext("done")),
        ("not-needed", gettext("not needed")),
        ("open", gettext("to be done")),
    )
    left = next((str(one.pk) for one in found.chores if one.state == "open"), "")
    return asking.ask(
        "tend",
        gettext("See to one thing of the checklist"),
        gettext("Keep it"),
        asking.pick("tend", "what", gettext("What"), items, left),
        asking.pick("tend", "state", gettext("Stands as"), states),
        asking.line("tend", "owner", gettext("Owner"), cap=200, optional=True),
        asking.line("tend", "due", gettext("Due"), hint=gettext("A whole day: 28/11/2026."), cap=10, optional=True),
        asking.text("tend", "reason", gettext("Why it is not needed, or a remark"), optional=True),
    )


def _own(asking: Asking, at_work: Work) -> Ask:
    languages = (("vi", "Tiếng Việt"), ("en", "English"))
    return asking.ask(
        "chore",
        gettext("Add to the checklist"),
        gettext("Add it"),
        asking.line("chore", "words", gettext("What is to be seen to")),
        asking.pick("chore", "language", gettext("Language you write in"), languages, at_work.language),
        asking.line("chore", "owner", gettext("Owner"), cap=200, optional=True),
        asking.line("chore", "due", gettext("Due"), hint=gettext("A whole day: 28/11/2026."), cap=10, optional=True),
    )


def _member(asking: Asking, at_work: Work) -> Ask:
    return asking.ask(
        "member",
        gettext("Add a member"),
        gettext("Add them"),
        asking.line("member", "words", gettext("Name")),
        asking.pick("member", "role", gettext("Role"), words.labels("delegation-role", at_work.language)),
        asking.line("member", "authority", gettext("Authority"), cap=200, optional=True),
        effect=gettext("Names are shown to those who nominate and decide, and stand in no journal."),
    )
