"""Who is told of what: once, by the trail, as each of them wishes."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reorg.notices import following
from reorg.notices.kinds import Kind
from reorg.notices.mailing import claim, message, send_due
from reorg.notices.models import Notice, Wishes
from reorg.notices.tasks import tell_what_happened
from reorg.notices.telling import behind, tell
from reorg.people import handing
from reorg.people.models import Office, Organisation, User
from tests.cast import asked, drafted, open_agency, sign
from tests.engine.doing import retitle
from tests.engine.together import together
from tests.web.reader import as_, words
from workflows import actions
from workflows.actions.deadlines import look_at_all
from workflows.errors import BadInput
from workflows.models import Dossier, Role, Task
from workflows.offices import today

pytestmark = pytest.mark.django_db
People = dict[str, User]


def kinds(user: User) -> list[str]:
    return list(Notice.objects.filter(person=user).order_by("id").values_list("kind", flat=True))


def wishes(user: User, **how: Any) -> Wishes:
    found, _made = Wishes.objects.update_or_create(person=user, defaults=how)
    return found


def told(dossier: Dossier) -> None:
    tell(dossier.pk)


# Who


def test_those_a_step_is_asked_of_are_told_once(agency: Dossier, people: People) -> None:
    drafted(agency, people)
    told(agency)
    told(agency)
    assert kinds(people["binh"]) == kinds(people["cuc"]) == ["asked"]
    assert kinds(people["xuan"]) == []
    notice = Notice.objects.get(person=people["binh"])
    assert notice.title_en == "Waiting for you: Both People's Committees concur" or "concur" in notice.title_en
    assert notice.path == f"/steps/{asked(agency, people['binh']).pk}/"


def test_a_deputy_is_told_too(agency: Dossier, people: People) -> None:
    actions.give_delegation(
        organisation=Organisation.objects.get(key="hp_pc"), role=Role.objects.get(pk="chair"), deputy=people["xuan"],
        kind="TUQ.", basis="1/GUQ", valid_from=today(), valid_to=today(), actor=people["binh"],
    )  # fmt: skip
    drafted(agency, people)
    told(agency)
    assert kinds(people["xuan"]) == ["asked"]


def test_a_deputy_is_told_when_the_head_goes_away(agency: Dossier, people: People) -> None:
    actions.give_delegation(
        organisation=Organisation.objects.get(key="hp_pc"), role=Role.objects.get(pk="chair"), deputy=people["tuan"],
        kind="TL.", valid_from=today(), only_in_absence=True, actor=people["binh"],
    )  # fmt: skip
    drafted(agency, people)
    tell_what_happened(0)
    assert kinds(people["tuan"]) == []
    actions.note_absence(away_from=today(), away_to=today(), actor=people["binh"])
    tell_what_happened(0)
    tell_what_happened(0)
    assert kinds(people["tuan"]) == ["asked"]


def test_returned_signed_and_superseded_reach_those_they_concern(agency: Dossier, people: People) -> None:
    drafted(agency, people)
    told(agency)
    sign(agency, people["cuc"])
    told(agency)
    assert "signed" in kinds(people["anh"]), "she drafts it"
    assert "signed" not in kinds(people["cuc"]), "nobody is told of what they did themselves"
    waiting = asked(agency, people["binh"])
    actions.send_back(
        waiting, to="draft", reason="Thiếu bản đồ", shown=actions.shown_to_signer(waiting)[0], actor=people["binh"]
    )
    told(agency)
    assert "returned" in kinds(people["anh"])
    assert "superseded" in kinds(people["cuc"])
    assert "Thiếu bản đồ" not in "".join(Notice.objects.values_list("title_vi", flat=True)), "no content in a notice"


def test_who_follows_is_told_and_who_is_mentioned_too(agency: Dossier, people: People) -> None:
    following.follow(agency, actor=people["phuc"])
    following.comment(agency, "Đã trao đổi qua điện thoại.", mentioned=[people["uyen"]], actor=people["anh"])
    told(agency)
    assert kinds(people["uyen"]) == kinds(people["phuc"]) == ["mentioned"]
    assert "mentioned" not in kinds(people["anh"])
    with pytest.raises(BadInput, match="cannot see"):
        following.comment(agency, "Xem giúp.", mentioned=[people["xuan"]], actor=people["anh"])


def test_late_steps_are_told_with_their_event_and_brought_up(agency: Dossier, people: People) -> None:
    drafted(agency, people)
    long_ago = timezone.now() - timedelta(days=40)
    Task.objects.filter(dossier=agency, outcome="").update(due=long_ago, look_at=long_ago - timedelta(days=5))
    assert look_at_all() == 2
    assert look_at_all() == 0
    assert kinds(people["binh"]) == ["late", "escalated"], "his own, and that of Cúc, who has nobody above her there"
    assert Notice.objects.filter(kind="late").count() == 2


def test_what_is_done_is_neither_unread_nor_mailed(agency: Dossier, people: People) -> None:
    drafted(agency, people)
    told(agency)
    assert "Notices, 1 new" in as_(people["binh"]).get("/").content.decode()
    sign(agency, people["binh"])
    told(agency)
    assert "Notices, 1 new" not in as_(people["binh"]).get("/").content.decode()
    mail.outbox.clear()
    send_due()
    assert [one.to for one in mail.outbox if "binh" in one.to[0]] == []


def test_what_nobody_was_told_of_is_found_and_told(agency: Dossier, people: People) -> None:
    """A job that was lost loses nothing: the worker looks for dossiers whose trail is longer than what was told."""
    drafted(agency, people)
    assert agency.pk in behind()
    tell_what_happened(0)
    assert agency.pk not in behind()
    assert kinds(people["binh"]) == ["asked"]


def test_a_step_writes_no_notice_itself(agency: Dossier, people: People) -> None:
    with CaptureQueriesContext(connection) as captured:
        drafted(agency, people)
    assert not [one for one in captured if "notices_" in one["sql"]]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_and_mail_once(agency: Dossier, people: People) -> None:
    drafted(agency, people)
    together(*[lambda: tell(agency.pk)] * 3)
    assert kinds(people["binh"]) == ["asked"]
    mail.outbox.clear()
    together(*[send_due] * 3)
    assert sorted(one.to[0] for one in mail.outbox) == ["binh@example.org", "cuc@example.org"]


# How


def test_each_kind_comes_as_it_was_wished(agency: Dossier, people: People) -> None:
    wishes(people["binh"], choices={"asked": "none"})
    wishes(people["cuc"], choices={"asked": "page"})
    drafted(agency, people)
    told(agency)
    assert kinds(people["binh"]) == []
    assert kinds(people["cuc"]) == ["asked"]
    mail.outbox.clear()
    assert send_due() == 0


def test_no_mail_in_quiet_hours(agency: Dossier, people: People) -> None:
    now = timezone.localtime()
    hour = timedelta(hours=1)
    wishes(people["binh"], quiet_from=(now - hour).time(), quiet_to=(now + hour).time())
    drafted(agency, people)
    told(agency)
    at = Notice.objects.get(person=people["binh"]).mail_at
    assert abs(at - (now + hour)) < timedelta(minutes=1)
    assert Notice.objects.get(person=people["cuc"]).mail_at <= timezone.now()


def test_a_mail_that_failed_is_tried_again_and_sent_once(agency: Dossier, people: People, settings: Any) -> None:
    drafted(agency, people)
    told(agency)
    good, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(OSError):  # noqa: PT011 - whatever the socket says
        send_due()
    settings.EMAIL_BACKEND = good
    mail.outbox.clear()
    assert send_due() == 2
    assert send_due() == 0
    assert len(mail.outbox) == 2


def test_a_claim_that_was_abandoned_is_taken_up_with_the_same_message_id(agency: Dossier, people: People) -> None:
    drafted(agency, people)
    told(agency)
    first = {one.pk: message([one]).extra_headers["Message-ID"] for one in claim()}
    assert claim() == []
    Notice.objects.update(claimed_at=timezone.now() - timedelta(hours=1))
    assert {one.pk: message([one]).extra_headers["Message-ID"] for one in claim()} == first


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_mail_of_every_kind_says_what_and_where_in_both_forms(
    agency: Dossier, people: People, kind: Kind, language: str
) -> None:
    people["binh"].language = language
    notice = Notice(
        pk=1, person=people["binh"], kind=kind, dossier=agency, path="/steps/1/", title_vi="Chờ xử lý: Ký",
        title_en="Waiting for you: Sign", due=timezone.now(), at=timezone.now(), mail_at=timezone.now(),
    )  # fmt: skip
    sent = message([notice])
    html = str(sent.alternatives[0][0])
    for text in (sent.body, html):
        assert notice.title_en in text if language == "en" else notice.title_vi in text
        assert "/steps/1/" in text
        assert agency.code in text
    assert f'<html lang="{language}">' in html


def test_a_digest_of_two_hundred_waiting_steps_is_still_useful(agency: Dossier, people: People) -> None:
    now = timezone.now()
    rows = [
        Notice(
            pk=number, person=people["binh"], kind=Kind.ASKED, key=str(number), dossier=agency, digest=True,
            path=f"/steps/{number}/", title_vi=f"Việc {number}", title_en=f"Thing {number}", at=now, mail_at=now,
            due=now + timedelta(hours=number - 49, minutes=-30),
        )
        for number in range(1, 201)
    ]  # fmt: skip
    sent = message(rows)
    assert sent.subject == "Digest: 200 notices, 200 wait for you"
    assert "49 overdue" in sent.body
    assert "Thing 1 " in sent.body, "the latest first"
    assert "and 185 more" in sent.body
    assert sent.body.count("/steps/") == 15


# Pages


def test_notices_are_listed_opened_and_read(agency: Dossier, people: People) -> None:
    drafted(agency, people)
    told(agency)
    binh = as_(people["binh"])
    assert "1 is new" in words(binh.get("/notices/"))
    notice = Notice.objects.get(person=people["binh"])
    assert binh.get(f"/notices/{notice.pk}/")["Location"] == notice.path
    assert "You have read everything" in words(binh.get("/notices/"))
    assert as_(people["cuc"]).get(f"/notices/{notice.pk}/").status_code == 404
    Notice.objects.update(read_at=None)
    binh.post("/notices/read/")
    assert not Notice.objects.filter(person=people["binh"], read_at=None).exists()
    assert Notice.objects.filter(person=people["cuc"], read_at=None).exists()


def test_choices_are_kept_and_half_quiet_hours_are_refused(people: People) -> None:
    binh = as_(people["binh"])
    said = {f"how-{kind.value}": "digest" for kind in Kind} | {"digest_at": "08:15"}
    refused = binh.post("/notices/choices/", said | {"quiet_from": "22:00"})
    assert refused.status_code == 400
    assert "a beginning and an end" in words(refused)
    binh.post("/notices/choices/", said | {"quiet_from": "22:00", "quiet_to": "06:00"})
    kept = Wishes.objects.get(person=people["binh"])
    assert kept.how("late") == "digest"
    assert f"{kept.digest_at:%H:%M}" == "08:15"


def test_the_list_costs_the_same_with_few_notices_and_with_many(people: People) -> None:
    client = as_(people["binh"])
    for number in range(2):
        drafted(open_agency(people, f"HN-3{number}"), people)
    tell_what_happened(0)
    client.get("/notices/")
    with CaptureQueriesContext(connection) as few:
        client.get("/notices/")
    for number in range(5):
        drafted(open_agency(people, f"HN-4{number}"), people)
    tell_what_happened(0)
    with CaptureQueriesContext(connection) as many:
        client.get("/notices/")
    assert len(many) == len(few) <= 9


# Calendar


def test_a_calendar_program_finds_ones_deadlines_under_a_secret_address_until_it_is_stopped(
    agency: Dossier, people: People, client: Any
) -> None:
    drafted(agency, people)
    binh = as_(people["binh"])
    page = words(binh.post("/notices/calendar/", {"act": "make"}, follow=True))
    path = page.split("http://", 1)[1].split(" ")[0].partition("/")[2]
    answer = client.get(f"/{path}")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    text = answer.content.decode()
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    unfolded = text.replace("\r\n ", "")
    assert f"UID:step-{asked(agency, people['binh']).pk}@" in unfolded
    assert agency.code in unfolded
    assert agency.title_en not in unfolded
    assert path.split("/")[1] not in words(binh.get("/notices/choices/")), "shown once"
    binh.post("/notices/calendar/", {"act": "make"})
    assert client.get(f"/{path}").status_code == 404, "the new one takes its place"
    new = following.make_feed(actor=people["binh"])
    people["binh"].is_active = False
    people["binh"].save()
    assert client.get(f"/calendar/{new}.ics").status_code == 404
    assert client.get("/calendar/made-up.ics").status_code == 404


# Comments


def test_a_comment_is_written_into_the_trail_and_read_by_all_who_take_part(agency: Dossier, people: People) -> None:
    url = f"/dossiers/{agency.code}/comments/"
    anh = as_(people["anh"])
    assert anh.post(url, {"text": " "}).status_code == 400
    page = words(anh.post(url, {"text": "Đề nghị kiểm tra số liệu.", "mentioned": [people["uyen"].pk]}, follow=True))
    assert "Đề nghị kiểm tra số liệu." in page
    assert "told : Cao Phương Uyên" in page or "told: Cao Phương Uyên" in page
    assert agency.events.get(verb="comment.added").body["actor"]["name"] == "Nguyễn Thị Ánh"
    assert as_(people["xuan"]).get(url).status_code == 404
    assert "<script>" not in anh.post(url, {"text": "<script>alert(1)</script>"}, follow=True).content.decode()


def test_a_comment_on_an_item_stands_with_it_and_in_the_dossier_and_leads_there(
    agency: Dossier, people: People
) -> None:
    item, other = agency.items.order_by("code")[:2]
    page, anh = f"/dossiers/{agency.code}/items/{item.code}/", as_(people["anh"])
    said = {"text": "Biên bản thiếu <b>chữ ký</b> bên nhận.", "mentioned": [people["uyen"].pk]}
    refused = anh.post(f"{page}comment/", said | {"text": " "})
    assert refused.status_code == 400
    assert re.search(rf'value="{people["uyen"].pk}"[^>]*checked', refused.content.decode()), "who was chosen is kept"
    for _twice in range(2):
        assert anh.post(f"{page}comment/", said)["Location"] == page
    assert agency.events.filter(verb="comment.added").count() == 1
    uyen = as_(people["uyen"])
    shown = uyen.get(page).content.decode()
    assert "Biên bản thiếu &lt;b&gt;chữ ký&lt;/b&gt; bên nhận." in shown
    assert "Biên bản thiếu" not in words(uyen.get(f"/dossiers/{agency.code}/items/{other.code}/"))
    panel = uyen.get(page, headers={"hx-request": "true", "hx-target": "item-panel"}).content.decode()
    assert "bên nhận." in panel
    assert f'hx-post="{page}comment/"' in panel
    for room in ("comments/", ""):
        assert f'href="{page}#comments"' in uyen.get(f"/dossiers/{agency.code}/{room}").content.decode()
    told(agency)
    assert Notice.objects.get(person=people["uyen"], kind="mentioned").path == f"{page}#comments"
    assert as_(people["xuan"]).post(f"{page}comment/", said).status_code == 404


def test_comments_of_an_item_cost_no_query_each(agency: Dossier, people: People) -> None:
    item, anh = agency.items.order_by("code").first(), as_(people["anh"])
    url = f"/dossiers/{agency.code}/items/{item.code}/"
    following.comment(agency, "1", item=item, actor=people["anh"])
    anh.get(url)
    with CaptureQueriesContext(connection) as few:
        anh.get(url)
    for number in range(12):
        following.comment(agency, f"lần {number}", item=item, actor=people["anh"])
    with CaptureQueriesContext(connection) as many:
        page = anh.get(url)
    assert len(many) == len(few)
    assert "All comments of the dossier" in words(page)
    assert "lần 1 " not in words(page), "the newest ten"


def test_following_goes_with_the_office(agency: Dossier, people: People) -> None:
    as_(people["binh"]).post(f"/dossiers/{agency.code}/follow/", {"act": "follow"})
    office = Office.objects.get(person=people["binh"], role="chair")
    handing.hand_over(office, to=people["tuan"], basis="1/QĐ", actor=people["binh"])
    assert following.watched_by(people["tuan"]) == [agency]
    as_(people["tuan"]).post(f"/dossiers/{agency.code}/follow/", {"act": "stop"})
    assert following.watched_by(people["tuan"]) == []


def test_a_changed_content_tells_who_had_signed(agency: Dossier, people: People) -> None:
    drafted(agency, people)
    sign(agency, people["cuc"])
    waiting = asked(agency, people["binh"])
    actions.send_back(
        waiting, to="draft", reason="Sửa ngày", shown=actions.shown_to_signer(waiting)[0], actor=people["binh"]
    )
    retitle(agency, people["anh"], 9)
    told(agency)
    assert kinds(people["cuc"]).count("superseded") == 1
