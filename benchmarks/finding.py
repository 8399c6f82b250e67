"""The search box over a country: units with their former names, dossiers, documents and events."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter
from typing import Any

from django.db import connection

from benchmarks.measuring import Times, statements
from benchmarks.steps import open_ours, person
from reorg.finding.finding import find
from reorg.finding.indexing import rebuild
from reorg.finding.models import Entry, Kind
from workflows.models import Dossier, DossierParty

UNITS, DOSSIERS, DOCUMENTS, EVENTS = 10_000, 2_000, 100_000, 100_000
SYLLABLES = """
An Bình Chính Châu Diên Giang Hà Hải Hòa Hồng Hưng Khánh Kim Lai Lâm Long Lộc Minh Mỹ Nam Nghĩa Ninh Phong Phú
Phúc Phước Quang Sơn Tân Thanh Thành Thịnh Thiện Thái Thọ Thủy Tiên Tiến Trung Tường Vân Việt Vĩnh Xuân Yên Đông Đức
""".split()  # noqa: SIM905 - a table of words

# Two levels: every third unit of today was made of three of 2024, one of which was made of two of 2019.
COUNTRY = """
WITH named AS (
    SELECT n, (%(words)s::text[])[1 + n %% %(many)s] || ' ' || (%(words)s::text[])[1 + (n / %(many)s + n * 7) %% %(many)s] AS name
    FROM generate_series(1, %(units)s) n
)
INSERT INTO units_unit (code, name, name_en, kind, level, valid_from, valid_to, source, search_key)
SELECT '', name, name, CASE n %% 3 WHEN 0 THEN 'phuong' ELSE 'xa' END, 'commune',
    CASE WHEN n %% 3 = 0 THEN date '2025-07-01' WHEN n %% 3 = 1 THEN date '2020-01-01' END,
    CASE WHEN n %% 3 = 1 THEN date '2025-06-30' WHEN n %% 3 = 2 THEN date '2019-12-31' END, 'benchmark', ''
FROM named;
INSERT INTO units_succession (predecessor_id, successor_id, formula, after_clauses, detail, resolution, effective, source)
SELECT old.id, new.id, 'whole', '{}', '', '', coalesce(new.valid_from, date '2020-01-01'), 'benchmark'
FROM (SELECT *, row_number() OVER (PARTITION BY valid_to ORDER BY id) AS place FROM units_unit WHERE source = 'benchmark') old
JOIN (SELECT *, row_number() OVER (PARTITION BY valid_to, valid_from ORDER BY id) AS place FROM units_unit
    WHERE source = 'benchmark') new
ON new.valid_from = old.valid_to + 1 AND new.place = 1 + old.place %% 3000;
"""  # noqa: E501
CASES = """
INSERT INTO workflows_dossier (title_vi, title_en, code, procedure_id, programme_id, lead_id, phase, round, regime,
    opened_by_id, opened_at, changed_at, search, head_seq, head_hash, content_digest)
SELECT 'Sắp xếp đơn vị hành chính ' || (%(words)s::text[])[1 + n %% %(many)s] || ' ' || (%(words)s::text[])[1 + n * 3 %% %(many)s],
    'Arrange units ' || n, 'F-' || n, procedure_id, programme_id, lead_id, 'drafting', 1, regime, opened_by_id, opened_at,
    changed_at, search, 0, repeat('0', 64), ''
FROM workflows_dossier, generate_series(1, %(dossiers)s) n WHERE id = %(model)s;
INSERT INTO workflows_dossierparty (dossier_id, key, organisation_id, oversight)
SELECT id, 'lead_pc', lead_id, false FROM workflows_dossier WHERE code LIKE 'F-%%';
WITH places AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM workflows_dossier WHERE code LIKE 'F-%%')
INSERT INTO workflows_document (dossier_id, type_id, symbol, issuer, date, subject_vi, subject_en, step, signed, restricted,
    sample, owner_id, source, confidence, note, registered_by_id, registered_at)
