import shutil

import pytest

from sluis.core.errors import Problems, SluisError
from sluis.core.quantity import read_quantity
from sluis.store.law import PACKAGE, Kept, load_law
from sluis.store.law_file import LawFile, read_yaml

RULE = """\
id: test/order/one
type: order
addressee: Example
effect: licence_required
title: {en: One, nl: Een}
versions:
  - in_force: ["2012", null]
    known_since: "2012"
    source: reg-428-2009
    article: Article 4(1)
    applies: [turbojet_engine]
    when: {destination: [NO]}
    text: {en: One, nl: Een}
    verified: null
"""


@pytest.fixture
def rule(tmp_path):
    def write(text=RULE, name="one.yaml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def problems(path):
    with pytest.raises(Problems) as refused:
        load_law([path])
    return refused.value.errors


def test_norway_stays_norway_and_dates_stay_text(rule):
    data = read_yaml(rule("a: NO\nb: 2012-03-24\nc: 9E101\nd: 2012\ne: true\nf: yes\n"))
    assert data == {
        "a": "NO",
        "b": "2012-03-24",
        "c": "9E101",
        "d": 2012,
        "e": True,
        "f": "yes",
    }


def test_a_folder_adds_a_rule_and_changes_the_hash(rule):
    plain, more = load_law(), load_law([rule()])
    assert set(more.orders) - set(plain.orders) == {"test/order/one"}
    assert more.hash != plain.hash
    assert load_law() is plain


def test_a_rule_of_the_same_id_replaces_the_first(rule):
    text = RULE.replace("test/order/one", "nl/order/2012-ad-hoc")
    assert load_law([rule(text)]).orders["nl/order/2012-ad-hoc"].addressee == "Example"


def test_an_environment_folder_counts_as_well(rule, monkeypatch):
    monkeypatch.setenv("SLUIS_LAW", str(rule().parent))
    assert "test/order/one" in load_law().orders


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("addressee:", "adressee:", 1, "adressee"),
        ("[NO]", "[XX]", 12, "XX"),
        ("turbojet_engine", "turbojet", 11, "turbojet"),
        ("reg-428-2009", "reg-1", 9, "reg-1"),
        ('["2012", null]', '["2012", "2011"]', 7, "before"),
        ('["2012", null]', '["last year", null]', 7, "in_force"),
        ("{destination: [NO]}", "{destination: [NO], colour: red}", 12, "colour"),
        ("{destination: [NO]}", '{p: max_thrust, gt: "1 kg"}', 12, "measured"),
        ("{destination: [NO]}", "{p: max_trust, gt: 1 N}", 12, "max_trust"),
        ("{destination: [NO]}", "{is: max_thrust}", 12, "bool"),
        ("{destination: [NO]}", "{specified_in: 1A999}", 12, "1A999"),
        ("    text: {en: One, nl: Een}\n", "    text: {en: One}\n", 13, "nl"),
        ("verified: null", "verified: null\n    verified: null", 15, "twice"),
        ("versions:", "versions: [", 7, "YAML"),
    ],
)
def test_a_mistake_is_named_with_file_line_and_remedy(rule, old, new, line, words):
    path = rule(RULE.replace(old, new, 1))
    error = problems(path)[0]
    place, _, number = str(error.path).rpartition(":")
    assert place == str(path)
    assert words in error.message
    assert error.remedy or "before" in error.message or "bool" in error.message
    assert abs(int(number) - line) <= 2


def test_versions_of_a_rule_may_not_overlap(rule):
    version = RULE[RULE.index("  - in_force") :]
    later = version.replace('"2012", null', '"2014", null')
    error = problems(rule(RULE + later))[0]
    assert "overlap" in error.message


def test_an_empty_folder_is_no_law(tmp_path):
    with pytest.raises(SluisError, match="no law"):
        load_law([tmp_path])


def test_a_line_is_found_for_every_key(rule):
    file = LawFile(rule(), RULE)
    assert file.place(("versions", 0, "article")).endswith(":10")
    assert file.place(("versions", 0, "when", "nothing")).endswith(":12")


# --- the law that comes with Sluis ---


def test_every_rule_says_what_it_says_in_two_languages_and_where_it_is_written():
    for rule in load_law().rules().values():
        for version in rule.versions:
            assert set(version.text) == {"en", "nl"}, rule.id
            assert version.source.url.startswith("https://")


def test_every_unit_of_the_vocabulary_can_be_read():
    for parameter in load_law().vocabulary.parameters.values():
        if parameter.unit is not None:
            written = f"1 {parameter.unit}"
            assert read_quantity(written, parameter.unit).value == 1, parameter.code


def test_a_file_in_another_folder_is_the_same_law(tmp_path):
    copy = tmp_path / "law"
    shutil.copytree(PACKAGE, copy)
    assert load_law([copy]).hash == load_law().hash


def test_the_rule_of_the_how_to_page_can_be_loaded(root, rule):
    page = (root / "docs" / "write-law.md").read_text(encoding="utf-8")
    example = page.split("```yaml\n")[1].split("```")[0]
    assert "nl/order/2024-example" in load_law([rule(example)]).orders


def test_what_the_files_said_is_kept_and_read_anew_when_they_change(
    tmp_path, monkeypatch
):
    monkeypatch.setattr("platformdirs.user_cache_path", lambda _: tmp_path / "cache")
    texts = {path: path.read_text() for path in (PACKAGE / "jurisdiction.yaml",)}
    kept = Kept.of(texts)
    assert kept.read() == {}
    kept.write({"a": 1})
    assert Kept.of(texts).read() == {"a": 1}
    other = Kept.of({path: f"{text}\n" for path, text in texts.items()})
    assert other.read() == {}
    kept.path.write_bytes(b'{"a": ')
    assert kept.read() == {}


def test_a_kept_file_still_names_the_line_of_a_key(tmp_path):
    path = tmp_path / "rule.yaml"
    text = "id: nl/x/1\ntype: order\n"
    file = LawFile.known(path, text, {"id": "nl/x/1", "type": "order"})
    assert file.place(("type",)) == f"{path}:2"
