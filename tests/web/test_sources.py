"""Where things come from, as readers are told."""

from __future__ import annotations

import pytest

from reorg.people.models import User
from reorg.web.templatetags.web import source_names
from tests.web.reader import as_, words
from workflows.models import Dossier

People = dict[str, User]


@pytest.mark.parametrize(
    ("language", "said"),
    [("vi", "Quy định: trước ngày vận hành."), ("en", "Rule: before the operating date.")],
)
def test_an_item_names_its_source_in_the_readers_language(
    merger: Dossier, people: People, language: str, said: str
) -> None:
    page = as_(people["anh"], language).get(f"/dossiers/{merger.code}/items/AST-03/")
    assert said in words(page)
    assert "Công văn 13749/BTC-NSNN: kiểm kê, tạm dừng mua sắm" in words(page)


def test_a_source_that_is_published_can_be_opened() -> None:
    assert source_names(["F12", "BG"]) == (
        '<a lang="vi" href="https://vjs.vietnam.vn/en/sap-xep-bo-may-hoan-thanh-kiem-ke-phan-loai-tai-san-truoc-ngay-1-1-2025"'
        ' rel="noreferrer">Công văn 13749/BTC-NSNN: kiểm kê, tạm dừng mua sắm</a>'
        '; <span lang="vi">Hiểu biết chung, chưa có nguồn xác nhận</span>'
    )
    assert source_names("L2, L3").count("<a ") == 2


def test_what_an_office_wrote_itself_stays_as_it_is() -> None:
    assert source_names("Báo cáo <b>12</b>, C3") == "Báo cáo &lt;b&gt;12&lt;/b&gt;, C3"
    assert source_names("xem https://baochinhphu.vn/tin.html") == (
        'xem <a href="https://baochinhphu.vn/tin.html" rel="nofollow">https://baochinhphu.vn/tin.html</a>'
    )
    assert source_names("") == source_names(None) == ""
