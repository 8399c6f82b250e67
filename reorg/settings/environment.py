"""Everything the environment can say, in one table. The README's table is tested against it."""

import os
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Variable:
    name: str
    default: str
    meaning: str


VARIABLES = {
    variable.name: variable
    for variable in (
        Variable(
            "DJANGO_SETTINGS_MODULE",
            "reorg.settings.production (web), reorg.settings.demo (manage.py)",
            "Which settings to use",
        ),
        Variable("SECRET_KEY", "", "Secret for sessions and tokens; production refuses to start without it"),
        Variable(
            "SECRET_KEY_FALLBACKS",
            "",
            "Secrets used before, comma-separated, the newest first: still read, never written; "
            "taken out once nobody needs them",
        ),
        Variable("ALLOWED_HOSTS", "", "Host names served, comma-separated; production refuses to start without them"),
        Variable("DATABASE_URL", "", "PostgreSQL 15 or later; empty means the embedded server under var/"),
        Variable("DATABASE_OWNER_URL", "", "The same database as the owner of its tables, for migrations"),
        Variable("REORG_AS_OWNER", "0", "1 connects as the owner of the tables"),
        Variable("REORG_VAR", "var", "Folder for the embedded database, uploaded files, logs and static files"),
        Variable(
            "REORG_KEYS", "", "Folder of the private keys, outside the repository; empty means keys under REORG_VAR"
        ),
        Variable("SEAL_WITNESSES", "", "Addresses that get the daily seal by mail, comma-separated"),
        Variable("TSA_URL", "", "Time-stamp authority (RFC 3161) for seals and exports; empty means none"),
        Variable("TSA_CA", "", "File with the root certificates (PEM) that the time-stamp authority must lead to"),
        Variable(
            "REORG_SIGNING_FACTOR",
            "",
            "required: who signs confirms by a second factor; optional: who has none confirms by password; "
            "empty means required, in the demo optional",
        ),
        Variable("SITE_URL", "http://127.0.0.1:8000", "Address under which people reach the site; printed on papers"),
        Variable("HTTPS", "1", "0 serves production without TLS, for a trial behind a firewall"),
        Variable("HSTS_SECONDS", "31536000", "How long browsers remember to use TLS only"),
        Variable("TRUST_PROXY", "0", "1 believes X-Forwarded-Proto and -For, set by the one proxy in front"),
        Variable("EMAIL_URL", "", "smtp://user:password@host:587 or smtps://…:465; empty writes mail under var/mail"),
        Variable("EMAIL_FROM", "reorg@localhost", "Sender of mail"),
        Variable(
            "WEBHOOK_NETWORKS", "", "Networks of your own that webhooks may call, as 10.1.0.0/16, comma-separated"
        ),
        Variable("STALLED_AFTER", "60", "Seconds of silence after which a worker's jobs are taken up by another"),
        Variable("LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR"),
        Variable("HOST", "127.0.0.1", "Address the web server binds"),
        Variable("PORT", "8000", "Port the web server binds"),
        Variable("WEB_WORKERS", "2", "Web server processes"),
        Variable("WEB_THREADS", "4", "Threads in each web server process"),
        Variable("DEBUG", "0", "1 shows Django's debug pages; only the demo's settings read it"),
    )
}


def text(name: str) -> str:
    return os.environ.get(name, "").strip() or VARIABLES[name].default


def flag(name: str) -> bool:
    value = text(name).lower()
    if value not in {"0", "1", "true", "false", "yes", "no", "on", "off"}:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")
    return value in {"1", "true", "yes", "on"}


def chosen(name: str, *words: str) -> str:
    """One of these words; the first when nothing is set."""
    value = text(name).lower() or words[0]
    if value not in words:
        raise ImproperlyConfigured(f"{name} must be {' or '.join(words)}, not {value!r}.")
    return value


def number(name: str) -> int:
    value = text(name)
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def listed(name: str) -> list[str]:
    return [part.strip() for part in text(name).split(",") if part.strip()]


def required(name: str) -> str:
    if value := text(name):
        return value
    raise ImproperlyConfigured(f"{name} is not set. {VARIABLES[name].meaning}.")
