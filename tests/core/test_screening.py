"""Who could be meant, and why; nothing above the floor is missed."""

import random
import string

import pytest

from sluis.core.errors import UnknownValue
from sluis.core.names.matching import Asked, find, score_everything
from sluis.core.party import Entity, Identifier, Name, PartyQuery, family_of
from sluis.core.screening import build_index, screen
from sluis.core.time import VagueDay, parse_day


def company(number, *names, weak=(), **more):
    texts = [Name(text=names[0])]
    texts += [Name(text=text, kind="alias") for text in names[1:]]
    texts += [Name(text=text, kind="weak") for text in weak]
    more.setdefault("schema", "Organization")
    return Entity(
        id=f"e-{number}",
        caption=names[0],
        names=tuple(texts),
        lists=("test",),
        **more,
    )


def person(number, name, **more):
    return company(number, name, schema="Person", **more)


LISTED = [
    company(1, "BANCO NACIONAL DE CUBA", "NATIONAL BANK OF CUBA", weak=["BNC"]),
    company(2, "GUANGZHOU HAIGE COMMUNICATIONS GROUP COMPANY LIMITED"),
    company(3, "NOVAYA ZVEZDA TRADING LLC"),
    person(4, "ANWARI, Muhammad Taher", birth_dates=(VagueDay.parse("1961"),)),
    person(5, "PETROV, Ivan Sergeyevich", countries=("RU",)),
    person(6, "PETROV, Ivan Sergeyevich", countries=("BG",)),
    company(
        7,
        "MAR AZUL",
        schema="Vessel",
        identifiers=(Identifier(value="IMO 7406784", kind="IMO"),),
    ),
]
INDEX = build_index(LISTED)


def ask(name, *, index=INDEX, threshold=0.7, limit=5, **more):
    query = PartyQuery(id="q", names=(name,), **more)
    (answer,) = screen([query], index, threshold=threshold, limit=limit)
    return answer["matches"]


def matched(name, **more):
    return [match["entity"] for match in ask(name, **more) if match["match"]]


def test_it_works():
    (best, *_) = ask("Banco Nacional de Cuba")
    assert best["entity"] == "e-1"
    assert best["score"] == 1.0
    assert best["match"] is True
    assert best["matched_name"] == "BANCO NACIONAL DE CUBA"
    assert best["lists"] == ["test"]
    assert best["listed"] == [None, None]


@pytest.mark.parametrize(
    ("written", "entity"),
    [
        ("Banco Nacionale de Cuba", "e-1"),  # a letter more
        ("Banko Nacoinal de Cuba", "e-1"),  # two slips
        ("Cuba, Banco Nacional de", "e-1"),  # another order
        ("BancoNacional de Cuba", "e-1"),  # joined
        ("Novayazvezda Trading", "e-3"),
        ("Novaya Zvez da Trading", "e-3"),  # split
        ("GUANGZHOU HAIGE COMM GROUP", "e-2"),  # abbreviation
        ("Mohamed Tahir Anvari", "e-4"),  # romanisation
        ("M. T. Anwari", "e-4"),  # initials
        ("محمد طاهر أنوري", "e-4"),  # Arabic
        ("Новая Звезда Трейдинг ООО", "e-3"),  # Cyrillic
        ("Nоvауа Zvеzda Trading", "e-3"),  # look-alike letters
    ],
)
def test_a_variant_is_found(written, entity):
    assert entity in matched(written)


@pytest.mark.parametrize(
    "written",
    [
        "Bakkerij Jansen BV",
        "Trading LLC",
        "Company Limited",
        "Limited",
        "Sergeyevich",
        "Cuba Tourist Cigars Export",
        "Octavian Scholz",
        "Petrov",
    ],
)
def test_others_are_not(written):
    assert matched(written) == []


def test_a_weak_alias_counts_only_when_it_is_met_nearly_exactly():
    assert matched("B.N.C.") == ["e-1"]
    assert matched("BNC Trading") == []
    assert matched("BNK") == []
    assert ask("BNC")[0]["matched_name_kind"] == "weak"


def test_persons_are_not_compared_with_companies():
    assert matched("Novaya Zvezda Trading", schema="Person") == []
    assert matched("Novaya Zvezda Trading", schema="Company") == ["e-3"]
    assert matched("Novaya Zvezda Trading", schema="LegalEntity") == ["e-3"]


def test_evidence_orders_what_scores_the_same_and_changes_no_score():
    plain = ask("Ivan Sergeyevich Petrov")
    russian = ask("Ivan Sergeyevich Petrov", countries=("BG",))
    assert [match["entity"] for match in plain] == ["e-5", "e-6"]
    assert [match["entity"] for match in russian] == ["e-6", "e-5"]
    assert {match["score"] for match in plain} == {match["score"] for match in russian}
    assert [match["why"]["country"] for match in plain] == [None, None]
    assert [match["why"]["country"] for match in russian] == [1.0, 0.0]


@pytest.mark.parametrize(
    ("born", "evidence"),
    [("1961", 0.5), ("1961-05-01", 0.5), ("1962-01-01", 0.0)],
)
def test_a_birth_date_known_to_the_year_agrees_only_half(born, evidence):
    day = VagueDay.parse(born)
    (match,) = ask("Muhammad Taher Anwari", birth_dates=(day,))
    assert match["why"]["birth_date"] == evidence


