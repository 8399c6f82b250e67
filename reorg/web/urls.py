"""Every page by its name. Pages outside `OPEN` ask for sign-in, speak the reader's language and answer refusals."""

from django.urls import path

from reorg.web import shared
from reorg.web.views import (
    archive,
    checklists,
    countersigning,
    desk,
    documents,
    dossier,
    dossier_list,
    general,
    keeping,
    papers,
    plan,
    programmes,
    register_reconcile,
    register_sheets,
    registers,
    steps,
    trail,
)

# Seen by everybody.
OPEN = [
    path("healthz", general.healthz, name="healthz"),
    path("language/", general.set_language, name="set_language"),
]

# The desk and what is found from there.
GENERAL = [
    path("", desk.desk, name="desk"),
    path("dossiers/", dossier_list.dossiers, name="dossiers"),
    path("programmes/", programmes.programmes, name="programmes"),
    path("programmes/<str:code>/", programmes.programme, name="programme"),
    path("programmes/<str:code>/figures.xlsx", programmes.programme_figures, name="programme_figures"),
]

# One dossier and everything in it.
DOSSIER = [
    path("dossiers/new/", dossier.dossier_new, name="dossier_new"),
    path("dossiers/<str:code>/", dossier.dossier, name="dossier"),
    path("dossiers/<str:code>/diagram.svg", dossier.dossier_diagram, name="dossier_diagram"),
    path("dossiers/<str:code>/procedure.bpmn", dossier.dossier_bpmn, name="dossier_bpmn"),
    path("dossiers/<str:code>/timeplan/", programmes.dossier_timeplan, name="dossier_timeplan"),
    path("dossiers/<str:code>/dates/", dossier.dossier_dates, name="dossier_dates"),
    path("dossiers/<str:code>/withdraw/", dossier.dossier_withdraw, name="dossier_withdraw"),
    path("dossiers/<str:code>/plan/", plan.plan, name="plan"),
    path("dossiers/<str:code>/plan/new/", plan.plan_clause, name="plan_clause_new"),
    path("dossiers/<str:code>/plan/units/", plan.unit_search, name="unit_search"),
    path("dossiers/<str:code>/plan/<int:number>/", plan.plan_clause, name="plan_clause"),
    path("dossiers/<str:code>/plan/<int:number>/remove/", plan.plan_clause_remove, name="plan_clause_remove"),
    path("dossiers/<str:code>/documents/", documents.documents, name="documents"),
    path("dossiers/<str:code>/documents/new/", documents.document_new, name="document_new"),
    path("documents/<int:pk>/versions/", documents.document_version_add, name="document_version_add"),
    path("documents/versions/<int:pk>/", documents.document_file, name="document_file"),
    path("documents/<int:pk>/recall/", keeping.document_recall, name="document_recall"),
    path("documents/versions/<int:pk>/erase/", keeping.version_erase, name="version_erase"),
    path("evidence/<int:pk>/erase/", keeping.evidence_erase, name="evidence_erase"),
    path("dossiers/<str:code>/hold/", keeping.hold, name="hold"),
    path("dossiers/<str:code>/hold/<int:pk>/lift/", keeping.hold_lift, name="hold_lift"),
    path("dossiers/<str:code>/checklists/", checklists.checklists, name="checklists"),
    path("dossiers/<str:code>/checklists/<slug:list_code>/", checklists.checklist, name="checklist"),
    path("dossiers/<str:code>/items/<str:item_code>/", checklists.item, name="item"),
    path("dossiers/<str:code>/items/<str:item_code>/<slug:act>/", checklists.item_act, name="item_act"),
    path("evidence/<int:pk>/", checklists.evidence_file, name="evidence_file"),
    path("steps/<int:pk>/", steps.step, name="step"),
    path("steps/<int:pk>/opinions/", steps.opinions, name="opinions"),
    path("dossiers/<str:code>/trail/", trail.trail, name="trail"),
    path("dossiers/<str:code>/trail/export/", trail.trail_export, name="trail_export"),
    path("dossiers/<str:code>/trail.pdf", trail.trail_file, name="trail_file"),
]

# The registers behind the checklists of a dossier.
REGISTER = "dossiers/<str:code>/registers/<slug:kind>/"
REGISTERS = [
    path("dossiers/<str:code>/registers/", registers.registers, name="registers"),
    path(REGISTER, registers.register, name="register"),
    path(f"{REGISTER}template.xlsx", register_sheets.template_file, name="register_template"),
    path(f"{REGISTER}export.xlsx", register_sheets.export_file, name="register_export"),
    path(f"{REGISTER}rows/new/", registers.row, name="register_row_new"),
    path(f"{REGISTER}rows/<int:pk>/", registers.row, name="register_row"),
    path(f"{REGISTER}bulk/", registers.bulk, name="register_bulk"),
    path(f"{REGISTER}import/", register_sheets.sheet_new, name="register_sheet_new"),
    path(f"{REGISTER}import/<str:token>/", register_sheets.sheet, name="register_sheet"),
    path(f"{REGISTER}reconcile/", register_reconcile.reconcile, name="register_reconcile"),
    path(f"{REGISTER}working/", registers.computed, name="register_working"),
]

# The short papers of a dossier: minutes, reports, submissions, receipts.
PAPERS = [
    path("dossiers/<str:code>/papers/", papers.papers, name="dossier_papers"),
    path("dossiers/<str:code>/papers/<slug:kind>/<int:pk>.pdf", papers.paper_file, name="dossier_paper"),
    path("dossiers/<str:code>/papers/decision/<int:pk>/sign/", countersigning.paper_sign, name="paper_sign"),
]

# What is kept, for how long, and what others handed over.
ARCHIVE = [
    path("dossiers/<str:code>/archive/", archive.dossier_archive, name="dossier_archive"),
    path("dossiers/<str:code>/archive/pack/", archive.archive_pack, name="archive_pack"),
    path("dossiers/<str:code>/archive.zip", archive.archive_file, name="archive_file"),
    path("documents/<int:pk>/retention/", archive.document_retention, name="document_retention"),
    path("retention/", archive.retention, name="retention"),
    path("archived/", archive.archived, name="archived"),
    path("archived/<int:pk>/", archive.archived_dossier, name="archived_dossier"),
    path("archived/<int:pk>/verify/", archive.archived_verify, name="archived_verify"),
    path("archived/<int:pk>/package.zip", archive.archived_package, name="archived_package"),
    path("archived/files/<int:pk>/", archive.archived_file, name="archived_file"),
]

urlpatterns = [*OPEN, *shared.behind_sign_in([*GENERAL, *DOSSIER, *REGISTERS, *PAPERS, *ARCHIVE])]
