"""The tables `[witnesses]` and `[time_stamps]`: read as they are printed, wrong ones refused by name."""

from dataclasses import replace

import pytest
from worlds.places import HERE, THERE, THIRD, found

from comity.directory.home import BadHome, print_home, read_home
from comity.directory.witnessing import (
    USUAL,
    Stamper,
    TimeStamps,
    Witnesses,
    parse_time_stamps,
    parse_witnesses,
    print_time_stamps,
    print_witnesses,
)
from comity.terms.refusals import Malformed


def test_a_home_keeps_what_is_printed(tmp_path):
    """Both tables, and nothing where nothing is set."""
    folder = tmp_path / "home"
    folder.mkdir()
    home = read_home(found(folder))
    assert (home.witnesses, home.time_stamps) == (USUAL, None)
    assert "witnesses" not in print_home(home)
    one, two = Stamper("https://tsa.example/x", "tsa.pem", ca="ca.pem"), Stamper("http://second.example/", "second.pem")
    for witnesses, stamps in (
        (Witnesses(()), TimeStamps((one,))),
        (Witnesses((THERE, THIRD), routine=1, evidence=2), TimeStamps((one, two), need=2)),
        (Witnesses(routine=3), TimeStamps((two, one), need=1)),
    ):
        other = replace(home, witnesses=witnesses, time_stamps=stamps)
        (folder / "node.toml").write_text(print_home(other), encoding="utf-8")
        assert read_home(folder) == other
    (folder / "node.toml").write_text(print_home(home) + "\n[witnesses]\nnodes = 3\n", encoding="utf-8")
    with pytest.raises(BadHome, match="nodes"):
        read_home(folder)


@pytest.mark.parametrize(
    "table",
    [
        {"node": []},
        {"nodes": "poc.xr.example"},
        {"nodes": [1]},
        {"nodes": ["no node"]},
        {"nodes": [str(THERE)] * 2},
        {"nodes": [f"n{number}.example" for number in range(17)]},
        {"routine": 0},
        {"evidence": True},
        {"routine": 17},
    ],
)
def test_wrong_witnesses_are_refused(table):
    """A misspelt setting would otherwise mean fewer witnesses than somebody thought."""
    with pytest.raises((ValueError, Malformed)):
        parse_witnesses(table)


@pytest.mark.parametrize(
    "url", ["", "ftp://tsa.example/", "http://", "http://name@tsa.example/", "http://tsa.example/#x", "http://t/" + "x" * 300]
)
def test_a_wrong_authority_is_refused(url):
    """Only an address of http or https, without a name in it."""
    with pytest.raises(ValueError, match="url"):
        parse_time_stamps({"url": url, "certificates": "tsa.pem"})


def test_a_stamp_without_certificates_is_refused():
    """Nothing could be verified by them."""
    for table in ({"url": "http://tsa.example/"}, {"url": "http://tsa.example/", "certificates": ""}, {"url": "http://t/", "pem": "x"}):
        with pytest.raises(ValueError, match="time_stamps"):
            parse_time_stamps(table)
    assert print_time_stamps(None) == print_witnesses(USUAL) == ""


def test_several_authorities_are_each_named_once_and_some_needed():
    """None, nine, one twice, more needed than there are, a setting that is none."""
    row = {"url": "http://tsa.example/", "certificates": "tsa.pem"}
    rows = [row | {"url": f"http://tsa{number}.example/"} for number in range(9)]
    for table in (
        {"authority": []},
        {"authority": rows},
        {"authority": [row, row]},
        {"authority": rows[:2], "need": 3},
        {"authority": rows[:2], "need": 0},
        {"authority": rows[:2], "need": True},
        {"authority": rows[:2], "url": row["url"]},
        {"authority": [row | {"pem": "x"}]},
        {"authority": row},
    ):
        with pytest.raises(ValueError, match="time_stamps"):
            parse_time_stamps(table)
    assert parse_time_stamps({"authority": rows[:2]}).need == 2


def test_the_usual_witnesses_are_drawn_and_stay(tmp_path):
    """Five of those abroad, others for another node, the same in whatever order they are named."""
    peers = [replace(THIRD, text=f"n{number}.example") for number in range(20)]
    drawn = USUAL.of(HERE, abroad=peers)
    assert len(drawn) == 5
    assert drawn == USUAL.of(HERE, abroad=reversed(peers))
    assert drawn != USUAL.of(THERE, abroad=peers)
    kept = USUAL.of(HERE, abroad=[*drawn, *peers[:3]])
    assert len(set(kept) & set(drawn)) == 5
