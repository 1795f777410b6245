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
                "timeout": 60,  # seconds; who waits longest is not served first
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


def _openid_connect() -> dict[str, Any]:
    """Read one provider of identities; without ``SLUIS_OIDC_SERVER`` there is none."""
    server = _setting("SLUIS_OIDC_SERVER")
    if not server:
        return {}
    app = {
        "provider_id": "oidc",
        "name": _setting("SLUIS_OIDC_NAME", "OpenID Connect"),
        "client_id": _setting("SLUIS_OIDC_CLIENT"),
        "secret": _setting("SLUIS_OIDC_SECRET"),
        "settings": {"server_url": server},
    }
    if not app["client_id"] or not app["secret"]:
        raise InvalidInput(
            "an OpenID Connect server is named, and not how Sluis is known there",
            path="SLUIS_OIDC_CLIENT, SLUIS_OIDC_SECRET",
            remedy="set both, as the server's administrator gave them",
        )
    return {"openid_connect": {"APPS": [app]}}


def _mail() -> dict[str, Any]:
    """Read where mail goes; without ``SLUIS_MAIL`` it is kept in the data folder."""
    sender = {"DEFAULT_FROM_EMAIL": _setting("SLUIS_MAIL_FROM", "sluis@localhost")}
    address = _setting("SLUIS_MAIL")
    if not address:
        return sender | {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(Home.open().path / "mail"),
        }
    parts = urlsplit(address)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise InvalidInput(
            f"{parts.scheme!r} is not a way to send mail",
            path="SLUIS_MAIL",
            remedy="write smtps://user:password@host:port, or leave it out",
        )
    return sender | {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and bool(parts.username),
        "EMAIL_TIMEOUT": 15,
    }


DEBUG = _flag("SLUIS_DEBUG", default=False)
HTTPS = _flag("SLUIS_HTTPS", default=False)
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
    "django.contrib.humanize",
    "django_tasks_db",
    "sluis.office.ui",  # first, since it replaces templates of the next ones
    "sluis.office.people",  # before allauth, whose templates it replaces
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "sluis.office.audit",
    "sluis.office.once",
    "sluis.office.licences",
    "sluis.office.customs",
    "django.forms",
    "sluis.office.applications",
    "sluis.office.compliance",
    "sluis.office.parties",
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
    "sluis.office.access.gate.Gate",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]


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

# People: who they are is for Django and allauth, what they may do for ``access``.
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "name")}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "/account/login/"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "sluis.office.people.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to who has no account
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation has reached its address
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # other sessions end, this one stays
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Sluis"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
SOCIALACCOUNT_ADAPTER = "sluis.office.people.adapter.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # an account is found by its address
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form may lead to our own addresses only
SOCIALACCOUNT_PROVIDERS = _openid_connect()
ALLAUTH_TRUSTED_PROXY_COUNT = int(_setting("SLUIS_PROXIES", "0"))
SESSION_COOKIE_AGE = 12 * 3600  # a working day
CACHES = {
    # In the database, so that all processes count failed attempts together.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "people_cache",
    }
}

PUBLIC_ADDRESS = _setting("SLUIS_ADDRESS", "http://127.0.0.1:8000").rstrip("/")
vars().update(_mail())

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("nl", "Nederlands")]
FORMAT_MODULE_PATH = "sluis.office.ui.formats"
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
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
CSRF_TRUSTED_ORIGINS = [PUBLIC_ADDRESS]  # the one that forms come from
if HTTPS:  # the proxy that speaks it says so, and takes off what strangers say
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "loggers": {"django": {"handlers": ["stderr"], "level": "WARNING"}},
}

SLUIS_PRIVATE_WEBHOOKS = _flag("SLUIS_PRIVATE_WEBHOOKS", default=False)
"""Whether subscribers may be told at addresses of this machine and its networks."""
