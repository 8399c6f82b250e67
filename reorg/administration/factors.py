"""What people do with their own second factors, written into the trail of the system: that they did, never a secret."""

from __future__ import annotations

from typing import Any

from reorg.administration.rights import acting_for, mandates_of, scope_of
from reorg.people.models import User
from reorg.system.door import system_door
from workflows.offices import Acting, acting, offices_of
from workflows.text import Text

FACTORS = {
    "totp": Text("ứng dụng xác thực", "authenticator app"),
    "webauthn": Text("khóa truy cập", "passkey"),
    "recovery_codes": Text("mã khôi phục", "recovery codes"),
}
USER = Text("người dùng", "user")
NOWHERE = Text("không giữ chức vụ", "no office")


def added(sender: Any, user: User, authenticator: Any, **_: Any) -> None:
    """Receiver of ``authenticator_added``."""
    _record("person.factor_added", user, factor=FACTORS[authenticator.type])


def removed(sender: Any, user: User, authenticator: Any, **_: Any) -> None:
    """Receiver of ``authenticator_removed``; the recovery codes that go with the last factor are told of too."""
    _record("person.factor_removed", user, factor=FACTORS[authenticator.type])


def renewed(sender: Any, user: User, **_: Any) -> None:
    """Receiver of ``authenticator_reset``."""
    _record("person.codes_renewed", user)


def _record(verb: str, user: User, **facts: Any) -> None:
    office = offices_of(user).order_by("pk").first()
    with system_door(_as_they_are(user, office)) as act:
        act.record(verb, about=office and office.organisation, name=user.full_name, person=user.pk, **facts)


def _as_they_are(user: User, office: Any) -> Acting:
    if office is not None:
        return acting(user, office)
    if mandates_of(user).exists():
        return acting_for(scope_of(user))
    return Acting(user, 0, NOWHERE, role="", office=USER)
