"""An edit with an error is refused, and the edition before it stays in force."""

import pytest

from sluis.core.errors import SluisError
from sluis.store.home import Home
from sluis.store.in_force import law_in_force
from sluis.store.law import load_law

RULE = """id: test/order/one
type: order
addressee: Example
effect: licence_required
title: {en: One, nl: Een}
versions:
  - in_force: ["2012", null]
    known_since: "2012-01-01"
    source: reg-428-2009
    article: Article 4
    when: {destination: [IR]}
    verified: null
"""


@pytest.fixture
def home(tmp_path):
    return Home.open(tmp_path / "data")


@pytest.fixture
def rule(tmp_path, monkeypatch):
    """Write the one rule of the authority's folder."""
    folder = tmp_path / "my-law"
    folder.mkdir()
    monkeypatch.setenv("SLUIS_LAW", str(folder))

    def write(text):
        (folder / "one.yaml").write_text(text)

    return write


def test_a_sound_edit_is_in_force_at_once(home, rule):
    rule(RULE)
    assert (
        law_in_force(home=lambda: home).law.orders["test/order/one"].addressee
        == "Example"
    )
    rule(RULE.replace("Example", "Another firm"))
    found = law_in_force(home=lambda: home)
    assert found.law.orders["test/order/one"].addressee == "Another firm"
    assert found.refused is None


def test_an_edit_with_an_error_leaves_the_edition_before_it(home, rule):
    rule(RULE)
    before = law_in_force(home=lambda: home).law.hash
    rule(RULE.replace("[IR]", "[Iran]"))
    found = law_in_force(home=lambda: home)
    assert found.law.hash == before
    assert "one.yaml:11" in str(found.refused)
    rule(RULE)
    assert law_in_force(home=lambda: home).refused is None


def test_a_folder_that_is_gone_leaves_the_edition_before_it(
    home, rule, tmp_path, monkeypatch
):
    rule(RULE)
    before = law_in_force(home=lambda: home).law.hash
    monkeypatch.setenv("SLUIS_LAW", str(tmp_path / "moved"))
    found = law_in_force(home=lambda: home)
    assert (found.law.hash, found.refused is None) == (before, False)


def test_without_an_edition_before_it_the_error_ends_the_work(home, rule):
    rule("id: x\n")
    with pytest.raises(SluisError, match=r"one\.yaml:1"):
        law_in_force(home=lambda: home)


def test_folders_keep_their_order(home, tmp_path, monkeypatch):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "one.yaml").write_text(RULE.replace("Example", name))
    monkeypatch.setenv("SLUIS_LAW", f"{tmp_path / 'b'}:{tmp_path / 'a'}")
    assert law_in_force(home=lambda: home).law.orders["test/order/one"].addressee == "a"
    (tmp_path / "a" / "one.yaml").write_text("id: x\n")
    assert law_in_force(home=lambda: home).law.orders["test/order/one"].addressee == "a"


def test_without_rules_of_ones_own_nothing_is_kept(home):
    assert law_in_force(home=lambda: home).law is load_law()
    assert not (home.path / "law").exists()
