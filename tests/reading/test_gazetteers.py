import functools
import json
import re
import unicodedata

import compile_gazetteers as compiler
import pytest

from comity.reading.lexicon import items, lexicon, versions
from comity.reading.tokens import Words, is_syllable, key
from comity.terms.vocabulary import vocabulary

made = functools.cache(compiler.compile_all)  # reading the sources takes half of a second, and they do not change meanwhile


def test_what_is_committed_is_what_the_sources_give(capsys):
    """`--check` compares; a node reads no YAML."""
    assert compiler.COMPILED.read_bytes() == made()
    assert compiler.main(["--check"]) == 0


def test_a_stale_file_is_told(monkeypatch, tmp_path, capsys):
    """And the command that mends it."""
    monkeypatch.setattr(compiler, "COMPILED", tmp_path / "gazetteers.json")
    monkeypatch.setattr(compiler, "compile_all", made)
    assert compiler.main(["--check"]) == 1
    assert "run tools/compile_gazetteers.py" in capsys.readouterr().err
    assert compiler.main([]) == 0
    assert compiler.main(["--check"]) == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("name: regions", "name: other"), "its name is other"),
        (("version: 2", "version: 0"), "whole numbers from 1"),
        (("title: {en: Regions, vi: Khu vực}", "title: {en: Regions}"), "a title in each"),
        (("keys: [group]", "keys: [group]\nmore: 1"), "exactly"),
        (("{code: asia,", "{code: others,"), "twice: others"),
        (("{code: asia,", "{kode: asia,"), "unknown kode"),
        (("Biển Đông", unicodedata.normalize("NFD", "Biển Đông")), "NFC"),
        (("source: usage of Vietnamese and English press", "source: a\nsource: b"), "duplicate"),
    ],
)
def test_a_source_is_read_strictly(change, said, tmp_path):
    """Each fault is told with its file."""
    text = (compiler.HERE / "regions.yaml").read_text(encoding="utf-8")
    assert change[0] in text
    (tmp_path / "regions.yaml").write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(compiler.Fault, match=said):
        compiler.compile_all(tmp_path)


def test_a_country_is_one_of_terms(tmp_path):
    """A code that the vocabulary does not have is a fault."""
    text = (compiler.HERE / "countries.yaml").read_text(encoding="utf-8")
    (tmp_path / "countries.yaml").write_text(text.replace('{code: "VN"', '{code: "QQ"'), encoding="utf-8")
    with pytest.raises(compiler.Fault, match="no such country: QQ"):
        compiler.compile_all(tmp_path)


def forms(name, language):
    """Return every form of a gazetteer in a language."""
    return [form for item in items(name) for form in item[language]]


def test_the_gazetteers_are_broad():
    """150 ranks and offices, 200 organs, every country, every province old and new, in both languages."""
    assert len(forms("ranks", "vi")) + len(forms("offices", "vi")) >= 150
    assert len(forms("ranks", "en")) + len(forms("offices", "en")) >= 150
    assert len(forms("organs", "vi")) >= 200
    assert len(forms("organs", "en")) >= 150
    assert {item["code"] for item in items("countries")} == {item.code for item in vocabulary("country").offered}
    provinces = items("provinces")
    assert len(provinces) == 63
    assert len({item["now"] for item in provinces}) == 34
    assert {item["now"] for item in provinces} <= {item["code"] for item in provinces}


def test_every_gazetteer_has_a_source_and_a_version():
    """And says how well it was checked."""
    compiled = json.loads(compiler.COMPILED.read_text(encoding="utf-8"))
    assert set(compiled) == {path.stem for path in compiler.HERE.glob("*.yaml")} == set(versions())
    for held in compiled.values():
        assert held["compiled"]["source"]
        assert held["compiled"]["verified"] in {"memory", "project"}
        assert re.fullmatch("[0-9a-f]{64}", held["source_digest"])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Mỹ", "US"),
        ("Hoa Kỳ", "US"),
        ("Liên bang Nga", "RU"),
        ("Ấn Độ", "IN"),
        ("Xinh-ga-po", "SG"),
        ("Thuỵ Sĩ", "CH"),
        ("Cộng hòa Séc", "CZ"),
        ("Ả rập Xê-út", "SA"),
        ("Áo", "AT"),
        ("Bờ Biển Ngà", "CI"),
    ],
)
def test_a_country_is_found_by_each_of_its_names(text, code):
    """Hán-Việt and old spellings too."""
    found = lexicon("vi", "countries").at(Words.of(text), 0)
    assert found is not None
    assert (found.code, found.after) == (code, len(Words.of(text)))


def test_a_country_needs_its_capitals():
    """*áo* is a coat, *nga* is nothing; a title may be written small."""
    assert lexicon("vi", "countries").at(Words.of("áo"), 0) is None
    assert lexicon("vi", "offices").at(Words.of("bộ trưởng"), 0) is not None


def test_the_place_of_a_tone_does_not_matter():
    """hoà is hòa; a name is still two words."""
    assert (key("Hoà"), key("Thuý"), key("quý")) == ("hòa", "thúy", "quý")
    assert [word for word in ("Nguyễn", "Quang", "Thuỷ", "gì", "nghiêng") if not is_syllable(word)] == []
    assert [word for word in ("Sergei", "Kang", "Marc", "Putin", "Cekaite", "Gerhard") if is_syllable(word)] == []