def test_equal_exact_birth_dates_agree_wholly():
    day = VagueDay(parse_day("1970-02-03"), parse_day("1970-02-03"))
    index = build_index([person(1, "Some Body", birth_dates=(day,))])
    (match,) = ask("Some Body", index=index, birth_dates=(day,))
    assert match["why"]["birth_date"] == 1.0


def test_an_equal_identifier_is_a_match_whatever_the_name():
    (match,) = ask("Quite Another Name", identifiers=("7406784",), schema="Vessel")
    assert match["entity"] == "e-7"
    assert match["match"] is True
    assert match["score"] == 1.0
    assert match["why"]["identifier"] == 1.0
    assert match["why"]["name"] is None


def test_a_short_number_identifies_nobody():
    index = build_index([company(1, "A B", identifiers=(Identifier(value="941"),))])
    assert ask("Quite Another", index=index, identifiers=("941",)) == []


def test_the_score_explains_itself_word_by_word():
    (match,) = ask("Guangzhou Haige Comm Group Shanghai")
    pairs = {pair["asked"]: pair for pair in match["why"]["words"]}
    assert pairs["comm"]["listed"] == "communications"
    assert pairs["comm"]["how"] == "beginning"
    assert pairs["guangzhou"]["likeness"] == 1.0
    assert match["why"]["left_over"] == {"asked": ["shanghai"], "listed": ["co", "ltd"]}


def test_a_near_miss_is_shown_and_is_no_match():
    strict = ask("Banko Nacoinal de Cuba", threshold=0.9)
    assert [match["match"] for match in strict] == [False]


def test_the_limit_keeps_the_best():
    assert len(ask("Ivan Sergeyevich Petrov", limit=1)) == 1


def test_the_best_of_several_names_counts():
    query = PartyQuery(id="q", names=("Nobody", "Novaya Zvezda Trading LLC"))
    (answer,) = screen([query], INDEX)
    assert answer["name"] == "Nobody"
    assert answer["matches"][0]["score"] == 1.0


def test_a_name_that_cannot_be_compared_is_said():
    (answer,) = screen([PartyQuery(id="q", names=("!!!",))], INDEX)
    assert answer["matches"] == []
    assert "no letter" in answer["warnings"][0]


def test_a_very_long_name_is_compared_in_part_and_this_is_said():
    (answer,) = screen([PartyQuery(id="q", names=("MAR AZUL " * 2000,))], INDEX)
    assert "long" in answer["warnings"][0]


def test_an_empty_index_matches_nobody():
    assert ask("Anybody", index=build_index([])) == []


def test_a_schema_that_names_no_party_is_refused():
    with pytest.raises(UnknownValue):
        family_of("Banana")


def random_name(rng):
    words = ["al", "bank", "co", "ltd", "ivan", "petrov", "trading", "m", "star"]
    made = ["".join(rng.choices("abcde", k=rng.randint(2, 7))) for _ in range(3)]
    return " ".join(rng.sample(words + made, rng.randint(1, 5)))


def varied(rng, name):
    place = rng.randrange(len(name))
    letter = rng.choice(string.ascii_lowercase[:5])
    kinds = [
        name[:place] + letter + name[place + 1 :],
        name[:place] + name[place + 1 :],
        name.replace(" ", "", 1),
        " ".join(reversed(name.split())),
        name,
    ]
    return rng.choice(kinds)


@pytest.mark.parametrize("floor", [0.5, 0.7, 0.9])
def test_nothing_above_the_floor_is_missed(floor):
    rng = random.Random(7)  # noqa: S311  # made-up names
    schemata = ["Person", "Organization", "Vessel", "LegalEntity"]
    entities = [
        company(number, random_name(rng), schema=rng.choice(schemata))
        for number in range(400)
    ]
    index = build_index(entities)
    texts = [varied(rng, entity.caption) for entity in rng.sample(entities, 120)]
    asked = Asked.of(texts, [15] * len(texts))
    hits = find(asked, index, floor=floor)
    found = {
        (query, name): score
        for query, name, score in zip(
            hits.queries.tolist(),
            hits.names.tolist(),
            hits.scores.tolist(),
            strict=True,
        )
    }
    every = {
        (query, name): score
        for query in range(len(texts))
        for name, score in enumerate(score_everything(asked, query, index).tolist())
        if score >= floor
    }
    assert found == every


def test_an_answer_does_not_depend_on_the_others_in_the_batch():
    rng = random.Random(3)  # noqa: S311  # made-up slips
    names = [varied(rng, entity.caption) for entity in LISTED] * 3
    queries = [PartyQuery(id=str(n), names=(name,)) for n, name in enumerate(names)]
    together = list(screen(queries, INDEX))
    backwards = list(screen(reversed(queries), INDEX))[::-1]
    alone = [next(screen([query], INDEX)) for query in queries]
    assert together == backwards == alone


def test_the_order_of_the_lists_does_not_matter():
    turned = build_index(reversed(LISTED))
    assert ask("Ivan Petrov", index=turned) == ask("Ivan Petrov")
