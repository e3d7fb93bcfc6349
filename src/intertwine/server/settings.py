"""Django's settings, made from the configuration. Nothing is read from the environment anywhere else."""

import logging
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from intertwine.server.configuration import Configuration, Misconfigured, read_configuration

PACKAGE = Path(__file__).resolve().parent.parent
CONFIGURATION = read_configuration()
SECRETS = CONFIGURATION.read_secrets()


def sqlite(path: Path, *, synchronous: str) -> dict[str, Any]:
    """WAL for readers beside a writer; `secure_delete`, or deleted keys stay readable in free pages."""
    pragmas = ("journal_mode=WAL", f"synchronous={synchronous}", "secure_delete=ON", "foreign_keys=ON")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 10,
            "transaction_mode": "IMMEDIATE",
            "init_command": "".join(f"PRAGMA {pragma};" for pragma in pragmas),
        },
    }


def entries_database(configuration: Configuration) -> dict[str, Any]:
    if not configuration.database:
        return sqlite(configuration.data_directory / "intertwine.sqlite3", synchronous="FULL")
    url = urlsplit(configuration.database)
    if url.scheme not in {"postgresql", "postgres"}:
        raise Misconfigured(
            "INTERTWINE_DATABASE must be empty (SQLite) or an address that starts with postgresql://, "
            "as in postgresql://user:password@host:5432/name."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or "",
        "PORT": str(url.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # a socket directory cannot stand where a host name stands in an address, so it may come as ?host=
        "OPTIONS": dict(parse_qsl(url.query)),
    }


DEBUG = False
SECRET_KEY = SECRETS.django
WAY_OUT = CONFIGURATION.way_out
ALLOWED_HOSTS = CONFIGURATION.host_names
DATABASES = {
    "default": entries_database(CONFIGURATION),
    "sessions": sqlite(CONFIGURATION.data_directory / "sessions.sqlite3", synchronous="NORMAL"),
}
DATABASE_ROUTERS = ["intertwine.server.routing.SessionsApart"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = ["intertwine.server.app.Intertwine", "django.contrib.staticfiles"]
ROOT_URLCONF = "intertwine.server.urls"
WSGI_APPLICATION = "intertwine.server.wsgi.application"
MIDDLEWARE = [
    "intertwine.web.headers.HeadersMiddleware",
    "intertwine.web.even.EvenMiddleware",
    "intertwine.web.kept.KeptMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "intertwine.web.transport.TransportMiddleware",
    # before the sessions: a form on the page that says they don't answer can be sent, too
    "django.middleware.csrf.CsrfViewMiddleware",
    "intertwine.web.sessions.middleware.SessionMiddleware",
    "intertwine.couples.middleware.CoupleMiddleware",
    "intertwine.opening.middleware.ReleaseMiddleware",
    "intertwine.web.language.LanguageMiddleware",
    "intertwine.web.policy.PolicyMiddleware",
    "intertwine.server.problems.ProblemsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": sorted(PACKAGE.glob("*/templates")),
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "intertwine.web.jinja.environment",
            "context_processors": ["intertwine.web.whose.forms"],
        },
    }
]

STATIC_URL = "static/"
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
STATIC_ROOT = CONFIGURATION.data_directory / "static"
STORAGES = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
WHITENOISE_USE_FINDERS = False
WHITENOISE_ALLOW_ALL_ORIGINS = False

USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [PACKAGE / "web" / "locale"]

COOKIES_SECURE = CONFIGURATION.served_over_https
CSRF_COOKIE_SECURE = COOKIES_SECURE
CSRF_COOKIE_NAME = "__Host-csrf" if COOKIES_SECURE else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "intertwine.web.errors.csrf_failure"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIGURATION.proxy == "1" else None
SECURE_CROSS_ORIGIN_OPENER_POLICY = None  # HeadersMiddleware sets every header, on errors too

# A form holds a few thousand characters at most; ten megabytes of password are refused before Argon2id sees them.
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]  # nothing typed goes to a temp file
DEFAULT_EXCEPTION_REPORTER = "intertwine.web.errors.SilentReporter"
DEFAULT_EXCEPTION_REPORTER_FILTER = "intertwine.web.errors.SilentFilter"

logging.raiseExceptions = False  # where a log cannot be written, what it was about is told to nobody else either
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "intertwine.web.errors.WithoutContent", "format": "%(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {"django": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
