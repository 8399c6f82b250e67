"""What an auditor takes along: lists that can be verified again, opened without harm, and read by other tools."""

from __future__ import annotations

import io
import json
from collections import Counter
from datetime import datetime
from typing import Any

import pikepdf
import pytest
from django.utils import timezone
from jsonschema import Draft202012Validator, FormatChecker
from openpyxl import load_workbook

from reorg.audit import exporting
from reorg.audit.models import Access
from reorg.people.models import User
from tests import cast
from tests.audit.shared import happened, signed_in
from workflows import actions
from workflows.models import Dossier, Event
from workflows.trail.canonical import sha256
from workflows.trail.verbs import VERBS

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("papers")]


def taken(user: User, form: str, query: str = "dossier=H", language: str = "en") -> bytes:
    answer = signed_in(user, language).get(f"/audit/export/?form={form}&{query}")
    assert answer.status_code == 200, answer.content.decode()
    assert "attachment" in answer["Content-Disposition"]
    return b"".join(answer)


def test_json_lines_are_the_records_as_they_were_hashed(
    people: dict[str, User], agency: Dossier, merger: Dossier
) -> None:
    lines = [json.loads(line) for line in taken(people["phuc"], "jsonl").splitlines()]
    assert len(lines) == Event.objects.count()
    by_dossier: dict[str, dict[int, dict[str, str]]] = {}
    for line in lines:
        assert sha256(line["record"]) == line["hash"]
        body = json.loads(line["record"])
        assert body["prev"] == line["prev_hash"]
        by_dossier.setdefault(body["dossier"], {})[body["seq"]] = line
    for chain in by_dossier.values():
        for seq in range(2, len(chain) + 1):
            assert chain[seq]["prev_hash"] == chain[seq - 1]["hash"]


def test_a_spreadsheet_holds_text_and_no_formulas(people: dict[str, User], agency: Dossier) -> None:
    from reorg.notices.following import comment

    evil = '=HYPERLINK("http://elsewhere.example","x")\x07'
    comment(agency, evil, actor=people["anh"])
    book = load_workbook(io.BytesIO(taken(people["phuc"], "xlsx", language="vi")))
    sheet = book.active
    rows = list(sheet.iter_rows(min_row=2))
    assert len(rows) == Event.objects.count()
    assert [cell.value for cell in sheet[1]][:3] == ["Hồ sơ", "Số", "Thời điểm (giờ Việt Nam)"]
    assert {cell.data_type for row in rows for cell in row} <= {"s", "inlineStr", "n", "d"}
    said = next(row for row in rows if row[7].value == "comment.added")
    assert "=HYPERLINK" in said[8].value
    assert isinstance(said[2].value, datetime)
    assert said[3].value == people["anh"].full_name


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_paper_names_the_question_and_every_hash(people: dict[str, User], agency: Dossier, language: str) -> None:
    cast.paper(agency, "BC", actor=people["anh"], symbol="77/BC-SNV")
    pdf = taken(people["phuc"], "pdf", "verb=document.registered", language)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert len(opened.pages) == 1
        assert opened.Root.Lang == language
        with opened.open_metadata() as metadata:
            assert metadata["pdfaid:part"] == "3"
    from pypdf import PdfReader

    text = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    event = Event.objects.get(verb="document.registered")
    assert event.hash[:16] in text.replace("\n", "")
    assert "77/BC-SNV" in text
    assert ("Điều kiện" if language == "vi" else "What was asked") in text


