"""What this room refuses: bytes that are no report, or not the text of one."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class Unreadable(Refused):
    """Not text that could be a report."""

    wire_class = "malformed"
    sentence = gettext_noop("This cannot be read as a report.")
    next_step = gettext_noop("Save the text of the report in a file of its own, in UTF-8, and read that.")


class NothingWritten(Unreadable):
    """Empty, or nothing in it but spaces and marks."""

    sentence = gettext_noop("Nothing is written in this report.")
    next_step = gettext_noop("Choose the file with the text of the report.")


class NotUtf8(Unreadable):
    """Bytes in another encoding."""

    sentence = gettext_noop("This is not text in UTF-8: byte %(byte)s does not belong there.")
    next_step = gettext_noop("Save the report again with the encoding UTF-8, and read that. Nothing was guessed.")


class NotText(Unreadable):
    """A file of another kind."""

    sentence = gettext_noop("This is no text: only plain text is read.")
    next_step = gettext_noop("Open it in the program that made it, and copy the text of the report into a text file in UTF-8.")


class PdfFile(NotText):
    """A PDF, with text in it or without."""

    sentence = gettext_noop("This is a PDF file, and only plain text is read.")
    next_step = gettext_noop("Copy the text of the report out of it into a text file; where it is a scan, type what it says.")


class WordFile(NotText):
    """A file of a word processor, or an archive of any kind."""

    sentence = gettext_noop("This is a file of a word processor or an archive, and only plain text is read.")


class PictureFile(NotText):
    """A picture."""

    sentence = gettext_noop("This is a picture, and only plain text is read.")
    next_step = gettext_noop("Type what the picture says into a text file in UTF-8. Nothing was guessed.")


class MarkedUp(Unreadable):
    """HTML: a page with menus and scripts around the report."""

    sentence = gettext_noop("This is a web page in HTML, and only plain text is read.")
    next_step = gettext_noop("Copy the report from the page as your browser shows it into a text file, without menus and comments.")


class ReportTooLong(Unreadable):
    """Over the size of any report."""

    wire_class = "too-large"
    sentence = gettext_noop("This has more than %(cap)s bytes, which no report has.")
    next_step = gettext_noop("Put each report in a file of its own. Nothing of this one was read.")


class Overmarked(Unreadable):
    """More combining marks in a row than any language writes; slow to normalise, and made to be."""

    sentence = gettext_noop("More than %(cap)s marks stand on one letter, at character %(where)s.")
    next_step = gettext_noop("Take these marks out, or copy the report again from where it was published.")


class BadLabels(Unreadable):
    """Labels of a report that do not follow their format."""

    sentence = gettext_noop("The labels in %(file)s cannot be read: %(where)s.")
    next_step = gettext_noop("Compare them with docs/specs/reading.md, section 6.")


class NoReports(Unreadable):
    """A folder without a labelled report."""

    sentence = gettext_noop("There is no report with labels in %(folder)s.")
    next_step = gettext_noop("Each report is a text file with its labels beside it: 001.txt and 001.json.")
