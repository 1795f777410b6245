"""Whatever is sent, by whomever, the APIs answer as described, and never break.

Requests are made from the descriptions by schemathesis, from one seed, so that a run
can be repeated. They are sent by people of several roles, and by nobody, to an office
that holds something of everything; what each changes is taken back before the next.
"""

from __future__ import annotations

import json
from collections import defaultdict
from contextlib import contextmanager

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from contract import fuzzing

pytestmark = pytest.mark.django_db

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
DESCRIPTIONS = ("/api/v1/openapi.json", "/epcis/openapi.json")
OPERATIONS = {
    found.ok().label: found.ok()
    for address in DESCRIPTIONS
    for found in schemathesis.openapi.from_wsgi(
        address, get_wsgi_application()
    ).get_all_operations()
}
WITH_BODY = [label for label, operation in OPERATIONS.items() if operation.body]


@pytest.fixture(scope="module")
def office(django_db_setup, django_db_blocker, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setenv("SLUIS_DATA", str(tmp_path_factory.mktemp("fuzzed")))
        with transaction.atomic():
            yield fuzzing.filled()
            transaction.set_rollback(True)


def examples(count):
    return settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


@pytest.mark.parametrize("label", OPERATIONS)
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_answer_is_described_and_none_is_a_failure(office, label, mode):
    operation = OPERATIONS[label]

    @examples(12)
    @given(
        case=operation.as_strategy(mode),
        role=st.sampled_from(list(office.keys)),
        words=st.sampled_from([*office.words_for(operation.path), {}]),
    )
    def ask(case, role, words):
        filled = {name: words[name] for name in case.path_parameters if name in words}
        case.path_parameters = {**case.path_parameters, **filled}
        with taken_back():
            case.call_and_validate(checks=CHECKS, headers=office.keys[role])

    try:
        ask()
    except Unsatisfiable:
        pytest.skip("it takes anything, so there is nothing wrong to send")


@pytest.mark.parametrize("label", OPERATIONS)
def test_one_hostile_thing_in_a_good_request_is_answered_as_described(office, label):
    operation = OPERATIONS[label]
    names = [one.name for one in (*operation.path_parameters, *operation.query)]
    good = office.bodies.get(label)

    @examples(30 if good is None else 150)
    @given(
        case=operation.as_strategy(),
        role=st.sampled_from(list(office.keys)),
        words=st.sampled_from(office.words_for(operation.path)),
        drawn=st.tuples(
            st.integers(0, 200),
            st.integers(0, len(fuzzing.HOSTILE) - 1),
            st.sampled_from(fuzzing.TEXTS),
        ),
    )
    def ask(case, role, words, drawn):
        place, by, text = drawn
        body = case.body if good is None else good
        sent = fuzzing.spoiled(body, place, by) if operation.body else b""
        if names and (by % 3 == 0 or not sent):
            words = {**words, names[place % len(names)]: text}
        tell(office.keys[role], operation, sent, words)

    ask()


def test_good_requests_are_good(office):
    for label, body in office.bodies.items():
        operation = OPERATIONS[label]
        words = office.words_for(operation.path)[0]
        path, data = operation.path.format_map(words), json.dumps(body)
        told = []
        for headers in office.keys.values():
            with taken_back():
                answer = Client().post(path, data, "application/json", headers=headers)
            told.append(answer.status_code)
        assert {200, 201, 202}.intersection(told), f"{label}: {told}"


@pytest.mark.parametrize("label", WITH_BODY)
def test_what_is_no_request_at_all_is_answered_as_described(office, label):
    operation = OPERATIONS[label]
    words = office.words_for(operation.path)[0]
    for headers in office.keys.values():
        for kind, body in fuzzing.RAW:
            tell(headers, operation, body, words, kind)


@contextmanager
def taken_back():
    """Take back what a request changes, so that the next finds the same office."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def tell(headers, operation, body, words, kind="application/json"):
    """Send a request as it is, and hold its answer against the description."""
    path = operation.path.format_map(defaultdict(lambda: "1", words))
    asked = [one.name for one in operation.query if one.name in words]
    path += "?" * bool(asked) + "&".join(f"{name}={words[name]}" for name in asked)
    method = operation.method.upper()
    with taken_back():
        client = Client(raise_request_exception=False, headers=headers)
        answer = client.generic(method, path, body, content_type=kind)
    told = f"{method} {path[:200]} {kind!r} {body[:300]!r}: {answer.status_code}"
    responses = operation.definition.raw["responses"]
    assert answer.status_code < 500, told
    assert str(answer.status_code) in responses, told
    if answer.getvalue():
        given = answer.headers["Content-Type"].partition(";")[0]
        assert given in responses[str(answer.status_code)]["content"], told
