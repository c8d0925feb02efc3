"""What keeps a table from coming in."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class NoTable(Refused):
    """The file is no CSV."""

    wire_class = "malformed"
    sentence = gettext_noop("The file is no table that can be read (line %(line)s).")
    next_step = gettext_noop("Save it as CSV in UTF-8 with commas or semicolons, one line of column names first; nothing was kept.")


class TableTooLarge(Refused):
    """More bytes or rows than are taken at once."""

    wire_class = "too-large"
    sentence = gettext_noop("The table has %(size)s; at most %(cap)s are taken at once.")
    next_step = gettext_noop("Cut it into several tables, each with the line of column names; nothing was kept.")


class ColumnUnknown(Refused):
    """A column that the table may not have."""

    wire_class = "malformed"
    sentence = gettext_noop("There is no column “%(column)s” in a table of this sort.")
    next_step = gettext_noop("Its columns are: %(known)s. Take the other out, or rename it; nothing was kept.")


class ColumnMissing(Refused):
    """A column that the table must have, once."""

    wire_class = "malformed"
    sentence = gettext_noop("The column “%(column)s” is missing, or stands there twice.")
    next_step = gettext_noop("The first line names each column once; the specification lists those that are needed.")


class NothingInTable(Refused):
    """A table without rows."""

    wire_class = "malformed"
    sentence = gettext_noop("The table has no row under its column names.")
    next_step = gettext_noop("Choose the file again; nothing was kept.")


class CellsUneven(Refused):
    """A row with more or fewer cells than there are columns."""

    wire_class = "malformed"
    sentence = gettext_noop("The row has %(count)s cells, the table %(wanted)s columns.")
    next_step = gettext_noop("Words with a comma or a line break stand in quotation marks.")


class TwiceInTable(Refused):
    """Two rows of the table are one."""

    wire_class = "policy"
    sentence = gettext_noop("The row says the same as row %(row)s of this table.")
    next_step = gettext_noop("Leave one of them.")


class TableFaulty(Refused):
    """The table has faults, so that nothing of it was taken."""

    wire_class = "policy"
    sentence = gettext_noop("The table has %(count)s faults; nothing of it was taken.")
    next_step = gettext_noop("Each stands there with its row and its column. Mend them, and try again.")
