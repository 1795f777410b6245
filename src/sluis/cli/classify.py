"""``sluis classify``: an interview that asks only what still matters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

import click
import orjson

from sluis.cli.determine import Day
from sluis.cli.run import data_option
from sluis.core.determination import Determination, determine
from sluis.core.errors import Problems, SluisError
from sluis.core.goods import Vocabulary
from sluis.core.law.answer import Asked
from sluis.core.law.model import Law

Language = Literal["en", "nl"]

_SKIP = "?"
_SAID = {
    "en": {
        "how": "Answer with a value, yes or no, or the number of a choice; "
        "? for what you do not know.",
        "kind": "What kind of goods is it? Give its code, or a word to look for",
        "none": "No kind is called so; try another word.",
        "yes_no": "yes or no",
        "unit": "a value in {}",
        "number": "a number",
        "choice": "a number, or other words",
        "country": "a country code, such as CN",
        "open": "Not answered, and still open: {}",
        "near": "Near a limit: {}",
        "yes": ("yes", "y"),
        "no": ("no", "n"),
    },
    "nl": {
        "how": "Antwoord met een waarde, ja of nee, of het nummer van een keuze; "
        "? voor wat u niet weet.",
        "kind": "Welke soort goederen is het? Geef de code, of een woord om te zoeken",
        "none": "Geen soort heet zo; probeer een ander woord.",
        "yes_no": "ja of nee",
        "unit": "een waarde in {}",
        "number": "een getal",
        "choice": "een nummer, of andere woorden",
        "country": "een landcode, zoals CN",
        "open": "Niet beantwoord en nog open: {}",
        "near": "Dicht bij een grens: {}",
        "yes": ("ja", "j"),
        "no": ("nee", "n"),
    },
}


@click.command()
@click.option("--kind", help="The kind of goods, as in: sluis goods kinds.")
@click.option("--destination", default=None, help="Where it goes, such as CN.")
@click.option(
    "--activity",
    type=click.Choice(
        ["export", "intra_eu_transfer", "transit", "brokering", "technical_assistance"]
    ),
    default="export",
    show_default=True,
    help="What is done.",
)
@click.option("--exporter", help="Who does it; orders bind the one they name.")
@click.option("--as-of", type=Day(), help="The law of this day (default: today).")
@click.option(
    "--language",
    type=click.Choice(["en", "nl"]),
    default="en",
    show_default=True,
    help="The language of questions and reasons.",
)
@click.option(
    "--save",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Add the answers to this file, as a transaction for sluis determine.",
)
@data_option
def classify(  # noqa: PLR0913, PLR0917 - click passes one argument an option
    kind: str | None,
    destination: str | None,
    activity: str,
    exporter: str | None,
    as_of: date | None,
    language: Language,
    save: Path | None,
    data: Path | None,
) -> None:
    """Find out what a good is by the lists, and what it needs, by answering.

    After each answer only the questions are left whose answer can still change
    the result, the most decisive first.
    """
    from sluis.store.law import load_law
    from sluis.store.orders import overlay

    day = as_of or datetime.now(tz=UTC).date()
    given: dict[str, Any] = {
        "id": "interview",
        "date": day.isoformat(),
        "activity": activity,
        "items": [{"line": 1, "parameters": {}}],
    }
    if exporter is not None:
        given["exporter"] = {"name": exporter}
    interview = Interview(load_law(overlay(data)), given, language)
    click.echo(_SAID[language]["how"], err=True)
    interview.place(destination)
    interview.kind(kind)
    found = interview.ask_on()
    for text in found.explanation(language):
        click.echo(text)
    interview.tell_near(found)
    interview.tell_open(found)
    if save is not None:
        with save.open("ab") as stream:
            stream.write(orjson.dumps(interview.given) + b"\n")


class Interview:
    """What was answered so far, and what is asked next.

    Args:
        law: The law.
        given: The transaction as far as it is known.
        language: The language of the questions.
    """

    def __init__(self, law: Law, given: dict[str, Any], language: Language) -> None:
        self.law = law
        self.given = given
        self.language = language
        self.said: Mapping[str, Any] = _SAID[language]
        self.left_open: set[str] = set()

    @property
    def words(self) -> Vocabulary:
        """The vocabulary of the law."""
        return self.law.vocabulary

    def place(self, known: str | None) -> None:
        """Ask where the goods go, unless it is known."""
        while True:
            code = known or self._prompt(self.said["country"], "")
            if code == _SKIP:
                return
            if self._put("destination", code.upper()):
                return
            known = None

    def kind(self, known: str | None) -> None:
        """Ask what kind of goods it is, by a word to look for."""
        asked = known or self._prompt(self.said["kind"], "")
        while asked != _SKIP:
            codes = _kinds_like(asked, self.words, self.language)
            if len(codes) == 1 or asked in codes:
                code = asked if asked in codes else codes[0]
                click.echo(self.words.kinds[code].title[self.language], err=True)
                self._put("items[1].kind", code)
                return
            if not codes:
                click.echo(self.said["none"], err=True)
            for number, code in enumerate(codes, start=1):
                title = self.words.kinds[code].title[self.language]
                click.echo(f"  {number}. {title} ({code})", err=True)
            asked = self._prompt(self.said["kind"], "")
            if asked.isdecimal() and 1 <= int(asked) <= len(codes):
                asked = codes[int(asked) - 1]

    def ask_on(self) -> Determination:
        """Ask until no question is left that a person can answer."""
        while True:
            found = self.decide()
            question = next(self._askable(found), None)
            if question is None:
                return found
            self._ask(question)

    def decide(self) -> Determination:
        """Determine with what is known so far."""
        from sluis.formats.transaction import read_transaction

        return determine(read_transaction(self.given, self.words), self.law)

    def tell_near(self, found: Determination) -> None:
        """Say which limits are near."""
        for item in found.items:
            for entry in item.entries:
                gate = entry.nearest
                if gate is not None and gate.near and gate.margin is not None:
                    told = f"{entry.code}, {gate.parameter} {gate.margin:+.1%}"
                    click.echo(self.said["near"].format(told))

    def tell_open(self, found: Determination) -> None:
        """Say what stays open."""
        asked = [question.question[self.language] for question in found.questions()]
        for text in asked:
            click.echo(self.said["open"].format(text))

    def _askable(self, found: Determination) -> Iterator[Asked]:
        for question in found.questions():
            # Whether a rule was in force on a vague day is not the user's to know.
            of_law = question.about.startswith(("law:", "context.orders["))
            if not of_law and question.about not in self.left_open:
                yield question

    def _ask(self, question: Asked) -> None:
        text = question.question[self.language]
        choices = self._choices(question)
        for number, choice in enumerate(choices, start=1):
            click.echo(f"  {number}. {choice}", err=True)
        hint = self._hint(question, choices)
        while True:
            answer = self._prompt(text, hint)
            if answer == _SKIP:
                self.left_open.add(question.about)
                return
            if self._put(question.about, self._value(question, answer, choices)):
                return

    def _choices(self, question: Asked) -> list[str]:
        parameter = self.words.parameters.get(question.about.rpartition(".")[2])
        measured = parameter is not None and parameter.unit is not None
        if measured or set(question.answers) <= {"yes", "no"}:
            return []
        return [one for one in question.answers if one != "another"]

    def _hint(self, question: Asked, choices: list[str]) -> str:
        parameter = self.words.parameters.get(question.about.rpartition(".")[2])
        if parameter is not None and parameter.unit is not None:
            unit = parameter.unit
            said = self.said["unit"].format(unit) if unit else self.said["number"]
        else:
            said = self.said["choice"] if choices else self.said["yes_no"]
        return str(said)

    def _value(self, question: Asked, answer: str, choices: list[str]) -> Any:
        parameter = self.words.parameters.get(question.about.rpartition(".")[2])
        if parameter is not None and parameter.unit is not None:
            bare = answer.replace(",", ".").strip()
            plain = bare.replace(".", "", 1).lstrip("-").isdecimal()
            return f"{bare} {parameter.unit}".strip() if plain else answer
        if choices and answer.isdecimal() and 1 <= int(answer) <= len(choices):
            answer = choices[int(answer) - 1]
        elif not choices:
            if answer.casefold() in self.said["yes"]:
                return True
            if answer.casefold() in self.said["no"]:
                return False
        several = parameter is not None and parameter.type in {"texts", "countries"}
        return [answer] if several else answer

    def _put(self, about: str, value: Any) -> bool:
        """Keep an answer if it has a meaning; else say why not."""
        from sluis.formats.transaction import read_transaction

        tried = orjson.loads(orjson.dumps(self.given))
        place = tried["items"][0] if about.startswith("items[1].") else tried
        *rooms, name = about.removeprefix("items[1].").split(".")
        for room in rooms:
            place = place.setdefault(room, {})
        place[name] = value
        try:
            read_transaction(tried, self.words)
        except SluisError as error:
            for one in error.errors if isinstance(error, Problems) else (error,):
                remedy = f" ({one.remedy})" if one.remedy else ""
                click.echo(f"  {one.message}{remedy}", err=True)
            return False
        self.given = tried
        return True

    def _prompt(self, text: str, hint: str) -> str:
        shown = f"{text} ({hint})" if hint else text
        answer: str = click.prompt(shown, prompt_suffix=": ", err=True)
        return answer.strip()


def _kinds_like(asked: str, words: Vocabulary, language: Language) -> list[str]:
    wanted = asked.casefold()
    if wanted in words.kinds:
        return [wanted]
    return [
        code
        for code, kind in words.kinds.items()
        if wanted in code or wanted in kind.title[language].casefold()
    ]
