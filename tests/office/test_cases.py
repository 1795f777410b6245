from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from sluis.core.errors import InvalidInput
from sluis.office.cases.models import CaseFile
from sluis.office.cases.queries import latest_case
from sluis.office.cases.services import save_case

pytestmark = pytest.mark.django_db


def test_it_works():
    save_case(title="A case", answers={"found": 1}, law_hash="abc")

    found = latest_case()

    assert found is not None
    assert found.answers == {"found": 1}
    assert found.law_hash == "abc"


def test_without_a_case_there_is_none():
    assert latest_case() is None


def test_the_newest_case_is_the_latest():
    save_case(title="A case", answers={"found": 1}, law_hash="abc")
    save_case(title="A case", answers={"found": 2}, law_hash="abc")

    found = latest_case()

    assert found is not None
    assert found.answers == {"found": 2}


def test_the_same_answers_under_the_same_law_are_kept_once():
    first = save_case(title="A case", answers={"a": 1, "b": 2}, law_hash="abc")
    again = save_case(title="A case", answers={"b": 2, "a": 1}, law_hash="abc")

    assert again == first
    assert CaseFile.objects.count() == 1


def test_the_same_answers_under_another_law_are_a_new_file():
    save_case(title="A case", answers={"a": 1}, law_hash="abc")
    save_case(title="A case", answers={"a": 1}, law_hash="def")

    assert CaseFile.objects.count() == 2


def test_the_database_refuses_to_change_a_case_file():
    kept = save_case(title="A case", answers={"found": 1}, law_hash="abc")

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        CaseFile.objects.filter(pk=kept.pk).update(title="Another")

    assert CaseFile.objects.get().title == "A case"


def test_the_database_refuses_to_remove_a_case_file():
    save_case(title="A case", answers={"found": 1}, law_hash="abc")

    with pytest.raises(DatabaseError, match=r"never .*removed"), transaction.atomic():
        CaseFile.objects.all().delete()

    assert CaseFile.objects.count() == 1


@pytest.mark.parametrize(("title", "law_hash"), [("", "abc"), ("A case", "")])
def test_a_case_file_without_title_or_law_is_refused(title, law_hash):
    with pytest.raises(InvalidInput, match="title and the hash"):
        save_case(title=title, answers={}, law_hash=law_hash)


def test_answers_that_are_not_json_are_refused():
    with pytest.raises(InvalidInput, match="not JSON"):
        save_case(title="A case", answers={"found": object()}, law_hash="abc")