def test_nothing_or_too_much_is_said_and_not_exported(
    people: dict[str, User], agency: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(people["phuc"])
    assert client.get("/audit/export/?form=jsonl&dossier=ZZ").status_code == 400
    assert client.get("/audit/export/?form=exe").status_code == 404
    assert client.get("/audit/export/?form=jsonl&since=x").status_code == 400
    few = exporting.Form("jsonl", "application/jsonl", exporting.json_lines, most=2)
    monkeypatch.setitem(exporting.FORMS, "jsonl", few)
    answer = client.get("/audit/export/?form=jsonl")
    assert answer.status_code == 400
    assert "more than 2 events" in answer.content.decode()
    assert not Access.objects.filter(page="audit_export").exists()


def test_who_took_which_question_along_is_on_record(people: dict[str, User], agency: Dossier) -> None:
    taken(people["phuc"], "jsonl", "verb=dossier.opened")
    noted = Access.objects.get(page="audit_export")
    assert (noted.person, noted.thing, noted.dossier) == (people["phuc"], "jsonl: verb=dossier.opened", None)


# OCEL 2.0. What the standard asks of its JSON form, in our own words.

TEXT: dict[str, Any] = {"type": "string"}
MOMENT = {"type": "string", "format": "date-time"}
VALUE = {"type": ["string", "number", "boolean"]}


def each(required: dict[str, Any], **more: Any) -> dict[str, Any]:
    one = {"type": "object", "properties": required | more, "required": [*required], "additionalProperties": False}
    return {"type": "array", "items": one}


TYPES = each(
    {
        "name": TEXT,
        "attributes": each({"name": TEXT, "type": {"enum": ["string", "time", "integer", "float", "boolean"]}}),
    }
)
RELATIONS = each({"objectId": TEXT, "qualifier": TEXT})
OCEL = {
    "type": "object",
    "required": ["objectTypes", "eventTypes", "objects", "events"],
    "additionalProperties": False,
    "properties": {
        "objectTypes": TYPES,
        "eventTypes": TYPES,
        "objects": each(
            {"id": TEXT, "type": TEXT},
            attributes=each({"name": TEXT, "time": MOMENT, "value": VALUE}),
            relationships=RELATIONS,
        ),
        "events": each(
            {"id": TEXT, "type": TEXT, "time": MOMENT},
            attributes=each({"name": TEXT, "value": VALUE}),
            relationships=RELATIONS,
        ),
    },
}
PYTHON = {"string": str, "integer": int, "float": float, "boolean": bool}


class Log:
    """A reader of the standard that knows nothing of us: it takes what is declared and refuses the rest."""

    def __init__(self, text: bytes) -> None:
        log = json.loads(text)
        Draft202012Validator(OCEL, format_checker=FormatChecker()).validate(log)
        self.object_types = self._declared(log["objectTypes"])
        self.event_types = self._declared(log["eventTypes"])
        self.objects = {one["id"]: one for one in log["objects"]}
        self.events = {one["id"]: one for one in log["events"]}
        assert len(self.objects) == len(log["objects"])
        assert len(self.events) == len(log["events"])
        for one in log["objects"]:
            self._fits(one, self.object_types)
        for one in log["events"]:
            self._fits(one, self.event_types)
            assert one["relationships"], "an event that touches nothing"
        for one in (*log["objects"], *log["events"]):
            for relation in one["relationships"]:
                assert relation["objectId"] in self.objects, relation

    @staticmethod
    def _declared(types: list[dict[str, Any]]) -> dict[str, dict[str, str]]:
        found = {one["name"]: {a["name"]: a["type"] for a in one["attributes"]} for one in types}
        assert len(found) == len(types)
        return found

    @staticmethod
    def _fits(one: dict[str, Any], types: dict[str, dict[str, str]]) -> None:
        declared = types[one["type"]]
        for attribute in one["attributes"]:
            assert isinstance(attribute["value"], PYTHON[declared[attribute["name"]]]), attribute
            if "time" in attribute:
                datetime.fromisoformat(attribute["time"])

    def touched(self, event: str) -> dict[str, str]:
        return {one["qualifier"]: one["objectId"] for one in self.events[event]["relationships"]}


def test_process_mining_reads_objects_events_and_what_they_are_to_each_other(
    people: dict[str, User], agency: Dossier, merger: Dossier
) -> None:
    cast.drafted(agency, people)
    cast.sign(agency, people["binh"])
    item = merger.items.filter(owner__key="hp_home_affairs").first()
    assert item is not None
    actions.start_item(item, actor=people["quynh"])
    titles = {"from_title": {"vi": "Soạn thảo", "en": "Drafting"}, "to_title": {"vi": "Lấy ý kiến", "en": "Review"}}
    moved = happened(
        merger, "phase.changed", timezone.now(), people["binh"], **{"verb": "x", "from": "a", "to": "b", **titles}
    )
    log = Log(taken(people["phuc"], "ocel"))

    assert len(log.events) == Event.objects.count()
    assert set(log.event_types) <= set(VERBS)
    kinds = Counter(one["type"] for one in log.objects.values())
    assert set(kinds) == {"dossier", "unit", "document", "checklist item", "decision", "person", "body"}
    assert kinds["dossier"] == 2

    signed = Event.objects.get(dossier=agency, verb="signoff.approved")
    touched = log.touched(f"HN-01#{signed.seq}")
    assert touched["dossier"] == "dossier:HN-01"
    assert touched["decision"] == f"decision:{signed.body['facts']['decision']}"
    assert touched["done by"] == f"person:{people['binh'].pk}"
    assert touched["acting for"].startswith("body:")
    started = Event.objects.get(dossier=merger, verb="item.started")
    assert log.touched(f"HP-01#{started.seq}")["item"] == f"checklist item:HP-01/{item.code}"
    arranged = [one for one in log.objects["dossier:HP-01"]["relationships"] if one["qualifier"] == "arranges"]
    assert len(arranged) == 2
    moving = log.events[f"HP-01#{moved.seq}"]["relationships"]
    assert {one["objectId"] for one in moving if one["qualifier"] == "unit arranged"} == {
        one["objectId"] for one in arranged
    }
    times = [one["time"] for one in log.events.values()]
    assert times == sorted(times)


def test_an_event_log_of_one_question_names_only_what_it_touches(
    people: dict[str, User], agency: Dossier, merger: Dossier
) -> None:
    log = Log(taken(people["phuc"], "ocel", "dossier=HN&verb=dossier.opened", "vi"))
    assert list(log.events) == ["HN-01#1"]
    assert [one for one in log.objects if one.startswith("dossier:")] == ["dossier:HN-01"]
