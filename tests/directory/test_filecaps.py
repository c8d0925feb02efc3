"""The table `[file_caps]` of `node.toml`."""

import pytest

from comity.directory.filecaps import MIB, USUAL, FileCaps, TooManyFiles, parse_file_caps, print_file_caps


def test_what_is_printed_is_read():
    """Nothing where nothing differs."""
    import tomllib

    assert print_file_caps(USUAL) == ""
    caps = FileCaps(most=3, total_mib=7)
    assert parse_file_caps(tomllib.loads(print_file_caps(caps))["file_caps"]) == caps


@pytest.mark.parametrize("table", [{"most": 65}, {"most": -1}, {"most": True}, {"total_mib": "7"}, {"each": 1}])
def test_what_cannot_be_is_refused(table):
    """With the name of the setting."""
    with pytest.raises(ValueError, match=next(iter(table))):
        parse_file_caps(table)


def test_caps_count_files_and_their_sum():
    """To the byte."""
    caps = FileCaps(most=2, total_mib=1)
    caps.require([MIB - 1, 1])
    for sizes in ([1, 1, 1], [MIB, 1]):
        with pytest.raises(TooManyFiles):
            caps.require(sizes)
