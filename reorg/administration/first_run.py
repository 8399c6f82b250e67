"""Setting up an empty installation: once, by whoever holds the code that the server printed."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from hmac import compare_digest

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from reorg.administration.bodies import free_key
from reorg.administration.models import Administrator, FirstCode
from reorg.administration.people import must_be_free
from reorg.administration.rights import EVERYTHING
from reorg.people.models import Organisation, User
from reorg.system.door import system_door
from workflows.actions.door import database_time
from workflows.errors import BadInput, NotFound
from workflows.offices import today
from workflows.text import Text

TRIES = 10
LASTS = timedelta(hours=24)
ONE_AT_A_TIME = 7_300_163


def is_empty() -> bool:
    """Whether nobody can sign in here yet."""
    return not User.objects.exists()


@transaction.atomic
def new_code() -> str:
    """A fresh one-time code; the ones before no longer count. Only its digest is kept."""
    FirstCode.objects.all().delete()
    code = "-".join(secrets.token_hex(3) for _ in range(4))
    FirstCode.objects.create(digest=_digest(code), made_at=database_time())
    return code


def _digest(code: str) -> str:
    return hashlib.sha256(code.strip().lower().encode()).hexdigest()


def must_be_open() -> None:
    """NotFound unless nobody is there yet and a code is waiting."""
    if not is_empty() or not FirstCode.objects.filter(made_at__gte=database_time() - LASTS, tries__lt=TRIES).exists():
        raise NotFound(_("There is nothing to set up here."))


def must_know(code: str) -> None:
    """BadInput for another code than the one printed; after some tries a new one has to be made on the server."""
    must_be_open()
    waiting = FirstCode.objects.get()
    if not compare_digest(waiting.digest, _digest(code)):
        FirstCode.objects.filter(pk=waiting.pk).update(tries=F("tries") + 1)
        raise BadInput(_("This is not the code that the server printed. Look at it again."), "code")


def set_up(
    code: str,
    *,
    organisation: Organisation | None,
    title: Text,
    kind: str,
    short: str,
    username: str,
    full_name: str,
    email: str,
    password: str,
    language: str,
) -> User:
    """Enter the organisation and its first administrator, who administers everything. Works once.

    Raises:
        NotFound: it has been done. BadInput: the code is another, or something has to be mended.
    """
    must_know(code)  # outside of the transaction: a wrong try is counted
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        must_be_open()
        must_be_free(username, email)
        person = User(username=username, full_name=full_name, email=email.lower(), language=language)
        try:
            validate_password(password, person)
        except ValidationError as weak:
            raise BadInput(" ".join(weak.messages), "password") from weak
        person.set_password(password)
        person.save()
        body = organisation or _new_body(title, kind, short)
        with system_door(None) as act:
            Administrator.objects.create(
                person=person,
                organisation=None,
                valid_from=today(),
                basis=str(_("first set-up")),
                given_at=act.now,
            )
            act.record(
                "system.begun",
                about=body,
                organisation=body.text,
                name=person.full_name,
                person=person.pk,
                language=language,
            )
            act.record(
                "administrator.appointed",
                name=person.full_name,
                person=person.pk,
                scope=EVERYTHING,
                basis=Text("thiết lập lần đầu", "first set-up"),
                **{"from": today().isoformat()},
            )
        FirstCode.objects.all().delete()
    return person


def _new_body(title: Text, kind: str, short: str) -> Organisation:
    if not title.vi.strip() or not title.en.strip():
        raise BadInput(_("Choose the organisation, or give its name in both languages."), "title_vi")
    made: Organisation = Organisation.objects.create(
        key=free_key(title.vi),
        kind=kind,
        title_vi=title.vi.strip(),
        title_en=title.en.strip(),
        short=short.strip(),
        valid_from=today(),
    )
    return made
