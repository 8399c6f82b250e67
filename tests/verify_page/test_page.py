"""Anybody lets a file be verified on the site: a trail, a bundle, a package; one sentence and the details."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from reorg.web.views import verify
from tests.verify.making import Case, certify, house
from tests.verify.test_bundles import files, zipped

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("verify")]


@pytest.fixture(autouse=True)
def our_house(settings: Any, tmp_path: Path) -> None:
    """This installation's authority is the one the test's files are signed under."""
    settings.KEYS_DIR = tmp_path
    (tmp_path / "root.crt").write_text(house().anchor)
    cache.clear()


def sent(data: bytes, name: str = "trail.pdf", **more: Any) -> tuple[int, str]:
    client = Client(headers={"accept-language": "en"})
    answer = client.post("/verify/", {"file": SimpleUploadedFile(name, data), **more})
    return answer.status_code, re.sub(r"\s+", " ", html.unescape(answer.content.decode()))


def verdict(page: str) -> str:
    found = re.search(r"<code>(TOTAL-PASSED|FAILED|INDETERMINATE)</code>", page)
    assert found, page
    return found[1]


def test_a_trail_is_confirmed_in_one_sentence() -> None:
    status, page = sent(Case(count=8).build())
    assert (status, verdict(page)) == (200, "TOTAL-PASSED")
    assert "This file is whole: the 8 events of dossier" in page
    assert "Chain of events" in page


def test_an_altered_trail_is_not() -> None:
    data = bytearray(Case(count=8).build())
    data[len(data) // 2] ^= 1
    status, page = sent(bytes(data))
    assert (status, verdict(page)) == (200, "FAILED")
    assert "Do NOT rely on this file" in page


@pytest.mark.parametrize("data", [b"", b"hello", b"PK\x03\x04", b"PK\x03\x04" + b"\x00" * 900, b"%PDF-1.7\n"])
def test_anything_else_is_told_what_it_is(data: bytes) -> None:
    status, page = sent(data, "a.zip")
    if data:
        assert (status, verdict(page)) == (200, "FAILED")
    else:
        assert status == 400
        assert "empty" in page


def test_a_bundle_has_a_verdict_and_each_trail_in_it() -> None:
    status, page = sent(zipped(files()), "trails.zip")
    assert (status, verdict(page)) == (200, "TOTAL-PASSED")
    assert "This bundle is whole: its 2 trails" in page
    for name in ("trails/005-HP.pdf", "trails/006-HP.pdf"):
        assert name in page
    bad = files()
    bad["index.html"] = b"<h1>else</h1>"
    assert verdict(sent(zipped(bad), "trails.zip")[1]) == "FAILED"


def test_files_of_another_house_need_its_certificate(tmp_path: Path) -> None:
    (tmp_path / "root.crt").write_text(certify("other", authority=True).pem)
    data = Case(count=8).build()
    assert verdict(sent(data)[1]) == "INDETERMINATE"
    brought = SimpleUploadedFile("root.crt", house().anchor.encode())
    assert verdict(sent(data, anchor=brought)[1]) == "TOTAL-PASSED"
    status, page = sent(data, anchor=SimpleUploadedFile("root.crt", b"not a certificate"))
    assert status == 400
    assert "not the certificate of an authority" in page


def test_without_keys_the_page_says_so(tmp_path: Path) -> None:
    (tmp_path / "root.crt").unlink()
    assert verdict(sent(Case(count=8).build())[1]) == "INDETERMINATE"
    assert "has made no keys yet" in Client(headers={"accept-language": "en"}).get("/verify/").content.decode()
    assert Client().get("/verify/root.crt").status_code == 404


def test_the_authoritys_certificate_can_be_had() -> None:
    answer = Client().get("/verify/root.crt")
    assert b"".join(answer).decode() == house().anchor


def test_a_bundle_too_large_for_the_page_is_not_confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "SECONDS", 0)
    page = sent(zipped(files()), "trails.zip")[1]
    assert "use reorg-verify" in page
    assert page.count("INDETERMINATE") >= 2


def test_one_connection_does_not_keep_the_site_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "FROM_ONE_PLACE", 1)
    assert sent(b"hello")[0] == 200
    assert sent(b"hello")[0] == 429


def test_only_so_many_are_looked_at_at_once() -> None:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            for slot in range(verify.AT_ONCE):
                cursor.execute("SELECT pg_advisory_lock(%s, %s)", [verify.SLOTS, slot])
        status, page = sent(b"hello")
        assert status == 503
        assert "Try again in a minute" in page
    finally:
        other.close()
    assert sent(b"hello")[0] == 200


def test_signed_out_pages_lead_there() -> None:
    for path in ("/accounts/login/", "/verify/"):
        assert 'href="/verify/"' in Client().get(path).content.decode()
