"""The case of the ministerial answer, lived through by hand by the people of it.

From an office without an application to the hold at customs that would have stopped
the goods, in both languages. With ``SLUIS_RENEW=1`` the pictures of
``docs/journey.md`` are made anew.
"""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
import typst

from browser.walking import Walker

pytestmark = pytest.mark.browser

TODAY = date.today()  # noqa: DTZ011 - the day on which the people work
TAIWAN = "Recipient in Taiwan"
CHINA = "End user in mainland China"
HONG_KONG = ("Hong Kong entity 1", "Hong Kong entity 2")


@pytest.fixture
def come(contexts, fresh, root):
    """Let a person come in by the page for signing in."""
    renewed = root / "docs" / "journey" if os.environ.get("SLUIS_RENEW") else None

    def come_in(name: str, language: str) -> Walker:
        page = contexts(language, 1100, accept_downloads=True).new_page()
        pictures = renewed if language == "en" else None
        return Walker(page, fresh.address, name, language, pictures).sign_in()

    return come_in


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_case_is_lived_through_by_hand(come, contexts, language, tmp_path):
    exporter = come("exporter", language)
    exporter.see("home-exporter")
    engine(exporter, f"E-392-{language}")
    paper = tmp_path / "statement.pdf"
    paper.write_bytes(typst.compile(b"= End-use statement"))
    reference = apply_for(exporter, paper)
    officer = come("officer", language)
    take_up(officer, reference)
    question(officer, exporter, reference)
    advise(officer, come("adviser", language), reference)
    propose(officer, reference)
    second = come("second", language)
    number = decide(officer, second, reference)
    verify(exporter, contexts(language, 1100).new_page(), number, tmp_path)
    customs = come("customs", language)
    release(exporter, customs, number, f"26NL{language.upper()}0001")
    record(officer, HONG_KONG[0])
    hold((exporter, officer, customs), number, f"26NL{language.upper()}0002")


def engine(exporter: Walker, code: str) -> None:
    """Add the engine to the catalogue, and answer what the lists ask."""
    exporter.go("/goods/").see("catalogue-empty")
    exporter.follow("/goods/add/").see("add-good")
    exporter.fill(
        code=code,
        description="Miniature jet engine",
        kind="turbojet_engine",
        cn_code="8411 11 00",
    ).send()
    exporter.see("interview")
    exporter.fill(
        max_thrust_number="392",
        designed_or_modified_for_missile="no",
    )
    exporter.send()
    exporter.has("400 N").see("interview-answered")
    exporter.fill(destination="CN")
    exporter.page.locator("main form[method=get]").get_by_role("button").click()
    exporter.has("2012").see("classified")


