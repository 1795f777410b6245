"""How a person of the browser tests works through pages: sign in, fill in, send.

Fields are named as the forms name them, and links by where they lead, so that one
walk serves every language. Each page that is come to is looked at.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from re import compile as pattern
from re import escape

from playwright.sync_api import Page, expect

import cast
from browser.looking import look

Answer = str | bool | date | Iterable[str]


def code_of(secret: str = cast.SECRET) -> str:
    """Give what an authenticator app shows now."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


class Walker:
    """A person at work.

    Attributes:
        page: The window.
        name: Who it is, as ``newcomers.py`` calls them.
        pictures: Folder in which the pictures that the page of docs of its name
            shows are made anew; ``None`` makes none.
    """

    def __init__(
        self,
        page: Page,
        site: str,
        name: str,
        language: str,
        pictures: Path | None = None,
    ) -> None:
        self.page = page
        self.pictures = pictures
        self.site = site
        self.name = name
        self.language = language

    def see(self, picture: str = "") -> None:
        """Look at the page in every way, and keep a picture if it has a name."""
        expect(self.page.locator("html")).to_have_attribute("lang", self.language)
        look(self.page, picture and f"journey-{picture}-{self.language}")
        if self.pictures and picture and self._wanted(picture):
            self.pictures.mkdir(exist_ok=True)
            self.page.set_viewport_size({"width": 1100, "height": 760})
            path = self.pictures / f"{picture}.jpg"
            self.page.screenshot(path=path, type="jpeg", quality=60)

    def _wanted(self, picture: str) -> bool:
        """Whether the page of the docs shows a picture."""
        assert self.pictures
        page = self.pictures.with_suffix(".md").read_text(encoding="utf-8")
        return f"({self.pictures.name}/{picture}.jpg)" in page

    def go(self, path: str) -> Walker:
        """Come to an address."""
        self.page.goto(self.site + path)
        return self

    def sign_in(self) -> Walker:
        """Sign in by the page for it, with the second factor where there is one."""
        self.go("/account/login/")
        self.see("sign-in" if self.name == "exporter" else "")
        self.fill(login=f"{self.name}@sluis.example", password=cast.PASSWORD)
        self.send()
        if "/account/2fa/" in self.page.url:
            self.see("second-factor" if self.name == "officer" else "")
            self.fill(code=code_of())
            self.send()
        expect(self.page).to_have_url(self.site + "/")
        return self

    def fill(self, **answers: Answer) -> Walker:
        """Fill fields in, each by its name."""
        for name, answer in answers.items():
            if isinstance(answer, date):
                for part in ("day", "month", "year"):
                    value = str(getattr(answer, part))
                    self._named(f"{name}_{part}").fill(value)
            elif isinstance(answer, bool):
                self._named(name).set_checked(answer)
            elif isinstance(answer, str):
                self._answer(name, answer)
            else:
                for one in answer:
                    self.page.locator(f"[name={name}][value='{one}']").check()
        return self

    def pick(self, name: str, place: int = 1) -> Walker:
        """Choose an option of a list by its place; the first is often empty."""
        self._named(name).select_option(index=place)
        return self

    def send(self) -> Walker:
        """Send the form of the page with its main button."""
        self.page.locator("main form[method=post] button").first.click()
        return self

    def follow(self, end: str) -> Walker:
        """Follow the first link that leads to an address with this end."""
        self.page.locator(f"main a[href$='{end}']").first.click()
        return self

    def tab(self, name: str) -> Walker:
        """Open a part of a case's page."""
        self.page.locator(f"main a[href='#tab-{name}']").click()
        return self

    def has(self, *texts: str) -> Walker:
        """Fail unless the page tells all of these."""
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)
        return self

    def arrived(self, path: str) -> Walker:
        """Fail unless the address is this one, where ``*`` is anything."""
        wanted = escape(self.site + path).replace(r"\*", "[^/]+")
        expect(self.page).to_have_url(pattern(wanted + "$"))
        return self

    def _named(self, name: str):
        return self.page.locator(f"main [name='{name}']")

    def _answer(self, name: str, answer: str) -> None:
        field = self._named(name)
        kind = field.first.evaluate("n => n.type || n.tagName")
        if kind in {"radio", "checkbox"}:
            self.page.locator(f"main [name='{name}'][value='{answer}']").check()
        elif kind == "select-one":
            field.select_option(answer)
        elif kind == "file":
            field.set_input_files(answer)
        else:
            field.fill(answer)
