"""Names fold to plain words, whatever their script and punctuation."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sluis.core.names.batch import fold_all
from sluis.core.names.countries import country_code
from sluis.core.names.folding import MAX_WORDS, words_of
from sluis.core.names.letters import skeleton_of, sound_of
from sluis.core.names.scripts import ABJAD


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ANGLO-CARIBBEAN CO., LTD.", ("anglo", "caribbean", "co", "ltd")),
        ("Öst & Söhne GmbH", ("ost", "and", "sohne", "gmbh")),
        ("'ABD-AL-SALAM, Ashraf", ("abd", "al", "salam", "ashraf")),
        ("Хабаров", ("khabarov",)),
        ("김정은", ("kim", "jong", "un")),
        ("ﬁnance", ("finance",)),
        ("J.R.R. Tolkien", ("jrr", "tolkien")),
    ],
)
def test_a_name_becomes_plain_words(name, words):
    assert words_of(name) == words


@pytest.mark.parametrize(
    "written",
    [
        "Foo Limited Liability Company",
        "Foo L.L.C.",
        "FOO LLC",
        'ООО "Foo"',
        "Obshchestvo s ogranichennoi otvetstvennostyu Foo",
        "FOO LIRNITED LIABILITY CORNPANY",
    ],
)
def test_a_legal_form_has_one_spelling(written):
    assert sorted(words_of(written)) == ["foo", "llc"]


def test_invisible_signs_are_not_read():
    assert words_of("Put\u200bin\u202e") == ("putin",)


def test_letters_that_only_look_latin_are_read_as_latin():
    assert words_of("Рutin") == ("putin",)


def test_a_name_of_punctuation_has_no_words():
    assert words_of("-- ... !!") == ()


def test_a_hostile_name_is_read_only_so_far():
    assert len(words_of("a b " * 10_000)) <= MAX_WORDS


@given(st.text(max_size=200))
def test_every_text_folds_to_plain_ascii_words(text):
    for word in words_of(text):
        assert word.isascii()
        assert word == word.lower()
        assert word.removeprefix(ABJAD).isalnum()


def test_romanisations_of_one_name_sound_the_same():
    assert sound_of("yusuf") == sound_of("yousouf")
    assert sound_of("anwari") == sound_of("anvari")


def test_names_without_vowels_share_the_consonants():
    assert skeleton_of("muhammad") == skeleton_of("mohamed") == skeleton_of("mhmd")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("nl", "NL"),
        ("Korea, North", "KP"),
        ("Cote d Ivoire", "CI"),
        ("Congo, Democratic Republic of the", "CD"),
        ("Norway", "NO"),
        ("Region: Gaza", "PS"),
        ("undetermined", None),
        ("ZZ", None),
        ("", None),
        (None, None),
    ],
)
def test_a_country_is_told_by_code_or_name(written, code):
    assert country_code(written) == code


_WORDS = (
    "limited co ltd joint stock company and first twenty one a b 007 1st S.A. A/S"
    " o's.a. & Li mited Abdurrahman nuruddin foocorp Ооо 김"
)
_TRICKY = st.one_of(
    st.text(max_size=40),
    st.text("abcsSA.,/&' -'éßıİ1_~’–Lltd", max_size=20),
    st.lists(st.sampled_from(_WORDS.split()), max_size=30).map(" ".join),
)


@settings(deadline=None)  # the first call waits for the compiler
@given(st.lists(_TRICKY, max_size=8), st.booleans())
def test_many_names_fold_as_each_does(names, person):
    folded = fold_all(names, np.full(len(names), person))
    words = [
        tuple(folded.words[k] for k in folded.numbers[start:end].tolist())
        for start, end in itertools.pairwise(folded.starts.tolist())
    ]
    assert words == [words_of(name, person=person) for name in names]
