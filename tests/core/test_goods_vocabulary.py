import pytest

from sluis.core.errors import InvalidInput, UnknownValue
from sluis.core.quantity import UnitError
from sluis.store.law import load_law


@pytest.fixture(scope="module")
def words():
    return load_law().vocabulary


def test_a_kind_has_its_own_parameters_and_its_parents(words):
    codes = [one.code for one in words.parameters_of("turbojet_engine")]
    assert "first_stage_rotor_diameter" in codes
    assert "max_thrust" in codes  # of every aero engine
    assert "in_annex_i" in codes  # of everything
    assert "gyro_type" not in codes


def test_the_countries_have_norway_and_names_in_two_languages(words):
    assert words.country("NO") == "NO"
    assert words.territories["NO"] == {"en": "Norway", "nl": "Noorwegen"}


@pytest.mark.parametrize("code", ["XX", "no", "Norway", False, None, 31])
def test_what_is_no_country_code_is_refused(words, code):
    with pytest.raises(UnknownValue):
        words.country(code, path="destination")


def test_a_mistyped_word_is_refused_with_the_nearest_one(words):
    with pytest.raises(UnknownValue) as refused:
        words.kind("turbojet_engin", path="items[0].kind")
    assert "turbojet_engine" in str(refused.value.remedy)


@pytest.mark.parametrize(
    ("code", "given", "error"),
    [
        ("max_thrust", "-1 N", InvalidInput),
        ("max_thrust", "392 kg", UnitError),
        ("max_trust", "392 N", UnknownValue),
        ("civil_certified", "yes", InvalidInput),
        ("gyro_type", 3, InvalidInput),
        ("on_national_list_of", ["NL", "XX"], UnknownValue),
    ],
)
def test_a_wrong_value_is_refused_with_its_place(words, code, given, error):
    with pytest.raises(error) as refused:
        words.read_value(code, given, path=f"items[0].parameters.{code}")
    assert refused.value.path == f"items[0].parameters.{code}"


def test_every_word_of_the_vocabulary_page_is_there(words, shared):
    page = (shared / "design" / "goods-vocabulary.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    named = [word.strip(" `") for row in rows for word in row.split(",")]
    assert named
    assert set(named) <= set(words.parameters)
    tree = page.split("**Kinds**")[1].split("\n\n")[0]
    kinds = {part for n, part in enumerate(tree.split("`")) if n % 2}
    assert kinds <= set(words.kinds)
