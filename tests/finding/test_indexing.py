"""The index is kept in the transaction of the change, and is what it would be if it were made anew."""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from reorg.finding.finding import find
from reorg.finding.indexing import catch_up, differences, rebuild
from reorg.finding.models import Entry, Kind, Waiting, Word
from reorg.finding.tasks import catch_up_with_events
from reorg.people.models import Office, Organisation, User
from reorg.units.models import Unit
from tests import cast
from tests.engine.together import together
from tests.finding.conftest import became
from workflows import actions
from workflows.models import Document, Dossier

pytestmark = pytest.mark.django_db


def busy(people: dict[str, User], agency: Dossier, merger: Dossier, communes: dict[str, Unit]) -> None:
    """A bit of everything that changes what can be found, in ways that the application and an operator have."""
    cast.drafted(agency, people)
    paper = cast.paper(merger, "BC", actor=people["anh"], symbol="5/BC-UBND")
    actions.recall_document(paper, authority="UBND", ground="Sai số liệu.", actor=people["anh"])
    Document.objects.filter(pk=paper.pk).update(subject_vi="Báo cáo đã đính chính")
    Dossier.objects.filter(pk=agency.pk).update(title_vi="Hợp nhất hai Sở Nội vụ", title_en="Join two departments")
    communes["Kim Sơn"].name = "Kim Sơn Mới"
    communes["Kim Sơn"].save()
    late = became(communes["Chính Tâm"], communes["Lai Thành"], date(2025, 7, 1))
    late.successor = communes["Chất Bình"]
    late.save()
    Unit.objects.bulk_create(
        [Unit(name=f"Thôn {n}", kind="xa", level="commune", source="kiểm thử").prepare() for n in range(3)]
    )
    Unit.objects.filter(name="Thôn 1").delete()
    User.objects.filter(pk=people["binh"].pk).update(full_name="Trần Văn Bình Mới")
    User.objects.filter(pk=people["son"].pk).update(is_active=False)
    Organisation.objects.filter(key="hp_pc").update(title_vi="UBND TP Hải Phòng")
    office = Office.objects.filter(person=people["quynh"]).first()
    assert office is not None
    office.valid_to = timezone.localdate() + timedelta(days=3)
    office.save()
    Office.objects.filter(person=people["xuan"]).delete()


def entries() -> list[tuple[object, ...]]:
    columns = ("kind", "key", "dossier", "organisation", "restricted", "name", "said", "words", "at", "until")
    return list(Entry.objects.order_by("kind", "key").values_list(*columns))


def test_a_rebuilt_index_equals_the_one_that_was_kept(
    people: dict[str, User], agency: Dossier, merger: Dossier, communes: dict[str, Unit]
) -> None:
    busy(people, agency, merger, communes)
    assert differences() == {}, "what waits is no difference"
    assert catch_up() == Waiting.objects.count() + Entry.objects.filter(kind=Kind.EVENT).count()
    kept, words = entries(), set(Word.objects.values_list("word", flat=True))
    assert differences() == {}
    counts = rebuild()
    assert entries() == kept
    assert set(counts) == set(Kind.values)
    assert all(counts.values())
    again = list(Word.objects.values_list("word", flat=True))
    assert set(again) <= words  # words nobody uses any more go when it is made anew
    assert len(again) == len(set(again))


def test_who_acts_does_not_wait_for_the_index_and_who_looks_finds_it_all_the_same(
    people: dict[str, User], agency: Dossier
) -> None:
    catch_up_with_events(0)
    assert not Waiting.objects.exists()
    cast.drafted(agency, people)
    written = set(agency.events.values_list("pk", flat=True))
    waiting = set(Waiting.objects.values_list("event_id", flat=True))
    assert waiting
    assert waiting < written
    found = find(people["anh"], "xay dung de an", kinds=(Kind.EVENT,), limit=50)
    assert waiting & {key for group in found.groups for key in group.keys}
    assert not Waiting.objects.exists()
    assert differences() == {}


@pytest.mark.django_db(transaction=True)
def test_two_who_look_at_once_put_each_event_in_once(people: dict[str, User], agency: Dossier) -> None:
    cast.drafted(agency, people)
    together(*[catch_up] * 3)
    assert not Waiting.objects.exists()
    assert differences() == {}


def test_the_command_rebuilds_and_tells_what_is_wrong(people: dict[str, User], agency: Dossier) -> None:
    told = StringIO()
    catch_up()
    call_command("reindex", "--check", stdout=told)
    assert "says what the tables say" in told.getvalue()
    Entry.objects.filter(kind=Kind.DOSSIER).delete()
    Entry.objects.filter(kind=Kind.EVENT).update(said="khác")
    with pytest.raises(CommandError, match=r"dossier: 1 differ.*event: "):
        call_command("reindex", "--check")
    call_command("reindex", stdout=told)
    assert "dossier: 1\n" in told.getvalue()
    assert differences() == {}


def test_what_is_undone_is_not_found(people: dict[str, User], agency: Dossier) -> None:
    with transaction.atomic():
        cast.paper(agency, "BC", actor=people["anh"], symbol="88/BC-UNDONE")
        assert find(people["anh"], "88 bc undone").total > 0
        transaction.set_rollback(True)
    assert find(people["anh"], "88 bc undone").groups == []


def test_the_site_itself_may_fill_the_index(people: dict[str, User], agency: Dossier, as_application: str) -> None:
    cast.paper(agency, "BC", actor=people["anh"], symbol="89/BC-SITE")
    assert find(people["anh"], "89 bc site").groups[0].kind is Kind.DOCUMENT
    rebuild()
    assert differences() == {}


def test_an_endless_word_stops_nobody(people: dict[str, User], agency: Dossier) -> None:
    actions.withdraw(agency, reason="x" * 9000, actor=people["binh"])
    assert find(people["anh"], "dossier withdrew").groups


def test_hashes_are_not_indexed(people: dict[str, User], agency: Dossier) -> None:
    paper = cast.paper(agency, "BC", actor=people["anh"], symbol="90/BC")
    digest = paper.versions.get().sha256
    assert not Entry.objects.filter(said__contains=digest).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(length(word)) FROM finding_word")
        assert cursor.fetchone()[0] <= 24
