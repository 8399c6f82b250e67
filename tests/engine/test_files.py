"""Files as people and their machines send them: accepted by what they are, not by what they are called."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st

from tests.cast import PDF
from tests.engine.doing import People, prove
from workflows import actions
from workflows.errors import BadInput
from workflows.files import check_file, safe_name
from workflows.models import Dossier

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001"
    "e221bc330000000049454e44ae426082"
)
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + b"\0" * 200


def zipped(*names: str, mimetype: str = "") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "<x/>")
    return held.getvalue()


DOCX = zipped("[Content_Types].xml", "word/document.xml")
ODT = zipped("content.xml", mimetype="application/vnd.oasis.opendocument.text")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("tờ trình.pdf", PDF),
        ("TỜ TRÌNH.PDF", PDF),
        ("biên bản.docx", DOCX),
        ("bảng.xlsx", zipped("xl/workbook.xml")),
        ("trình chiếu.pptx", zipped("ppt/presentation.xml")),
        ("thư.odt", ODT),
        ("con dấu.png", PNG),
        ("danh sách.csv", "họ tên,năm sinh\nNguyễn Thị Ánh,1980\n".encode()),
        ("ghi chú.txt", "Đã nhận đủ.".encode()),
        ("dài.txt", "ế".encode() * 5000),  # a letter is cut in two at the 8,192nd byte
    ],
)
def test_an_offices_files_are_accepted(name: str, content: bytes) -> None:
    checked = check_file(ContentFile(content, name=name))
    assert (checked.name, checked.size) == (name, len(content))
    assert len(checked.sha256) == 64


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("trống.pdf", b"", "is empty"),
        ("trang.pdf", b"<!DOCTYPE html><script>alert(1)</script>", "not what is accepted"),
        ("trang.pdf", b"  \n<html>", "not what is accepted"),
        ("trang.html", b"<html>", "not what is accepted"),
        ("trang.txt", b"<html>", "not what is accepted"),
        ("ảnh.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not what is accepted"),
        ("biên bản.docx", EXE, "not what is accepted"),
        ("biên bản.docx", zipped("evil.exe"), "not what is accepted"),
        ("biên bản.docx", zipped("xl/workbook.xml"), "not what is accepted"),
        ("biên bản.docx", b"PK\x03\x04 not a zip", "not what is accepted"),
        ("tờ trình.pdf", DOCX, "not what is accepted"),
        ("tờ trình.docx", PDF, "not what is accepted"),
        ("tờ trình.pdf.exe", PDF, "not what is accepted"),
        ("tờ trình", PDF, "not what is accepted"),
        ("ảnh.png", PDF, "not what is accepted"),
        ("lệnh.txt", b"text\0with a zero", "not what is accepted"),
        ("thư.odt", zipped(mimetype="application/vnd.oasis.opendocument.text-master"), "not what is accepted"),
    ],
)
def test_other_files_are_refused_with_what_to_do(name: str, content: bytes, says: str) -> None:
    with pytest.raises(BadInput, match=says) as refusal:
        check_file(ContentFile(content, name=name))
    assert refusal.value.field == "file"


def test_a_file_that_is_too_large_is_refused_by_name(settings: object) -> None:
    settings.MAX_UPLOAD = 2_000_000  # type: ignore[attr-defined]
    check_file(ContentFile(PDF.ljust(2_000_000), name="vừa.pdf"))
    with pytest.raises(BadInput, match=r"“lớn.pdf” is larger than 2 MB"):
        check_file(ContentFile(PDF.ljust(2_000_001), name="lớn.pdf"))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\anh\\tờ trình.pdf", "tờ trình.pdf"),
        ("a\0b\r\n.pdf", "ab.pdf"),
        ("gpj.\u202efdp.pdf", "gpj.fdp.pdf"),
        ('a<b>:"c|d?*.pdf', "a_b_c_d_.pdf"),
        (" . .pdf", "pdf"),
        ("...", "file"),
        ("", "file"),
        ("u\u031b\u0309.pdf", "ử.pdf"),  # letters typed in pieces
        ("ă" * 300 + ".pdf", "ă" * 116 + ".pdf"),
    ],
)
def test_names_are_made_safe(given: str, kept: str) -> None:
    assert safe_name(given) == kept


@given(st.text())
def test_no_name_leaves_its_folder(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe) <= 120
    assert not set(safe) & set('/\\<>:"|?*\0\n\r')
    assert safe not in {".", ".."}
    assert safe_name(safe) == safe


@tried(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([PDF, PNG, DOCX, ODT, EXE]),
    st.lists(st.tuples(st.integers(0, 400), st.binary(max_size=6)), max_size=5),
    st.integers(0, 2000),
    st.sampled_from(["a.pdf", "a.docx", "a.odt", "a.png", "a.txt"]),
)
def test_no_damaged_file_breaks_the_check(
    content: bytes, damages: list[tuple[int, bytes]], cut: int, name: str
) -> None:
    damaged = bytearray(content)
    for place, put in damages:
        damaged[place : place + len(put)] = put
    with suppress(BadInput):
        check_file(ContentFile(bytes(damaged[: cut or None]), name=name))


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["../../../x.pdf", "/etc/x.pdf", "c:\\x.pdf", "ă" * 250 + ".pdf", "%2e%2e%2fx.pdf"])
def test_a_file_is_kept_in_its_folder_under_any_name(name: str, agency: Dossier, people: People) -> None:
    item = agency.items.get(code="SEA-02")
    proof = actions.add_evidence(item, file=ContentFile(PDF, name=name), actor=people["quynh"])
    kept = Path(proof.file.path).resolve()
    assert kept.is_relative_to(Path(settings.MEDIA_ROOT).resolve() / "papers")
    assert kept.read_bytes() == PDF
    assert kept.stat().st_mode & 0o077 == 0


@pytest.mark.django_db
def test_two_files_of_the_same_name_are_kept_apart(agency: Dossier, people: People) -> None:
    item = agency.items.get(code="SEA-02")
    first, second = prove(item, people["quynh"], "một"), prove(item, people["quynh"], "hai")
    assert first.file.name != second.file.name
    assert Path(first.file.path).read_bytes() != Path(second.file.path).read_bytes()
