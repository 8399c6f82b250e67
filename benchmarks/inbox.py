"""An inbox, and the list of dossiers, while many dossiers run."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from benchmarks.measuring import Times, statements
from benchmarks.steps import open_ours, person
from workflows.models import Dossier
from workflows.reading import assignments_for, dossiers_for

# Copies of one dossier, its party, process, task and assignment, spread over all organisations.
COPIES = """
WITH bodies AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS many FROM people_organisation),
made AS (
    INSERT INTO workflows_dossier (title_vi, title_en, code, procedure_id, programme_id, lead_id, phase, round, regime,
        resolution_date, operation_date, opened_by_id, opened_at, changed_at, search, head_seq, head_hash, content_digest)
    SELECT d.title_vi, d.title_en, 'N-' || n, d.procedure_id, d.programme_id, b.id, 'drafting', 1, d.regime,
        d.resolution_date, d.operation_date, d.opened_by_id, d.opened_at, d.changed_at + n * interval '1 second',
        d.search, 0, repeat('0', 64), d.content_digest
    FROM workflows_dossier d, generate_series(1, %(many)s) n JOIN bodies b ON b.place = n %% b.many WHERE d.id = %(dossier)s
    RETURNING id, lead_id
),
parties AS (
    INSERT INTO workflows_dossierparty (dossier_id, key, organisation_id, oversight)
    SELECT id, 'lead_pc', lead_id, false FROM made
),
processes AS (
    INSERT INTO workflows_process (flow_class, status, created, dossier_id)
    SELECT p.flow_class, p.status, p.created, made.id FROM made, workflows_process p WHERE p.dossier_id = %(dossier)s
    RETURNING id, dossier_id
),
tasks AS (
    INSERT INTO workflows_task (flow_task, flow_task_type, status, created, token, process_id, dossier_id, step, phase,
        round, due, outcome, reason, note)
    SELECT t.flow_task, t.flow_task_type, t.status, t.created, t.token, p.id, p.dossier_id, t.step, t.phase, t.round,
        t.due + p.id * interval '1 minute', '', '', ''
    FROM processes p, workflows_task t WHERE t.dossier_id = %(dossier)s AND t.step = 'draft'
    RETURNING id, dossier_id, due
)
INSERT INTO workflows_assignment (task_id, dossier_id, seat, organisation_id, role_id, "order", state, due, opened_at)
SELECT t.id, t.dossier_id, 'lead_pc', made.lead_id, 'chair', 0, 'open', t.due, now() FROM tasks t JOIN made ON made.id = t.dossier_id
"""  # noqa: E501


def full_inbox(many: int, runs: int) -> Iterator[str]:
    one = open_ours("N-0")
    with connection.cursor() as sql:
        sql.execute(COPIES, {"many": many, "dossier": one.pk})
        sql.execute("ANALYZE")
    reader = person("binh")
    inbox = assignments_for(reader).filter(state="open")
    listed = dossiers_for(reader)
    desk, dossiers = Times(), Times()
    for _ in range(runs):
        desk.time(lambda: list(inbox.all()[:50]))
        dossiers.time(lambda: list(listed.all()[:50]))
    among = f"first 50, among {Dossier.objects.count():,} dossiers"
    asked, seen = (statements(lambda rows=rows: list(rows.all()[:50])) for rows in (inbox, listed))
    yield desk.row(f"an inbox of {inbox.count():,}, {among}", asked, 50, 99)
    yield dossiers.row(f"a list of {listed.count():,}, {among}", seen, 50, 99)
