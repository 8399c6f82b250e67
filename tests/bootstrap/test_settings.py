import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from reorg.database.urls import from_url, mail_from_url
from reorg.settings import environment, secret

ROOT = Path(__file__).resolve().parent.parent.parent


def manage(*arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    clean = {name: value for name, value in os.environ.items() if name not in environment.VARIABLES}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=clean | {"DJANGO_SETTINGS_MODULE": "reorg.settings.production"} | variables,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, "SECRET_KEY"),
        ({"SECRET_KEY": "s3cret"}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "reorg.example"}, "SECRET_KEY"),
    ],
)
def test_production_refuses_to_start_half_configured(given: dict[str, str], missing: str) -> None:
    refused = manage("check", **given)
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"{missing} is not set.")
    assert "Traceback" not in refused.stderr


def test_a_wrong_database_address_is_one_sentence() -> None:
    refused = manage("check", SECRET_KEY="s3cret", ALLOWED_HOSTS="reorg.example", DATABASE_URL="mysql://there/reorg")
    assert refused.stderr.strip() == "DATABASE_URL must begin with postgresql://."


def test_the_secret_can_be_changed_without_signing_everybody_out() -> None:
    read = "from django.core.signing import Signer; print(Signer().unsign(Signer(key='before').sign('kept')))"
    given = {"SECRET_KEY": "now", "ALLOWED_HOSTS": "reorg.example"}
    assert manage("shell", "-v0", "-c", read, **given, SECRET_KEY_FALLBACKS="before, long-before").stdout == "kept\n"
    assert "BadSignature" in manage("shell", "-v0", "-c", read, **given).stderr


def test_every_variable_read_is_in_the_table() -> None:
    read = set()
    for path in [*ROOT.glob("reorg/**/*.py"), *ROOT.glob("workflows/**/*.py")]:
        read |= set(re.findall(r"""environment\.(?:text|flag|number|listed|required)\("(\w+)"\)""", path.read_text()))
    assert read <= environment.VARIABLES.keys()


def test_the_readme_explains_every_variable() -> None:
    readme = (ROOT / "README.md").read_text()
    assert [name for name in environment.VARIABLES if f"`{name}`" not in readme] == []


def test_flags_and_numbers_say_what_they_want(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS", "perhaps")
    monkeypatch.setenv("PORT", "eighty")
    with pytest.raises(ImproperlyConfigured, match="HTTPS must be 1 or 0"):
        environment.flag("HTTPS")
    with pytest.raises(ImproperlyConfigured, match="PORT must be a whole number"):
        environment.number("PORT")


def test_the_demo_keeps_its_secret_to_itself(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret-key"
    made = secret.kept_in(path)
    assert secret.kept_in(path) == made
    assert len(made) >= 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_database_addresses_keep_what_libpq_understands() -> None:
    settings = from_url("postgresql://app:p%40ss@db.example:5433/reorg?sslmode=verify-full")
    assert (settings["HOST"], settings["PORT"], settings["NAME"]) == ("db.example", "5433", "reorg")
    assert (settings["USER"], settings["PASSWORD"]) == ("app", "p@ss")
    assert settings["OPTIONS"]["sslmode"] == "verify-full"
    assert "lock_timeout=5000" in settings["OPTIONS"]["options"]


def test_mail_addresses() -> None:
    assert mail_from_url("smtp://office:p%40ss@mail.example:587") == {
        "EMAIL_HOST": "mail.example",
        "EMAIL_PORT": 587,
        "EMAIL_HOST_USER": "office",
        "EMAIL_HOST_PASSWORD": "p@ss",
        "EMAIL_USE_SSL": False,
        "EMAIL_USE_TLS": True,
    }
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL must look like"):
        mail_from_url("mail.example")
