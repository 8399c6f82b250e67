from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from reorg.demo.cast import bodies as organisations
from reorg.demo.cast import load_cast
from reorg.demo.political_report import EDITORS, PARTS
from reorg.drafting import actions
from reorg.drafting.demo import FIRST, SECOND
from reorg.drafting.models import Drafting, Round
from reorg.people.models import Organisation, User
from tests.browser.conftest import site, troubles, window
from tests.cast import PASSWORD, procedure
from workflows import actions as engine
from workflows.models import Document, DocumentType, Dossier
from workflows.text import Text

__all__ = ["site", "troubles", "window"]  # the windows of the browser tests
People = dict[str, User]


@pytest.fixture
def people(people: People) -> People:
    """The cast with the editorial group."""
    cache.clear()
    return people | load_cast(PASSWORD, EDITORS)


@pytest.fixture
def bodies(db: None) -> dict[str, Organisation]:
    return organisations(PARTS)


@pytest.fixture
def paper(people: People, bodies: dict[str, Organisation]) -> Document:
    """A political report that is registered, in a dossier of its own."""
    dossier = engine.open_dossier(
        procedure("paper_drafting"),
        code="BC-01",
        title=Text("Soạn thảo Báo cáo chính trị", "Draft the political report"),
        parts={"owner": bodies["hp_party"], "audit": bodies["state_audit"]},
        actor=people["hp_editor"],
    )
    return engine.register_document(
        dossier,
        type=DocumentType.objects.get(pk="BC"),
        symbol="",
        issuer="Thành ủy",
        date=None,
        subject=Text("Báo cáo chính trị", "Political report"),
        step="draft",
        actor=people["hp_editor"],
    )


@pytest.fixture
def drafting(paper: Document, people: People) -> Drafting:
    """The same with a first draft."""
    begun = actions.begin(paper, required="four_pillars", actor=people["hp_editor"])
    actions.make_draft(begun, text=FIRST, actor=people["hp_editor"])
    return begun


@pytest.fixture
def asked(drafting: Drafting, people: People, bodies: dict[str, Organisation]) -> Round:
    """Two bodies are asked about the first draft."""
    today = timezone.localdate()
    return actions.send_round(
        drafting,
        kind="bodies",
        addressees=[bodies["hp_pc"], bodies["hp_front"]],
        opens=today,
        closes=today + timedelta(days=5),
        actor=people["hp_editor"],
    )


@pytest.fixture
def public(drafting: Drafting, people: People) -> Round:
    """The second draft is put before everybody."""
    today = timezone.localdate()
    actions.make_draft(drafting, text=SECOND, actor=people["hp_editor"])
    return actions.send_round(
        drafting, kind="public", opens=today, closes=today + timedelta(days=5), actor=people["hp_editor"]
    )


@pytest.fixture
def goes(client: Any) -> Any:
    """Somebody signs in and reads English: ``goes(somebody).get(…)``."""

    def as_(user: User) -> Any:
        User.objects.filter(pk=user.pk).update(language="en")
        client.force_login(User.objects.get(pk=user.pk))
        return client

    return as_


def dossier_of(drafting: Drafting) -> Dossier:
    return Dossier.objects.get(pk=drafting.document.dossier_id)
