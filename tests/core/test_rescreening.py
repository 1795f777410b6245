"""Screening what changed gives what screening everything gives."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from sluis.core.party import Entity, Name, PartyQuery
from sluis.core.rescreening import WHOLE, first, rescreen
from sluis.core.screening import build_index, screen

WORDS = ("example", "exampel", "works", "trading", "ann", "anna", "beispiel", "ltd")

names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
countries = st.sampled_from([(), ("NL",), ("IR", "NL")])


@st.composite
def lists(draw):
    return {
        f"p-{number}": Entity(
            id=f"p-{number}",
            schema="LegalEntity",
            caption=name,
            names=(Name(text=name),),
            countries=draw(countries),
            source="list/old",
        )
        for number, name in enumerate(draw(st.lists(names, max_size=6)))
    }


queries = st.lists(
    st.builds(PartyQuery, id=st.none(), names=st.tuples(names), countries=countries),
    min_size=1,
    max_size=4,
)


@settings(max_examples=40, deadline=None)
@given(lists(), lists(), queries)
def test_what_changed_alone_gives_what_everything_gives(before, after, parties):
    standing = list(
        screen(parties, build_index(before.values()), threshold=0.6, limit=WHOLE)
    )
    changed = {i for i in before | after if before.get(i) != after.get(i)}
    now = {i: replace(entity, source="list/new") for i, entity in after.items()}
    whole = list(screen(parties, build_index(now.values()), threshold=0.6, limit=WHOLE))
    delta = list(
        rescreen(
            standing,
            parties,
            changed=changed,
            entities=[now[i] for i in sorted(changed & now.keys())],
            sources={"list/old": "list/new"},
            threshold=0.6,
        )
    )
    assert delta == whole
    short = list(screen(parties, build_index(now.values()), threshold=0.6, limit=2))
    assert [first(answer, 2) for answer in delta] == short
