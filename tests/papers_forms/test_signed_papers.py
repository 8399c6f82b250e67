"""Leaders countersign a decision paper from its page; each signature is kept, named and still holds."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from reorg.evidence.errors import NoKey
from reorg.papers.forms.signed import sign_paper, signers_of
from reorg.papers.models import Countersignature, SignedPaper
from reorg.people.models import User
from tests.cast import drafted, sign
from tests.papers_forms.test_countersigning import decisions, root
from tests.web.reader import PASSWORD, as_, words
from workflows import actions
from workflows.errors import NotFound, NotNow, NotYou
from workflows.holds import Frozen
from workflows.models import Decision, Dossier, Event
from workflows.trail.verify import verify

__all__ = ["decisions", "root"]
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("papers")]
People = dict[str, User]


@pytest.fixture
def task(decisions: list[Decision], root: Any) -> int:
    assert decisions[0].task_id is not None
    return decisions[0].task_id


def content(dossier: Dossier, number: int) -> bytes:
    version = SignedPaper.objects.get(task__dossier=dossier).document.versions.get(no=number)
    with version.file.open("rb") as file:
        return bytes(file.read())


def test_each_signature_is_a_version_and_none_undoes_another(agency: Dossier, task: int, people: People) -> None:
    first = sign_paper(agency, task, actor=people["binh"])
    second = sign_paper(agency, task, actor=people["cuc"])
    assert (first.no, second.no) == (1, 2)
    assert content(agency, 2).startswith(content(agency, 1))
    signers = signers_of(content(agency, 2))
    assert [signer.name for signer in signers] == ["Trần Văn Bình", "Lê Thị Cúc"]
    assert all(signer.holds for signer in signers)
    assert sign_paper(agency, task, actor=people["binh"]) == first
    assert Event.objects.filter(dossier=agency, verb="paper.countersigned").count() == 2
    agency.refresh_from_db()
    assert verify(agency) is None


def test_it_stands_among_the_documents_without_touching_what_was_signed(
    agency: Dossier, task: int, people: People
) -> None:
    agency.refresh_from_db()
    before = agency.content_digest
    sign_paper(agency, task, actor=people["binh"])
    agency.refresh_from_db()
    assert agency.content_digest == before
    document = SignedPaper.objects.get().document
    assert (document.type_id, document.symbol, document.signed) == ("BTT", "", False)
    assert all(decision.counts for decision in agency.decisions.all())


def test_what_is_added_after_a_signature_breaks_it(agency: Dossier, task: int, people: People) -> None:
    sign_paper(agency, task, actor=people["binh"])
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content(agency, 1))) as pdf:
        pdf.pages[0].obj.Rotate = 90
        pdf.save(out)
    assert not any(signer.holds for signer in signers_of(out.getvalue()))
    signed = content(agency, 1)
    place = signed.index(b"\n%") + 3
    changed = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]
    assert not any(signer.intact for signer in signers_of(changed))


def test_only_who_approved_signs_it_and_only_with_a_key(
    agency: Dossier, task: int, people: People, settings: Any
) -> None:
    for who in ("anh", "uyen", "xuan"):
        with pytest.raises(NotYou):
            sign_paper(agency, task, actor=people[who])
    with pytest.raises(NotFound):
        sign_paper(agency, 1_000_000, actor=people["binh"])
    settings.KEYS_DIR = Path(settings.KEYS_DIR) / "empty"
    with pytest.raises(NoKey):
        sign_paper(agency, task, actor=people["binh"])
    assert not SignedPaper.objects.exists()


def test_it_waits_until_everybody_has_signed_the_step_off(agency: Dossier, people: People, root: Any) -> None:
    drafted(agency, people)
    given = sign(agency, people["binh"])
    with pytest.raises(NotNow):
        sign_paper(agency, given.task_id, actor=people["binh"])


def test_a_frozen_dossier_is_not_signed(agency: Dossier, task: int, people: People) -> None:
    actions.place_hold(agency, ground="Thanh tra", paper="1/QĐ", actor=people["phuc"])
    with pytest.raises(Frozen):
        sign_paper(agency, task, actor=people["binh"])


def test_the_page_asks_for_the_password_and_names_every_signer(agency: Dossier, task: int, people: People) -> None:
    people["binh"].set_password(PASSWORD)
    people["binh"].save()
    binh, address = as_(people["binh"]), f"/dossiers/{agency.code}/papers/decision/{task}/sign/"
    assert address in binh.get(f"/dossiers/{agency.code}/papers/").content.decode()
    assert "Add your signature" in words(binh.get(address))
    assert binh.post(address, {"password": "không phải"}).status_code == 400
    assert binh.post(address, {"password": PASSWORD}).status_code == 302
    page = words(as_(people["quynh"]).get(address))
    assert "Trần Văn Bình" in page
    assert "holds; nothing but further signatures was added since" in page
    assert "Add your signature" not in page
    assert as_(people["quynh"]).post(address, {"password": "x"}).status_code == 403
    assert as_(people["xuan"]).get(address).status_code == 404
    assert Countersignature.objects.count() == 1


def test_who_has_no_key_is_told_how_to_get_one(agency: Dossier, task: int, people: People, settings: Any) -> None:
    settings.KEYS_DIR = Path(settings.KEYS_DIR) / "empty"
    page = words(as_(people["binh"]).get(f"/dossiers/{agency.code}/papers/decision/{task}/sign/"))
    assert "You have no signing key on this server" in page
