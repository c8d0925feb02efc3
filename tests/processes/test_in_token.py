"""A real node whose key is in a token: what it signs arrives and is proved by both verifiers; pulled out, it waits, and then goes on."""

import shutil
from pathlib import Path

import pytest
from real_nodes import Pair, RealNode, RefusedError, wait_until
from row_evidence import require_log, require_once
from token_in_software import SoftwareToken
from worlds.second import verify_by_both

from comity.directory.book import parse_trust
from comity.directory.founding import own_section_path
from comity.directory.home import read_home


def move(node: RealNode, folder: Path) -> list[str]:
    """Move a node that does not run to its token, as its operator does; return where its keys are then."""
    assert node.forker is not None
    (folder / "in").touch()
    for words in ("key lock", "key signing --renew", "key signing --use-next", "key where --check"):
        (folder / "out").unlink(missing_ok=True)
        status = node.forker.ask("type", [str(folder), *words.split(), "--home", str(node.home)])
        assert status == 0, (words, (folder / "err").read_text(encoding="utf-8"))
    return (folder / "out").read_text(encoding="utf-8").splitlines()


def test_what_a_token_signed_arrives_and_pulled_out_nothing_is_lost(pair: Pair, software_token: SoftwareToken, tmp_path: Path) -> None:
    """An act goes out; then none goes or comes while the token is away, with an alarm; then both do, once, and the proof holds."""
    pair.start_missing()
    xr, vn = pair.xr, pair.vn
    xr.kill_courier()
    xr.stop_officers()
    with (xr.home / "node.toml").open("a", encoding="utf-8") as settings:
        settings.write(software_token.table())
    with xr.loaded_anew():
        lying = move(xr, tmp_path)
        assert [line for line in lying if line.startswith("node.key: ") and "ed25519 inside the token" in line], lying
        assert not [line for line in lying if "in the clear" in line], lying
        there, here = read_home(xr.home), read_home(vn.home)
        shutil.copy(own_section_path(there), here.sections / "fresh")
        (here.sections / "fresh").replace(here.sections / own_section_path(there).name)
        pair.start_missing()
        case, sent = xr.request(vn)
        pair.settle()
        software_token.pull_out()
        drafted = xr.draft(vn, "withdrawal", "ADM-WITHDRAW", {"reason": "WD-NOT-NEEDED"}, reference=case)
        with pytest.raises(RefusedError, match="Token"):
            xr.approve(drafted)
        _, waits = vn.request(xr)
        wait_until(lambda: xr.rows.select("SELECT * FROM records_alarm WHERE kind = 'key-away'"), "an alarm")
        assert not xr.rows.select("SELECT * FROM records_inbox WHERE env_id = ?", waits)
        assert vn.rows.due()
        software_token.put_back()
        withdrawn = xr.approve(drafted)
        pair.settle()
        for sender, receiver, envelope in ((xr, vn, sent), (vn, xr, waits), (xr, vn, withdrawn)):
            require_once(sender.rows, receiver.rows, envelope)
        require_log(vn.rows, xr.rows)
        prove(xr, case)
        xr.kill_courier()
        xr.stop_officers()


def prove(node: RealNode, case: str) -> None:
    """Verify the proof that the node makes of a case with both verifiers, one of which is `verify.py`."""
    path = Path(node.play("proof", officer=node.drafter, reference=case)["path"])
    pinned = node.home / "trust.json"
    trusted = {country: key.key_id for country, key in parse_trust(pinned.read_text(encoding="ascii"), file=pinned).items()}
    assert str(verify_by_both(path.read_bytes(), trusted=trusted).reference) == case
    path.unlink()
