"""Says on standard error what a command is at, once that takes longer than two seconds."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import click

from comity.doors.cli.voice import say
from comity.terms.speech import gettext_noop

SECONDS: Final = 2.0


class Patience:
    """What the command is doing just now, and how far it is."""

    def __init__(self, doing: str) -> None:
        """`doing` is shown as it is: the caller has translated it."""
        self.doing, self.done, self.total = doing, 0, 0

    def tell(self, doing: str, done: int, total: int) -> None:
        """Take news: what, how many of it, of how many; 0 of 0 where that is not known."""
        self.doing, self.done, self.total = doing, done, total

    @property
    def line(self) -> str:
        """The line to show."""
        return f"{self.doing}: {self.done} / {self.total}" if self.done else f"{self.doing} …"


@contextmanager
def patience(doing: str = gettext_noop("working")) -> Iterator[Patience]:
    """Show what goes on inside, every two seconds, on standard error; nothing where it is over before."""
    news, over = Patience(say(doing)), threading.Event()

    def show() -> None:
        while not over.wait(SECONDS):
            click.echo(f"comity: {news.line}", err=True)

    thread = threading.Thread(target=show, name="patience", daemon=True)
    thread.start()
    try:
        yield news
    finally:
        over.set()
        thread.join()
