from __future__ import annotations

import pytest

import cast
from sluis.office.access.roles import Role
from sluis.office.applications.models import Product
from sluis.office.applications.standing import content_of
from sluis.office.once.services import revision

pytestmark = pytest.mark.django_db

ENGINE = {
    "code": "E-392",
    "description": "Small jet engine",
    "kind": "turbojet_engine",
    "cn_code": "8411 11 00",
}


@pytest.fixture
def ann(client):
    maker = cast.organisation(name="AMT Netherlands", eori="NL001")
    ann = cast.person("ann", Role.APPLICANT, organisation=maker)
    client.force_login(ann)
    return ann


@pytest.fixture
def engine(client, ann):
    client.post("/goods/add/", ENGINE)
    return Product.objects.get()


def text(answer):
    return answer.content.decode()


def answer(client, engine, **told):
    sent = {"seen": revision(engine), **told}
    return client.post(f"/goods/{engine.pk}/", sent, follow=True)


def test_it_works(client, engine):
    page = client.get(f"/goods/{engine.pk}/")
    assert "9A101.a" in text(page)
    assert "maximum thrust" in text(page)
    told = answer(client, engine, max_thrust_number="392", max_thrust_unit="N")
    assert Product.objects.get().parameters == {"max_thrust": "392 N"}
    assert "2 % below the limit of 400 N" in text(told)


def test_an_order_to_the_exporter_makes_a_good_below_the_limit_need_a_licence(
    client, engine
):
    page = client.get(f"/goods/{engine.pk}/?destination=CN")
    assert "Licence required" in text(page)
    assert "miniature jet engines" in text(page)


def test_what_is_left_empty_stays_unknown(client, engine):
    answer(client, engine, designed_or_modified_for_missile="no")
    assert Product.objects.get().parameters == {
        "designed_or_modified_for_missile": False
    }


def test_an_answer_without_meaning_is_refused_beside_its_question(client, engine):
    told = answer(client, engine, max_thrust_number="-1", max_thrust_unit="N")
    assert told.status_code == 422
    assert Product.objects.get().parameters == {}


def test_a_stale_page_changes_nothing(client, engine):
    before = revision(engine)
    answer(client, engine, max_thrust_number="392", max_thrust_unit="N")
    sent = {"seen": before, "description": "Other", "kind": "turbojet_engine"}
    told = client.post(f"/goods/{engine.pk}/change/", sent)
    assert told.status_code == 422
    assert "It was changed after you read it" in text(told)
    assert Product.objects.get().description == "Small jet engine"


def test_a_number_stands_once_in_a_catalogue(client, engine):
    told = client.post("/goods/add/", {**ENGINE, "description": "Another"})
    assert told.status_code == 422
    assert "in the catalogue already" in text(told)


def test_a_good_of_the_catalogue_becomes_a_line_of_an_application(client, ann, engine):
    owner = ann.memberships.get().organisation
    answer(client, engine, max_thrust_number="392", max_thrust_unit="N")
    client.post(
        "/applications/new/",
        {"kind": "individual", "title": "Engines", "organisation": owner.pk},
    )
    case = owner.applications.get()
    address = f"/applications/{case.reference}/edit/goods/take/"
    sent = {
        "seen": case.revision,
        "product": engine.pk,
        "quantity": "30",
        "unit": "piece",
        "amount": "90000",
        "currency": "EUR",
    }
    assert client.post(address, sent).status_code == 302
    assert "30" in text(client.get(address.removesuffix("take/")))
    [good] = content_of(case).goods
    assert (good.product, good.quantity, good.kind) == ("E-392", 30, "turbojet_engine")
