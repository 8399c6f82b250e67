"""What an auditor may rely on when a trail is printed."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from reorg.papers.content import (
    Conservation,
    Event,
    Fact,
    PaperAttachment,
    Person,
    Succession,
    Unit,
    UnitPlan,
    Weight,
)
from reorg.papers.errors import PaperError
from reorg.papers.narrative import in_chunks, in_lines
from reorg.papers.printing import render_trail
from reorg.papers.trail import SECTIONS
from reorg.papers.words import WORDS, Words
from tests.papers.conftest import findings_of, opened, pages_of, squeeze
from tests.papers.hai_phong import paper, sha, short_paper

Printed = Callable[[str, int], bytes]
LANGUAGES = pytest.mark.parametrize("language", ["vi", "en"])
pytestmark = pytest.mark.xdist_group("papers")


def words_of(language: str) -> Words:
    return Words(language, paper("vi", 1).timezone)  # type: ignore[arg-type]


@LANGUAGES
def test_every_event_is_on_paper_in_order(printed: Printed, language: str) -> None:
    text = squeeze("".join(pages_of(printed(language, 60))))
    narrative = text[text.rindex(squeeze(words_of(language)["legend"])) :]
    position = 0
    for event in paper(language, 60).events:  # type: ignore[arg-type]
        for part in (event.sentence, event.actor.name, event.hash):
            position = narrative.index(squeeze(part), position)


@LANGUAGES
def test_every_page_says_which_of_how_many_it_is(printed: Printed, language: str) -> None:
    pages = pages_of(printed(language, 60))
    for number, text in enumerate(pages, start=1):
        assert squeeze(words_of(language).fill("page_of", page=number, pages=len(pages))) in squeeze(text)


@LANGUAGES
def test_page_one_answers_what_who_when_and_what_is_open(printed: Printed, language: str) -> None:
    first = squeeze(pages_of(printed(language, 60))[0])
    trail = paper(language, 60)  # type: ignore[arg-type]
    expected = [trail.title, trail.phase, trail.head_hash, trail.verification_url, trail.notice]
    expected += [d.result for d in trail.decisions] + list(trail.open_points)
    for text in expected:
        assert squeeze(text) in first


def test_vietnamese_letters_can_be_read_out_of_the_file(printed: Printed) -> None:
    text = "".join(pages_of(printed("vi", 60)))
    assert unicodedata.is_normalized("NFC", text)
    for phrase in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Nguyễn Hoàng Dương"):
        assert squeeze(phrase) in squeeze(text)


def test_an_emoji_in_a_remark_is_shown_as_what_it_is(printed: Printed) -> None:
    assert squeeze("Đã rà soát xong [U+1F44D]") in squeeze("".join(pages_of(printed("vi", 60))))


@LANGUAGES
def test_bookmarks_lead_to_sections_and_days_but_not_to_events(printed: Printed, language: str) -> None:
    with opened(printed(language, 60)) as pdf, pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
        days = outline.root[1 + SECTIONS.index("events")].children
        assert len(titles) == 1 + len(SECTIONS)
        moments = [event.at.date() for event in paper(language, 60).events]  # type: ignore[arg-type]
        assert [day.title for day in days] == [words_of(language).day(on) for on in dict.fromkeys(moments)]


def test_links_lead_somewhere_in_the_file(printed: Printed) -> None:
    with opened(printed("vi", 60)) as pdf:
        pages = {page.obj.objgen for page in pdf.pages}
        inside = outside = 0
        for page in pdf.pages:
            for note in page.obj.get("/Annots", []):
                if "/Dest" in note:
                    assert note.Dest[0].objgen in pages
                    inside += 1
                else:
                    assert str(note.A.URI) == paper("vi", 1).verification_url
                    outside += 1
    assert inside > 20
    assert outside == 1


def test_contents_give_the_page_where_the_section_stands(printed: Printed) -> None:
    pages = pages_of(printed("vi", 60))
    headings = {key: f"{number}. {WORDS[key][0]}" for number, key in enumerate(SECTIONS, start=1)}
    with opened(printed("vi", 60)) as pdf, pdf.open_outline() as outline:
        by_objgen = {page.obj.objgen: number for number, page in enumerate(pdf.pages, start=1)}
        for item, heading in zip(list(outline.root)[1:], headings.values(), strict=True):
            number = by_objgen[item.destination[0].objgen]
            assert squeeze(heading) in squeeze(pages[number - 1])
            assert re.search(rf"\b{number}\b", pages[1])


def test_the_events_travel_inside_byte_for_byte(printed: Printed) -> None:
    trail = paper("vi", 60)
    with opened(printed("vi", 60)) as pdf:
        spec = pdf.attachments["events.json"]
        assert spec.get_file().read_bytes() == trail.events_json
        assert spec.obj.AFRelationship == "/Data"
        assert len(pdf.Root.AF) == 1
    assert len(json.loads(trail.events_json)) == 60
    assert hashlib.sha256(trail.events_json).hexdigest() in squeeze(pages_of(printed("vi", 60))[-1])


def test_other_files_may_travel_too_but_not_under_one_name() -> None:
    readme = PaperAttachment("README.txt", "Cách kiểm chứng", "text/plain", b"...", "Supplement")
    with opened(render_trail(replace(short_paper("vi", 1), attachments=(readme,)))) as pdf:
        assert list(pdf.attachments) == ["README.txt", "events.json"]
    with pytest.raises(PaperError, match=r"README\.txt"):
        render_trail(replace(short_paper("vi", 1), attachments=(readme, readme)))


def test_the_same_trail_gives_the_same_bytes_also_side_by_side() -> None:
    once = render_trail(short_paper("vi", 40))
    assert render_trail(short_paper("vi", 40)) == once
    assert render_trail(short_paper("vi", 40), processes=2) == once


def test_the_file_is_pdf_a(printed: Printed) -> None:
    with opened(printed("vi", 60)) as pdf:
        with pdf.open_metadata() as meta:
            assert meta.pdfa_status == "3A"
        assert findings_of(pdf) == []
        assert str(pdf.Root.Lang) == "vi"
        assert str(pdf.docinfo["/Title"]).startswith("Nhật ký hồ sơ HP-2025-01")


def test_a_screen_reader_finds_everything_in_one_tree_in_the_order_of_the_pages(printed: Printed) -> None:
    """Each part that was bound brings a tree; pages joined without it would be silent, and no validator would mind."""
    with opened(printed("vi", 60)) as pdf:
        assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf.Root.Metadata.read_bytes()
        numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        owners = {int(number): owner for number, owner in zip(numbers[::2], numbers[1::2], strict=True)}
        document = pdf.Root.StructTreeRoot.K[0]
        tops = [element.objgen for element in document.K]
        position = 0
        for page in pdf.pages:
            element = owners[int(page.obj.StructParents)][0]
            while element.P.objgen != document.objgen:
                element = element.P
            position = tops.index(element.objgen, position)
        for note in (note for page in pdf.pages for note in page.obj.get("/Annots", [])):
            assert owners[int(note.StructParent)].S == "/Link"


def test_a_long_trail_is_bound_from_chunks_without_losing_an_event() -> None:
    trail = short_paper("vi", 400)
    pdf = render_trail(trail)
    pages = pages_of(pdf)
    text = squeeze("".join(pages))
    position = 0
    for event in trail.events:
        position = text.index(event.hash, position)
    for number, page in enumerate(pages, start=1):
        assert squeeze(f"Trang {number} / {len(pages)}") in squeeze(page)
    with opened(pdf) as file, file.open_metadata() as meta:
        assert meta.pdfa_status == "3U"  # tags of a long one take validators minutes


def test_a_finished_chunk_never_changes_as_the_trail_grows() -> None:
    trail = paper("vi", 900)
    long = list(in_chunks(trail.events, trail.timezone))
    short = list(in_chunks(trail.events[:700], trail.timezone))
    assert long[: len(short) - 1] == short[:-1]
    assert [row.event for chunk in long for day in chunk.days for row in day.rows] == list(trail.events)


def test_progress_is_told_and_the_signature_comes_last() -> None:
    told: list[tuple[int, int]] = []
    pdf = render_trail(
        short_paper("vi", 5), sign=lambda data: data + b"signed", progress=lambda done, of: told.append((done, of))
    )
    assert pdf.endswith(b"signed")
    assert told == [(number, 5) for number in range(1, 6)]


def test_a_broken_chain_is_said_on_paper() -> None:
    trail = short_paper("vi", 6)
    events = [*trail.events[:3], replace(trail.events[3], prev_hash=sha("other")), *trail.events[4:]]
    text = squeeze("".join(pages_of(render_trail(replace(trail, events=tuple(events))))))
    assert squeeze("KHÔNG NỐI với sự kiện trước; mã băm trước ghi ở đây là " + sha("other")) in text
    assert squeeze("KHÔNG liền mạch tại sự kiện số 4") in text


def test_page_one_stays_one_page_however_much_was_decided() -> None:
    trail = short_paper("vi", 40)
    many = replace(
        trail,
        title=" ".join([trail.title] * 3),
        decisions=trail.decisions * 12,
        open_points=tuple(
            f"Việc thứ {n} còn phải làm, mô tả khá dài để chiếm trọn một dòng trên giấy." for n in range(30)
        ),
    )
    pages = pages_of(render_trail(many))
    assert squeeze("Mục lục") in squeeze(pages[1])
    assert squeeze("mục khác, xem mục") in squeeze(pages[0])


def test_an_empty_dossier_still_makes_a_paper() -> None:
    bare = replace(
        short_paper("en", 0), units=UnitPlan(), diagram_svg="", checklists=(), documents=(),
        opinion_rounds=(), parties=(), anchors=(), summary=(), open_points=(), notice="", programme="",
    )  # fmt: skip
    text = squeeze("".join(pages_of(render_trail(bare))))
    assert squeeze("0 events") in text
    assert squeeze("Nothing is open.") in text


def test_hostile_text_is_text() -> None:
    nasty = "<script>alert(1)</script> {{ 7 }} &amp; \u202egnp.exe\u0000 \ud83d e\u0302\u0301 " + "x" * 400
    actor = Person("<b>Ana</b>", "Officer", "Office")
    event = Event(1, datetime(2025, 4, 15, tzinfo=UTC), "v", nasty, actor, "0" * 64, sha("1"), (Fact("<i>", nasty),))
    trail = replace(short_paper("en", 0), events=(event,), title=nasty, head_seq=1, head_hash=sha("1"))
    text = squeeze("".join(pages_of(render_trail(trail))))
    for seen in ("<script>alert(1)</script>{{7}}&amp;[U+202E]gnp.exe[U+D83D]ế", "<b>Ana</b>", "x" * 400):
        assert squeeze(seen) in text


def test_a_diagram_may_not_fetch_anything() -> None:
    image = '<image href="file:///etc/hostname" width="9" height="9"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{image}</svg>'
    with pytest.raises(PaperError):
        render_trail(replace(short_paper("en", 1), diagram_svg=svg))


def test_old_units_are_told_by_the_unit_they_went_to() -> None:
    plan = UnitPlan(
        before=tuple(Unit(f"Xã {number}", "", str(11_500 + number)) for number in range(30)),
        after=(Unit("Phường Thủy Nguyên", "", "11560", Decimal("45.34"), 71_731),),
        successions=(
            Succession("Phường An Lư", "Phường Thủy Nguyên", "một phần diện tích tự nhiên", clause="1"),
            Succession("Xã Xa", "Phường Thủy Nguyên", "toàn bộ", Decimal("3.2"), 1200, clause="1"),
            Succession("Phường Thủy Hà", "Phường Thủy Nguyên", "một phần diện tích tự nhiên", clause="1"),
        ),
        conservation=Conservation(False, "45,34 ≠ 46,00 km²"),
    )
    text = squeeze("".join(pages_of(render_trail(replace(short_paper("vi", 1), units=plan)))))
    for seen in (
        "Chưa có nguồn cho diện tích, dân số. Cộng: 30.",
        "Một phần diện tích tự nhiên: Phường An Lư; Phường Thủy Hà.",
        "Toàn bộ: Xã Xa (3,20 km², 1.200 người).",
        "Bảo toàn: KHÔNG khớp. 45,34 ≠ 46,00 km²",
    ):
        assert squeeze(seen) in text


def test_short_facts_share_a_line_and_hashes_are_small() -> None:
    facts = [Fact("Tệp", "a.pdf"), Fact("Cỡ", "12"), Fact("SHA-256", sha("a")), Fact("Ý kiến", "dài " * 40)]
    lines = in_lines(facts)
    assert [len(line.facts) for line in lines] == [2, 1, 1]
    assert [line.hashes for line in lines] == [False, True, False]


@LANGUAGES
def test_every_weight_and_authority_is_printed(printed: Printed, language: str) -> None:
    trail = paper(language, 60)  # type: ignore[arg-type]
    assert {event.weight for event in trail.events} == set(Weight)
    text = squeeze("".join(pages_of(printed(language, 60))))
    for authority in ("KT.", "TM.", "TL.", "T/M"):
        assert squeeze(f"({authority}") in text


def test_every_word_is_there_in_both_languages() -> None:
    for key, (vi, en) in WORDS.items():
        assert vi, key
        assert en, key
        assert re.findall(r"{(\w+)}", vi) == re.findall(r"{(\w+)}", en), key