def apply_for(exporter: Walker, paper: Path) -> str:
    """Apply for a licence for thirty of them, and hand it in."""
    exporter.go("/applications/").follow("/applications/new/").see("apply")
    exporter.fill(kind="individual", title="30 engines for a civil user").send()
    exporter.arrived("/applications/*/").see("draft")
    reference = exporter.page.url.rstrip("/").rpartition("/")[2]

    def part(name: str, /, **answers: object) -> None:
        exporter.follow(f"/edit/{name}/").see(f"apply-{name}")
        if name == "goods":
            exporter.follow("/edit/goods/take/").see("take-good")
        if name == "parties":
            exporter.follow("/edit/parties/new/").see("add-party")
        exporter.fill(**answers).send()

    def back() -> None:
        exporter.follow(f"/applications/{reference}/")

    part("about", planned_on=TODAY + timedelta(days=30))
    part("goods", quantity="30", unit="piece", amount="90000", currency="EUR")
    exporter.has("30").see("goods-lines")
    back()
    part("parties", role="consignee", name=TAIWAN, country="TW")
    exporter.follow("/edit/parties/new/")
    exporter.fill(role="end_user", name=CHINA, country="CN").send()
    exporter.see("parties-lines")
    back()
    part("route", dispatched_from="NL", destination="CN", via="TW")
    use = "Propulsion of unmanned aircraft for civil aerial survey"
    civil = dict.fromkeys(("military", "wmd", "missile", "cyber_surveillance"), "no")
    part("use", description=use, exporter_suspects="no", **civil)
    exporter.follow("/documents/").see("add-paper")
    exporter.fill(purpose="end_use_statement", document=str(paper)).send()
    exporter.follow("/edit/statement/").see("apply-statement")
    exporter.pick("document").fill(
        exporter_name="AMT Netherlands",
        consignee_name=TAIWAN,
        end_user_name=CHINA,
        end_user_address="1 Example Road",
        end_user_country="CN",
        end_user_register_number="91-000",
        contract="C-2019-1",
        end_use=use,
        place_of_use="1 Example Road",
        country_of_use="CN",
        undertakings=(
            "no_mass_destruction",
            "no_military_use_under_embargo",
            "no_re_export_without_consent",
            "inspection_allowed",
        ),
        signatory="Director",
        function="Director",
        signed_on=TODAY - timedelta(days=10),
        stamped="yes",
    ).send()
    part("contract", number="C-2019-1", payer=TAIWAN, payer_country="TW")
    exporter.see("draft-filled")
    exporter.follow("/foreseen/").has("392 N").see("foreseen")
    back()
    exporter.follow("/do/submit/").see("submit")
    exporter.send().arrived(f"/applications/{reference}/").see("submitted")
    return reference


def act(person: Walker, reference: str, name: str, picture: str, /, **answers: object):
    """Do an act of the case by its form."""
    person.go(f"/applications/{reference}/")
    person.follow(f"/do/{name}/").see(picture)
    person.fill(**answers).send()
    person.arrived(f"/applications/{reference}/")


def take_up(officer: Walker, reference: str) -> None:
    """Find the application on the desk's list, and take it."""
    officer.see("home-officer")
    officer.go("/applications/").has(reference).see("desk")
    officer.follow(f"/applications/{reference}/").see("case")
    act(officer, reference, "find-complete", "find-complete")
    act(officer, reference, "take-up", "take-up")
    officer.see("case-taken")


def question(officer: Walker, exporter: Walker, reference: str) -> None:
    """Ask the applicant: the clock stands until the answer."""
    asked = "Whom does the recipient in Taiwan deliver to?"
    act(
        officer,
        reference,
        "ask",
        "ask",
        text=asked,
        answer_by=TODAY + timedelta(days=14),
    )
    officer.see("case-waiting")
    exporter.go("/").see("home-asked")
    exporter.go(f"/applications/{reference}/").has(asked).see("asked")
    exporter.page.locator("main a[href*='/do/answer/']").first.click()
    exporter.see("answer")
    exporter.fill(text="To the end user in mainland China alone.").send()
    exporter.arrived(f"/applications/{reference}/")


def advise(officer: Walker, adviser: Walker, reference: str) -> None:
    """Consult the adviser, who answers."""
    officer.go(f"/applications/{reference}/")
    officer.follow("/do/consult/").see("consult")
    officer.fill(kind="advice", text="Is the end use believable?")
    officer.pick("asked").send().arrived(f"/applications/{reference}/")
    adviser.see("home-adviser")
    adviser.go(f"/applications/{reference}/").see("advising")
    adviser.page.locator("main a[href*='/do/answer-consultation/']").first.click()
    adviser.see("advise")
    adviser.page.locator("main [name=answer]").first.check()
    adviser.fill(text="Believable, with a check of delivery.").send()
    adviser.arrived(f"/applications/{reference}/")


