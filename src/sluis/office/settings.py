"""Django's settings, read from the environment.

``SLUIS_…`` variables configure Sluis; ``DATABASE_URL`` chooses PostgreSQL.
``NAME_FILE`` names a file that holds a secret, instead of ``NAME``.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from sluis.core.errors import InvalidInput
from sluis.store.home import Home

BASE_DIR = Path(__file__).resolve().parent


def _setting(name: str, default: str = "") -> str:
    named_file = os.environ.get(f"{name}_FILE")
    if named_file:
        try:
            return Path(named_file).read_text(encoding="utf-8").strip()
        except OSError as problem:
            raise InvalidInput(
                f"{named_file} cannot be read: {problem.strerror}",
                path=f"{name}_FILE",
                remedy="name a file that Sluis may read",
            ) from problem
    return os.environ.get(name, default)


def _flag(name: str, *, default: bool) -> bool:
    return _setting(name, str(default)).lower() in {"1", "true", "yes", "on"}


def _secret_key() -> str:
    given = _setting("SLUIS_SECRET_KEY")
    if given:
        return given
    return Home.open().kept("secret-key", secrets.token_urlsafe(48)).strip()


def _database() -> dict[str, Any]:
    address = _setting("DATABASE_URL")
    if not address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(Home.open().database),
            "CONN_MAX_AGE": 600,  # opening costs more than most questions
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                    " PRAGMA foreign_keys=ON;"
                ),
            },
        }
    parts = urlsplit(address)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise InvalidInput(
            f"{parts.scheme!r} is not a database Sluis can use",
            path="DATABASE_URL",
            remedy="write postgresql://user:password@host:port/name, or leave it out",
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


DEBUG = _flag("SLUIS_DEBUG", default=False)
SECRET_KEY = _secret_key()
ALLOWED_HOSTS = [
    name.strip()
    for name in _setting("SLUIS_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tasks_db",
    "sluis.office.ui",  # first, since it replaces templates of the next ones
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "sluis.office.people",
    "sluis.office.audit",
    "sluis.office.licences",
    "sluis.office.customs",
    "django.forms",
    "sluis.office.applications",
    "sluis.office.cases",
    "sluis.office.custody",
    "sluis.office.screening",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "sluis.office.ui.middleware.content_security_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

AUTH_USER_MODEL = "people.User"

ROOT_URLCONF = "sluis.office.urls"
WSGI_APPLICATION = "sluis.office.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sluis.office.ui.navigation.shell",
            ]
        },
    }
]

FORM_RENDERER = "sluis.office.ui.forms.Renderer"

DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("nl", "Nederlands")]
LOCALE_PATHS = [BASE_DIR / "ui" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # the package's own files, without a copying step
WHITENOISE_MAX_AGE = 3600

CSRF_FAILURE_VIEW = "sluis.office.ui.views.forged"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _flag(
    "SLUIS_HTTPS", default=False
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "loggers": {"django": {"handlers": ["stderr"], "level": "WARNING"}},
}

SLUIS_PRIVATE_WEBHOOKS = _flag("SLUIS_PRIVATE_WEBHOOKS", default=False)
"""Whether subscribers may be told at addresses of this machine and its networks."""