SELECT p.id, 'NQ', n || '/NQ-UBTVQH15', 'Ủy ban Thường vụ Quốc hội', date '2020-01-01' + n %% 2000,
    'Nghị quyết về việc sắp xếp các đơn vị hành chính ' || (%(words)s::text[])[1 + n %% %(many)s] || ' '
    || (%(words)s::text[])[1 + n * 5 %% %(many)s], '', '', false, n %% 50 = 0, false, d.lead_id, '', 'H', '', d.opened_by_id, now()
FROM generate_series(1, %(documents)s) n JOIN places p ON p.place = n %% %(dossiers)s JOIN workflows_dossier d ON d.id = p.id;
WITH places AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM workflows_dossier WHERE code LIKE 'F-%%')
INSERT INTO workflows_event (dossier_id, seq, at, verb, actor_id, record, prev_hash, hash)
SELECT p.id, 1 + n / %(dossiers)s, now() - n * interval '1 minute', verb, %(actor)s, jsonb_build_object('actor',
    jsonb_build_object('id', %(actor)s, 'name', 'Trần Văn Bình', 'office', jsonb_build_object('vi', 'Chủ tịch', 'en', 'Chair')),
    'facts', jsonb_build_object('title', jsonb_build_object('vi', 'Trình phương án ' || (%(words)s::text[])[1 + n %% %(many)s],
    'en', 'Submit'), 'reason', 'Đề nghị bổ sung bản đồ của ' || (%(words)s::text[])[1 + n * 11 %% %(many)s] || ' ' || n))::text,
    '', md5(n::text)
FROM generate_series(1, %(events)s) n JOIN places p ON p.place = n %% %(dossiers)s,
    LATERAL (SELECT (ARRAY['step.returned', 'step.done', 'dossier.read', 'signoff.approved'])[1 + n %% 4] AS verb) v;
"""  # noqa: E501
ASKED = {
    "an old name (xuân thiện)": "xuân thiện",
    "a number (1669/NQ-UBTVQH15)": "1669/NQ-UBTVQH15",
    "a word most things have (sắp xếp)": "sắp xếp",
    "two letters, while typing (xu)": "xu",
    "words of a sentence (trả lại bản đồ)": "trả lại bản đồ",
    "a slip of the key (xaun thieen → xuan thieen)": "xuan thieen",
    "a name nobody has (zzyzx)": "zzyzx",
}


def searching(runs: int) -> Iterator[str]:
    """Rows: one question each, asked by somebody who may see every dossier."""
    model = open_ours("F")
    reader = person("binh")
    given: dict[str, Any] = {
        "units": UNITS, "dossiers": DOSSIERS, "documents": DOCUMENTS, "events": EVENTS, "words": SYLLABLES,
        "many": len(SYLLABLES), "model": model.pk, "actor": reader.pk,
    }  # fmt: skip
    with connection.cursor() as sql:
        sql.execute("SET session_replication_role = replica")  # no chains to follow: only the search is looked at
        sql.execute(COUNTRY, given)
        sql.execute(CASES, given)
        sql.execute("RESET session_replication_role")
        sql.execute("ANALYZE")
    begun = perf_counter()
    counts = rebuild()
    with connection.cursor() as sql:
        sql.execute("VACUUM ANALYZE finding_entry, finding_word")
    yield f"index of {sum(counts.values()):,} entries made anew in {perf_counter() - begun:.0f} s: {sized()}"
    assert (
        DossierParty.objects.filter(dossier__code__startswith="F-").count()
        == DOSSIERS
        == Dossier.objects.filter(code__startswith="F-").count()
    )
    for name, text in ASKED.items():
        times = Times()
        for _ in range(runs):
            times.time(lambda text=text: find(reader, text))
        asked = statements(lambda text=text: find(reader, text))
        yield times.row(f"find: {name}", asked, 50, 99)
    one = Times()
    for _ in range(runs):
        one.time(lambda: find(reader, "bản đồ", kinds=(Kind.EVENT,), limit=25, offset=500))
    yield one.row("find: page 21 of events (bản đồ)", 1, 50, 99)


def sized() -> str:
    with connection.cursor() as sql:
        sql.execute("SELECT pg_size_pretty(pg_total_relation_size(%s))", [Entry._meta.db_table])
        size: str = sql.fetchone()[0]
    return size
