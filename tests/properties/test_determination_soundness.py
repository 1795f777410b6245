# ruff: noqa: S311 - the randomness of tests keeps no secret
"""What a user may rely on when Sluis says something, for any goods.

**A decided outcome stays.** What is not known and not asked for cannot change it.
Only these can, and each is either asked for or stated by the user unasked:

- a question that stands beside the outcome: it can make the outcome stricter, and
  it can bring in a general authorisation or take one away;
- a general authorisation for a purpose, such as a repair: it stands in for the
  licence once the purpose is stated, so a required licence can become milder;
- facts that count only where a file states them, as the law binds by what was
  stated, told or known: a claimed code, a finding that the goods are in a list, a
  national list, a final destination beyond the first, an exemption, and what the
  exporter was told or knows of the use (Article 4 of Regulation (EU) 2021/821).

**What is undecided is asked for**, and answering ends it. **One fact more never
turns a verdict on an entry**, apart from an entry that goes before another.
"""

from collections import Counter
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from properties import world
from sluis.core.determination import determine

OUTCOMES = [
    "prohibited",
    "licence_required",
    "notify_authority",
    "undecided",
    "general_authorisation",
    "no_licence",
]
NUMBERS = st.integers(0, 2**32)
NOBODYS = ("law:", "context.orders[", "items[1].control_code")
"""Questions that no user can answer with a fact: of the law, an order, a claim."""
bounded = settings(max_examples=100, deadline=None, derandomize=True, database=None)


def decide(transaction):
    return determine(transaction, world.LAW)


def told(transaction, names, random, share):
    for name in names:
        if random.random() < share:
            transaction = world.with_fact(transaction, name, world.answer(name, random))
    return transaction


@bounded
@given(NUMBERS)
def test_what_was_not_asked_never_changes_a_decided_outcome(number):
    before = world.transaction(number)
    result = decide(before)
    if result.outcome == "undecided":
        return
    asked = {one.about for one in result.questions()}
    names = [name for name in world.unknown(before) if name not in asked]
    random = Random(number)
    for share in (0.3, 0.9):
        after = decide(told(before, names, random, share)).outcome
        purpose = (result.outcome, after)
        if purpose != ("licence_required", "general_authorisation"):
            assert after == result.outcome


@bounded
@given(NUMBERS)
def test_an_answer_to_what_stands_beside_an_outcome_never_makes_it_milder(number):
    before = world.transaction(number)
    result = decide(before)
    if result.outcome == "undecided":
        return
    after = decide(told(before, world.unknown(before), Random(number), 0.9)).outcome
    licensed = {"licence_required", "general_authorisation"}
    if not {result.outcome, after} <= licensed:
        assert OUTCOMES.index(after) <= OUTCOMES.index(result.outcome)


def interview(transaction, random, most=400):
    """Answer question by question; give the results on the way."""
    asked = Counter()
    for _ in range(most):
        result = decide(transaction)
        yield result
        open_ = [one for one in result.questions() if not one.about.startswith(NOBODYS)]
        if not open_:
            return
        about = open_[0].about
        asked[about] += 1
        # A kind or a CN code can be told again, more exactly.
        assert asked[about] <= (3 if about.endswith(("kind", "cn_code")) else 1)
        value = world.answer(about, random, open_[0].answers)
        transaction = world.with_fact(transaction, about, value)
    raise AssertionError("the questions do not end")


def ends(transaction, random):
    for result in interview(transaction, random):
        if result.outcome == "undecided":
            assert result.questions()
    if result.outcome == "undecided":
        assert all(one.about.startswith("law:") for one in result.questions())


@settings(bounded, max_examples=40)
@given(NUMBERS)
def test_what_is_undecided_is_asked_and_answering_ends_it(number):
    ends(world.transaction(number), Random(number))


@settings(bounded, max_examples=3)
@given(NUMBERS)
def test_an_interview_ends_that_begins_with_nothing(number):
    ends(world.bare(number), Random(number))


@settings(bounded, max_examples=40)
@given(NUMBERS)
def test_an_answer_never_turns_a_verdict_on_an_entry(number):
    earlier = {}
    for result in interview(world.transaction(number), Random(number)):
        now = {one.code: one for one in result.items[0].entries}
        for code, verdict in earlier.items():
            # Where an entry goes before another, the good moves to that one.
            if code in now and not now[code].specified_in:
                assert now[code].verdict == verdict, code
            assert code in now or verdict == "not_met"
        earlier = {
            code: one.verdict
            for code, one in now.items()
            if one.verdict in {"met", "not_met"} and not one.specified_in
        }


@settings(bounded, max_examples=40)
@given(NUMBERS)
def test_nothing_is_undecided_where_yes_and_no_lead_to_the_same(number):
    transaction = world.transaction(number)
    result = decide(transaction)
    if result.outcome != "undecided":
        return
    for question in result.questions()[:3]:
        if set(question.answers) == {"yes", "no"} and "law:" not in question.about:
            both = {
                decide(world.with_fact(transaction, question.about, said)).outcome
                for said in (True, False)
            }
            # Which authorisation stands, and on what terms, hangs on the answer.
            assert len(both) > 1 or both <= {"undecided", "general_authorisation"}
