"""Whatever is sent, the APIs answer as they are described, and never break.

Requests are made from the descriptions by schemathesis, from one seed, so that a
run can be repeated.
"""

from __future__ import annotations

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    status_code_conformance,
)

pytestmark = pytest.mark.django_db

EXAMPLES = 10
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance]


@pytest.mark.parametrize("address", ["/epcis/openapi.json", "/api/v1/openapi.json"])
def test_every_answer_is_described_and_none_is_a_failure(address):
    schema = schemathesis.openapi.from_wsgi(address, get_wsgi_application())
    problems = []
    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def one(case):
            case.call_and_validate(checks=CHECKS)

        try:
            one()
        except (Exception, FailureGroup) as problem:
            problems.append(f"{operation.label}: {problem}"[:600])
    assert not problems, "\n\n".join(problems)
