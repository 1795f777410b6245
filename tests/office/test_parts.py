"""The parts of pages: markup that people, keyboards and screen readers can use."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from office.parts import Engines, drawn, pictures
from sluis.office.ui.pictures import Bar, Term, balances, deadlines

GIVEN = {
    "name": "Titan",
    "day_day": "31",
    "day_month": "3",
    "day_year": "2027",
    "thrust_number": "392",
    "thrust_unit": "N",
    "country": "TW",
    "military": "no",
    "agreed": "on",
}


def test_it_works():
    text = drawn()
    assert '<strong class="govuk-tag govuk-tag--care">Licence required</strong>' in text
    assert '<span class="soft">not known</span>' in text
    assert 'href="#tab-goods"' in text
    assert 'id="tab-goods"' in text


def test_no_id_stands_twice_and_every_reference_leads_somewhere():
    text = drawn(data={"day_day": "31"})
    ids = re.findall(r' id="([^"]*)"', text)
    assert "" not in ids
    assert len(ids) == len(set(ids))
    references = re.findall(
        r' (?:for|aria-labelledby|aria-describedby)="([^"]*)"', text
    )
    links = re.findall(r'href="#([^"]+)"', text)
    named = {one for reference in references for one in reference.split()}
    assert named | set(links) <= set(ids)


def test_every_error_is_in_the_summary_and_beside_its_field():
    form = Engines({"day_day": "31", "day_month": "2", "day_year": "2027"})
    text = str(form)
    assert text.index("There is a problem") < text.index("govuk-form-group")
    assert '<a href="#id_day_0">Day of the contract: Give a day that exists' in text
    assert 'id="id_name_error"' in text
    assert 'aria-describedby="id_name_helptext id_name_error"' in text
    assert 'value="31"' in text


def test_a_form_gives_days_quantities_and_countries():
    form = Engines(GIVEN)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == date(2027, 3, 31)
    assert form.cleaned_data["thrust"] == "392 N"
    assert form.cleaned_data["country"] == "TW"


def test_a_script_may_send_a_day_whole():
    parts = {key: value for key, value in GIVEN.items() if not key.startswith("day_")}
    form = Engines({**parts, "day": "2027-03-31"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == date(2027, 3, 31)


@pytest.mark.parametrize("number", ["-1", "many"])
def test_a_quantity_that_is_no_number_is_refused(number):
    form = Engines({**GIVEN, "thrust_number": number})
    assert "thrust" in form.errors


def test_a_quantity_left_out_is_not_known():
    form = Engines({**GIVEN, "thrust_number": ""})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["thrust"] == ""


def test_a_file_that_is_too_large_is_refused_with_both_sizes():
    large = SimpleUploadedFile("sheet.pdf", b"0" * 200_000)
    form = Engines(GIVEN, {"sheet": large})
    (text,) = form.errors["sheet"]
    assert "0.2 MB" in text


def test_countries_are_in_the_readers_language():
    assert ">Duitsland</option>" in drawn("nl")
    assert ">Germany</option>" in drawn("en")


def test_pages_of_a_list_keep_its_filter():
    text = drawn()
    assert 'href="?state=open&amp;page=3"' in text
    assert 'aria-current="page">2</a>' in text


def test_what_is_too_large_is_answered_with_413(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    answer = client.post("/language", {"language": "nl" * 100, "next": "/"})
    assert answer.status_code == 413
    assert "too large" in answer.content.decode()


def test_a_form_without_its_token_says_what_to_do():
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post("/language", {"language": "nl"})
    assert answer.status_code == 403
    assert "Load the page again" in answer.content.decode()


def test_who_has_not_signed_in_has_no_menu():
    from sluis.office.ui.navigation import shell

    request = RequestFactory().get("/")
    assert list(shell(request)["navigation"]) == []


def test_every_picture_has_its_figures_in_a_table():
    shown = pictures()
    assert shown["balances"].rows[0] == (
        "1 Turbojet engines",
        "30 piece",
        "5 piece",
        "25 piece",
    )
    assert [row[2] for row in shown["deadlines"].rows] == ["late", "done", "to be done"]
    assert [row[1] for row in shown["route"].rows][:2] == ["Netherlands", "Taiwan"]


def test_a_picture_carries_no_style_and_no_script_and_escapes_what_it_says():
    term = Term(label="<script>alert(1)</script>", due=date(2017, 1, 31))
    svg = deadlines("What is due", [term], date(2017, 3, 1)).svg
    assert svg.startswith("<svg")
    assert "<script" not in svg
    assert "style" not in svg


def test_a_picture_of_nothing_is_not_drawn():
    assert balances("Balance of the licence", []).svg == ""


def test_an_allowance_of_nothing_is_drawn_without_dividing_by_it():
    none = Decimal(0)
    bar = Bar(label="Line", used=none, kept=none, left=none, unit="kg")
    assert balances("Balance of the licence", [bar]).svg.startswith("<svg")
