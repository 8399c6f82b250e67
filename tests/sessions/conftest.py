from __future__ import annotations

from typing import Any

import pytest

from reorg.demo.cast import load_cast
from reorg.demo.lang_son import LANG_SON
from reorg.people.models import Organisation, User
from reorg.sessions import demo
from tests.browser.conftest import site, troubles, window
from tests.cast import PASSWORD, procedure
from workflows import actions
from workflows.models import Dossier
from workflows.text import Text

__all__ = ["site", "troubles", "window"]  # the windows of the browser tests
People = dict[str, User]
Bodies = dict[str, Organisation]


@pytest.fixture
def bodies(db: None) -> Bodies:
    return demo.load_organisations() | {"state_audit": Organisation.objects.get(key="state_audit")}


@pytest.fixture
def people(people: People, bodies: Bodies) -> People:
    """The cast of Lạng Sơn beside that of Hải Phòng."""
    return people | load_cast(PASSWORD, LANG_SON)


@pytest.fixture
def session(people: People, bodies: Bodies) -> Dossier:
    """A session that is being prepared, with nothing in it."""
    return actions.open_dossier(
        procedure("working_session"),
        code="LS-01",
        title=Text("Làm việc với bảy xã", "Session with seven communes"),
        parts={"host": bodies["ls_party"], "audit": bodies["state_audit"]},
        actor=people["ls_office"],
    )


@pytest.fixture
def held(session: Dossier, people: People, bodies: Bodies) -> Dossier:
    """The same, held: the facts of the source are recorded, the conclusion is not signed yet."""
    office = people["ls_office"]
    demo.prepare(session, bodies, office)
    actions.complete(demo.asked(session, office), actor=office)
    demo.record(session, bodies, office)
    return Dossier.objects.get(pk=session.pk)


@pytest.fixture
def concluded(held: Dossier, people: People) -> Dossier:
    """The same, concluded by the secretary: the recommendations are with the bodies they name."""
    conclude(held, people)
    return Dossier.objects.get(pk=held.pk)


def conclude(dossier: Dossier, people: People) -> Any:
    office, secretary = people["ls_office"], people["ls_secretary"]
    actions.complete(demo.asked(dossier, office), actor=office)
    asked = demo.asked(dossier, secretary)
    shown, _content = actions.shown_to_signer(asked)
    return actions.sign(asked, actor=secretary, shown=shown)


@pytest.fixture
def goes(client: Any) -> Any:
    """Somebody signs in and reads English: ``goes(somebody).get(…)``."""

    def as_(user: User) -> Any:
        User.objects.filter(pk=user.pk).update(language="en")
        client.force_login(User.objects.get(pk=user.pk))
        return client

    return as_