def propose(officer: Walker, reference: str) -> None:
    """Judge each criterion, and propose to grant with conditions."""
    officer.go(f"/applications/{reference}/")
    links = officer.page.locator("main a[href*='/do/judge-criterion/']")
    places = [link.get_attribute("href") for link in links.all()]
    for place in places:
        officer.go(place or "")
        if place == places[0]:
            officer.see("criterion")
        officer.fill(finding="no_concern", reasons="Nothing against it.").send()
    officer.go(f"/applications/{reference}/").tab("assessment").see("case-judged")
    officer.follow("/do/propose/").see("propose")
    officer.fill(
        outcome="grant",
        reasons="The use is civil; the conditions hold the goods to it.",
        valid_from=TODAY,
        valid_until=TODAY + timedelta(days=365),
        line_1="30",
        condition_named_end_user=True,
        parameter_named_end_user_end_user=CHINA,
        condition_no_re_export=True,
        condition_delivery_verification=True,
        parameter_delivery_verification_days="60",
    ).send()
    officer.arrived(f"/applications/{reference}/").see("proposed")


def decide(officer: Walker, second: Walker, reference: str) -> str:
    """Let no one decide what they proposed; a second officer does."""
    assert officer.page.locator("main a[href*='/do/decide/']").count() == 0
    second.see("home-second")
    second.go(f"/applications/{reference}/")
    second.page.locator("main a[href*='/do/decide/']").first.click()
    second.see("decide")
    second.send().arrived(f"/applications/{reference}/").see("decided")
    link = second.page.locator("main a[href^='/licences/']").first
    return (link.get_attribute("href") or "").strip("/").rpartition("/")[2]


def verify(exporter: Walker, page, number: str, folder: Path) -> None:
    """Take the licence as a signed PDF, and show it to who has no account."""
    exporter.go("/licences/").has(number).see("licences")
    exporter.follow(f"/licences/{number}/").has("30").see("licence")
    with exporter.page.expect_download() as taken:
        exporter.follow(f"/licences/{number}/document.pdf")
    paper = folder / f"{number}.pdf"
    taken.value.save_as(paper)
    anyone = Walker(page, exporter.site, "anyone", exporter.language, exporter.pictures)
    anyone.go("/verify/").see("verify")
    anyone.fill(file=str(paper)).send().has(number).see("verified")


def release(exporter: Walker, customs: Walker, number: str, mrn: str) -> None:
    """Declare a shipment within the licence, which is released and drawn."""
    exporter.go(f"/licences/{number}/")
    exporter.follow(f"/declarations/new/by-hand/?licence={number}").see("declare")
    exporter.fill(reference=mrn, line_1_quantity="10", line_1_amount="30000").send()
    exporter.arrived(f"/declarations/{mrn}/").see("released")
    customs.see("home-customs")
    customs.go("/declarations/").has(mrn)
    customs.go(f"/declarations/{mrn}/").see("released-customs")
    exporter.go(f"/licences/{number}/").has("20").see("drawn")


def record(officer: Walker, name: str) -> None:
    """Record what the register of companies says of one of the two."""
    officer.go("/parties/").follow("/parties/record/").see("record-party")
    officer.fill(
        name=name,
        country="HK",
        what="dissolved",
        value="2014",
        source="Company register, extract (made up)",
        said_on=date(2015, 3, 2),
    ).send()
    officer.has("2014").see("known-party")


def hold(people: tuple[Walker, ...], number: str, mrn: str) -> None:
    """Declare what happened in 2019: the goods are held, and each sees why."""
    exporter, officer, customs = people
    first, other = HONG_KONG
    exporter.go(f"/declarations/new/by-hand/?licence={number}")
    exporter.fill(
        reference=mrn,
        consignee_name=first,
        consignee_country="HK",
        end_user_name=other,
        end_user_country="HK",
        destination="HK",
        via="TW",
        line_1_quantity="20",
        line_1_amount="60000",
    ).send()
    for person in people:
        person.go(f"/declarations/{mrn}/").has(first, other, CHINA, "2014")
        person.see(f"held-{person.name}")
    assert exporter.page.locator("main [name=decision]").count() == 0
    assert officer.page.locator("main [name=decision]").count() == 0
    customs.fill(decision="refuse", reason="They go to another than the end user.")
    customs.send().see("refused")
    customs.go("/declarations/").see("declarations")
