"""The row of an actor, its names and its posts, as confirmed."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from comity.records.models import ActorName, ActorPost, Document, Officer, RegisterActor
from comity.register.codes import code_of, country_of, said
from comity.register.finding import keep_words
from comity.register.likeness import name_key
from comity.terms.folding import words_of
from comity.terms.instants import Instant

_MOST: Final = 20  # forms and posts that one document gives


def make_actor(
    value: Mapping[str, Any], *, document: Document | None, row: RegisterActor | None, by: Officer, at: Instant
) -> RegisterActor:
    """Make an actor of what was confirmed, or write it into `row`; its names and posts are added to those that are there."""
    told = {
        "sort": code_of("actor-sort", value.get("sort", "person")),
        "name": said(value.get("name"), cap=200, what="name"),
        "country": country_of(value.get("country")),
    }
    if row is None:
        kept = RegisterActor.objects.create(**told, source="own" if document is None else "press", made_by=by, made_at=at)
    else:
        kept = row
        for name, new in told.items():
            setattr(kept, name, new)
        kept.taken_out_at = None
        kept.save(update_fields=[*told, "taken_out_at"])
    add_names(kept, (kept.name, *value.get("forms", ())), posts=value.get("posts", ()), document=document)
    return kept


def add_names(actor: RegisterActor, forms: Iterable[str], *, posts: Iterable[Mapping[str, Any]], document: Document | None) -> None:
    """Add ways to write a name, and posts, each with the document that has them; what is there already stays as it is."""
    language = document.language if document else ""
    for form in list(dict.fromkeys(forms))[:_MOST]:
        text = said(form, cap=200, what="name")
        kind = "full" if len(words_of(text)) > 1 else "short"
        ActorName.objects.get_or_create(
            actor=actor, text=text, defaults={"key": name_key(text), "language": language, "form": kind, "document": document}
        )
    for post in list(posts)[:_MOST]:
        ActorPost.objects.get_or_create(
            actor=actor,
            words=said(post.get("words"), cap=300, what="post"),
            document=document,
            defaults={
                "ranks": list(map(str, post.get("ranks", ()))),
                "offices": list(map(str, post.get("offices", ()))),
                "organ": said(post.get("organ"), cap=200, what="organ", empty=""),
                "country": country_of(post.get("country")),
                "seen": document.published if document else "",
            },
        )
    keep_actor_words(actor)


def keep_actor_words(actor: RegisterActor) -> None:
    """Keep by which words an actor is found: every name, and the words of every post, of rows that are the same too."""
    rows = rows_of(actor)
    names = ActorName.objects.filter(actor__in=rows).values_list("text", flat=True)
    posts = ActorPost.objects.filter(actor__in=rows).values_list("words", flat=True)
    keep_words("actor", actor.pk, [*names, *posts], countries=[actor.country])


def rows_of(actor: RegisterActor) -> list[int]:
    """Return the keys of an actor and of the rows that are the same."""
    return [actor.pk, *RegisterActor.objects.filter(same_as=actor).values_list("pk", flat=True)]


def counting(actor: RegisterActor) -> RegisterActor:
    """Return the row that counts: the one that this one is the same as, at the end of the chain."""
    found = actor
    while found.same_as is not None:
        found = found.same_as
    return found


def post_then(actor: RegisterActor, *, document: Document | None) -> ActorPost | None:
    """Return the post in which somebody stands in a document: the one that says most, an office before a rank alone."""
    posts = list(ActorPost.objects.filter(actor=actor, document=document).order_by("id"))
    return max(posts, key=lambda post: (bool(post.offices), len(post.offices) + len(post.ranks), bool(post.organ)), default=None)
