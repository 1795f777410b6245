"""Coming in by the pages: invitation, second factor, passkey, and being locked out."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

import cast
from browser.walking import Walker, code_of

pytestmark = pytest.mark.browser


@pytest.fixture
def invited(fresh):
    """Invite a licensing officer by the command for it; gives the path to come by."""

    def invite(name: str) -> str:
        done = subprocess.run(
            [
                sys.executable,
                *("-c", "from sluis.cli import main; main()"),
                *("user", "add", f"{name}@sluis.example", "--name", name.title()),
                *("--role", "licensing_officer", "--organisation", "The authority"),
            ],
            env={**os.environ, "SLUIS_DATA": str(fresh.home)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        found = re.search(r"/invitations/[\w-]+/", done.stdout)
        assert found, done.stdout
        return found[0]

    return invite


@pytest.fixture
def person(contexts, fresh):
    """Open a window for somebody who has not signed in."""

    def open_(name: str, language: str = "en", host: str = "127.0.0.1") -> Walker:
        site = fresh.address.replace("127.0.0.1", host)
        return Walker(contexts(language, 1100).new_page(), site, name, language)

    return open_


def sign_out(one: Walker) -> None:
    one.page.locator("header form[action='/account/logout/'] button").click()
    expect(one.page.locator("header a[href='/account/login/']")).to_be_visible()


def take(one: Walker, path: str) -> None:
    """Take an invitation, and choose a password."""
    one.go(path).see("invitation")
    one.fill(password=cast.PASSWORD, again=cast.PASSWORD)
    one.send().arrived("/account/").see("account")


def confirm(one: Walker) -> None:
    """Give the password again, where it is asked before something is changed."""
    if "/reauthenticate/" in one.page.url:
        one.see()
        one.fill(password=cast.PASSWORD).send()


@pytest.mark.parametrize("language", ["en", "nl"])
def test_who_is_invited_comes_in_with_a_second_factor(person, invited, language):
    one = person(f"newcomer-{language}", language)
    take(one, invited(one.name))
    one.go("/account/2fa/totp/activate/")
    confirm(one)
    one.see("authenticator-app")
    secret = one.page.locator("#authenticator_secret").input_value()
    one.fill(code=code_of(secret)).send()
    one.see("recovery-codes")
    spare = one.page.locator("main textarea").input_value().split()
    assert len(spare) == 10
    one.go("/account/2fa/").see("second-factors")
    sign_out(one)
    one.go("/account/login/")
    one.fill(login=f"{one.name}@sluis.example", password=cast.PASSWORD).send()
    one.see("second-factor")
    one.fill(code="000000").send().see("wrong-code")
    one.fill(code=spare[0]).send().arrived("/")
    sign_out(one)
    one.go("/account/login/")
    one.fill(login=f"{one.name}@sluis.example", password=cast.PASSWORD).send()
    one.fill(code=spare[0]).send()
    expect(one.page).not_to_have_url(one.site + "/")  # a spare code opens once


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_passkey_is_added_and_signs_in_alone(person, invited, language):
    one = person(f"keyholder-{language}", language, host="localhost")
    devtools = one.page.context.new_cdp_session(one.page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    take(one, invited(one.name))
    one.go("/account/2fa/webauthn/add/")
    confirm(one)
    one.see("add-passkey")
    one.fill(name="Laptop", passwordless=True)
    one.page.locator("#mfa_webauthn_add").click()
    expect(one.page).not_to_have_url(re.compile("webauthn/add"))
    one.see("passkey-added")
    one.go("/account/2fa/webauthn/").has("Laptop").see("passkeys")
    sign_out(one)
    one.go("/account/login/")
    one.page.locator("#passkey_login").click()
    one.arrived("/")
    expect(one.page.locator("header")).to_contain_text(one.name.title())


@pytest.mark.parametrize("language", ["en", "nl"])
def test_who_fails_again_and_again_waits_and_is_told_so(person, language):
    one = person("nobody", language).go("/account/login/")
    for turn in range(6):
        address = f"nobody-{language}@sluis.example"
        one.fill(login=address, password=f"wrong {turn}").send()
        one.see("wrong-password" if turn == 0 else "")
    one.has({"en": "Try again later", "nl": "Probeer het later"}[language])
    one.see("locked-out")
