"""The leaders of the demonstration have authenticator apps. Their secrets are made up at the first run, under var/."""

from __future__ import annotations

from pathlib import Path

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from reorg.people.models import Office, User

LEADERS = ("chair", "secretary")


def give_apps(secrets: dict[str, str]) -> None:
    """Whoever removed theirs while trying it out gets it back with the next run."""
    with_one = Authenticator.objects.filter(type=Authenticator.Type.TOTP).values("user")
    for user in User.objects.filter(username__in=secrets).exclude(pk__in=with_one):
        TOTP.activate(user, secrets[user.username])
        RecoveryCodes.activate(user)


def kept_secrets(path: Path) -> dict[str, str]:
    """Secrets by user name, one for each leader, kept readable for their owner only."""
    known = dict(line.split() for line in path.read_text().splitlines()) if path.exists() else {}
    leaders = Office.objects.filter(role__in=LEADERS).order_by().values_list("person__username", flat=True).distinct()
    new = {name: generate_totp_secret() for name in sorted(leaders) if name not in known}
    if new:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text("".join(f"{name} {secret}\n" for name, secret in (known | new).items()))
    return known | new
