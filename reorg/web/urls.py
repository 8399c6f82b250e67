"""Every page by its name. Pages outside `OPEN` ask for sign-in, speak the reader's language and answer refusals."""

from django.urls import path

from reorg.web import shared
from reorg.web.views import (
    archive,
    audit,
    bundles,
    checklists,
    comforts,
    conformity,
    consultation,
    countersigning,
    deadlines,
    departments,
    deputies,
    desk,
    documents,
    dossier,
    dossier_list,
    drafting,
    evaluation,
    finding,
    general,
    guidance,
    joint,
    keeping,
    many,
    meetings,
    notices,
    papers,
    plan,
    programmes,
    public_opinion,
    recommendations,
    register_erase,
    register_reconcile,
    register_sheets,
    registers,
    reviews,
    screening,
    session_reports,
    sessions,
    signing,
    steps,
    style,
    succession,
    support,
    support_books,
    trail,
    verify,
    workplan,
)
from reorg.web.views.administration import bodies as admin_bodies
from reorg.web.views.administration import calendar as admin_calendar
from reorg.web.views.administration import entering, webhooks
from reorg.web.views.administration import lists as admin_lists
from reorg.web.views.administration import mail as admin_mail
from reorg.web.views.administration import people as admin_people
from reorg.web.views.administration import rules as admin_rules
from reorg.web.views.administration import trail as admin_trail

# Seen by everybody.
OPEN = [
    path("healthz", general.healthz, name="healthz"),
    path("language/", general.set_language, name="set_language"),
    path("verify/", verify.verify, name="verify"),
    path("verify/root.crt", verify.root, name="verify_root"),
    path("theme/", comforts.set_theme, name="set_theme"),
    path("consult/<str:token>/", public_opinion.consultation, name="public_consultation"),
    path("calendar/<str:token>.ics", notices.feed, name="feed"),
    path("first-run/", entering.first_run, name="first_run"),
]

# The desk and what is found from there.
GENERAL = [
    path("", desk.desk, name="desk"),
    path("dossiers/", dossier_list.dossiers, name="dossiers"),
    path("find/", finding.finding, name="finding"),
    path("units/<int:pk>/", finding.unit, name="unit"),
    path("programmes/", programmes.programmes, name="programmes"),
    path("programmes/<str:code>/", programmes.programme, name="programme"),
    path("programmes/<str:code>/figures.xlsx", programmes.programme_figures, name="programme_figures"),
    path("half-filled/", comforts.half_filled_forms, name="half_filled"),
    path("style/", style.style, name="style"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.notices_read, name="notices_read"),
    path("notices/choices/", notices.choices, name="notice_choices"),
    path("notices/calendar/", notices.feed_change, name="feed_change"),
    path("notices/<int:pk>/", notices.notice, name="notice"),
    path("deputies/", deputies.deputies, name="deputies"),
    path("deputies/for/<int:office>/", deputies.give, name="deputy_new"),
    path("deputies/<int:pk>/revoke/", deputies.revoke, name="deputy_revoke"),
    path("deputies/absences/", deputies.absence, name="absence_new"),
    path("deputies/absences/<int:pk>/end/", deputies.absence_end, name="absence_end"),
    path("offices/<int:pk>/hand-over/", deputies.hand_over, name="office_hand_over"),
]

# Ways to look at the desk, and what is around a signature.
SIGNING = [
    path("desk/filters/", desk.view_keep, name="desk_filter_keep"),
    path("desk/filters/<int:pk>/", desk.view_change, name="desk_filter"),
    path("signing/many/", many.sign_many, name="sign_many"),
    path("signing/many/done/", many.sign_many_done, name="sign_many_done"),
    path("signing/passkey/", signing.passkey, name="signing_passkey"),
    path("receipts/<int:pk>/", signing.receipt, name="receipt"),
    path("documents/versions/<int:pk>/read/", signing.document_read, name="document_read"),
    path("documents/<int:pk>/compare/<int:old>/<int:new>/", signing.document_compare, name="document_compare"),
]

# Which units are to be arranged, before there is a dossier.
SCREENING = [
    path("screenings/", screening.screenings, name="screenings"),
    path("screenings/new/", screening.screening_new, name="screening_new"),
    path("screenings/<int:pk>/", screening.screening, name="screening"),
    path("screenings/<int:pk>/export.xlsx", screening.screening_export, name="screening_export"),
    path("screenings/<int:pk>/units/<int:unit>/", screening.screening_unit, name="screening_unit"),
    path("dossiers/<str:code>/screening/", screening.dossier_screening, name="dossier_screening"),
    path("dossiers/<str:code>/exempt/", screening.dossier_exempt, name="dossier_exempt"),
]

# One dossier and everything in it.
DOSSIER = [
    path("dossiers/new/", dossier.dossier_new, name="dossier_new"),
    path("dossiers/<str:code>/", dossier.dossier, name="dossier"),
    path("dossiers/<str:code>/diagram.svg", dossier.dossier_diagram, name="dossier_diagram"),
    path("dossiers/<str:code>/procedure.bpmn", dossier.dossier_bpmn, name="dossier_bpmn"),
    path("dossiers/<str:code>/steps/<slug:name>/", dossier.dossier_step, name="dossier_step"),
    path("dossiers/<str:code>/timeplan/", programmes.dossier_timeplan, name="dossier_timeplan"),
    path("dossiers/<str:code>/dates/", dossier.dossier_dates, name="dossier_dates"),
    path("dossiers/<str:code>/deadlines/", deadlines.deadlines, name="deadlines"),
    path("dossiers/<str:code>/deadlines/<int:pk>/<slug:act>/", deadlines.deadline_act, name="deadline_act"),
    path("dossiers/<str:code>/comments/", notices.comments, name="comments"),
    path("dossiers/<str:code>/follow/", notices.follow, name="follow"),
    path("dossiers/<str:code>/withdraw/", dossier.dossier_withdraw, name="dossier_withdraw"),
    path("dossiers/<str:code>/plan/", plan.plan, name="plan"),
    path("dossiers/<str:code>/plan/new/", plan.plan_clause, name="plan_clause_new"),
    path("dossiers/<str:code>/plan/units/", plan.unit_search, name="unit_search"),
    path("dossiers/<str:code>/plan/<int:number>/", plan.plan_clause, name="plan_clause"),
    path("dossiers/<str:code>/plan/<int:number>/remove/", plan.plan_clause_remove, name="plan_clause_remove"),
    path("dossiers/<str:code>/plan/clauses/", plan.plan_clauses, name="plan_clauses"),
    path("dossiers/<str:code>/plan/variants/", plan.variants, name="variants"),
    path("dossiers/<str:code>/plan/variants/<int:pk>/", plan.variant, name="variant"),
    path("dossiers/<str:code>/plan/variants/<int:pk>/new/", plan.variant_clause, name="variant_clause_new"),
    path("dossiers/<str:code>/plan/variants/<int:pk>/<int:number>/", plan.variant_clause, name="variant_clause"),
    path(
        "dossiers/<str:code>/plan/variants/<int:pk>/<int:number>/remove/",
        plan.variant_clause_remove,
        name="variant_clause_remove",
    ),
    path("dossiers/<str:code>/plan/variants/<int:pk>/<slug:act>/", plan.variant_act, name="variant_act"),
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
    path("dossiers/<str:code>/items/<str:item_code>/owner/", checklists.item_owner, name="item_owner"),
    path("dossiers/<str:code>/items/<str:item_code>/<slug:act>/", checklists.item_act, name="item_act"),
    path("evidence/<int:pk>/", checklists.evidence_file, name="evidence_file"),
    path("steps/<int:pk>/", steps.step, name="step"),
    path("steps/<int:pk>/take-up/", deputies.take_up, name="step_take_up"),
    path("steps/<int:pk>/give-back/", deputies.give_back, name="step_give_back"),
    path("steps/<int:pk>/opinions/", steps.opinions, name="opinions"),
    path("steps/<int:pk>/sheets/<slug:what>.xlsx", consultation.sheet_template, name="consultation_template"),
    path("steps/<int:pk>/sheets/<slug:what>/", consultation.sheet, name="consultation_sheet"),
    path("dossiers/<str:code>/consultation/", consultation.consultation, name="consultation"),
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
    path(f"{REGISTER}erase/", register_erase.register_erase, name="register_erase"),
    path(f"{REGISTER}working/", registers.computed, name="register_working"),
]

# The short papers of a dossier: minutes, reports, submissions, receipts.
PAPERS = [
    path("dossiers/<str:code>/papers/", papers.papers, name="dossier_papers"),
    path("dossiers/<str:code>/papers/<slug:kind>/<int:pk>.pdf", papers.paper_file, name="dossier_paper"),
    path("dossiers/<str:code>/papers/decision/<int:pk>/sign/", countersigning.paper_sign, name="paper_sign"),
]

# The plan of work of a dossier: goals, targets, tasks, groups, risks, and who answers for what.
WORK = "dossiers/<str:code>/work/"
TASK = f"{WORK}tasks/<int:no>/"
WORKPLAN = [
    path(WORK, workplan.work, name="work"),
    path(f"{WORK}tasks/", workplan.work_tasks, name="work_tasks"),
    path(TASK, workplan.work_task, name="work_task"),
    path(f"{TASK}<slug:act>/", workplan.work_task_act, name="work_task_act"),
    path(f"{WORK}targets/<int:no>/", workplan.work_target, name="work_target"),
    path(f"{WORK}risks/", workplan.work_risks, name="work_risks"),
    path(f"{WORK}report/", workplan.work_report, name="work_report"),
    path(f"{WORK}report.xlsx", workplan.work_report_export, name="work_report_export"),
    path(f"{WORK}tasks/<int:whole>/<slug:part>/new/", workplan.work_entry, name="work_part_new"),
    path(f"{WORK}entries/<slug:part>/new/", workplan.work_entry, name="work_entry_new"),
    path(f"{WORK}entries/<slug:part>/<int:no>/", workplan.work_entry, name="work_entry"),
    path(f"{WORK}entries/<slug:part>/<int:no>/remove/", workplan.work_entry_remove, name="work_entry_remove"),
]

# Working sessions, what came up in them, and what becomes of it.
SESSION = "dossiers/<str:code>/session/"
REPORT = f"{SESSION}reports/<int:no>/<slug:unit>/"
SESSIONS = [
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/overdue/", sessions.overdue, name="sessions_overdue"),
    path(SESSION, sessions.session, name="session"),
    path(f"{SESSION}about/", sessions.session_about, name="session_about"),
    path(f"{SESSION}photos/<int:pk>/", sessions.photo, name="session_photo"),
    path(f"{SESSION}visits/<int:no>/photos/", sessions.photo_add, name="session_photo_add"),
    path(f"{SESSION}instructions/<int:no>/<slug:act>/", sessions.instruction_act, name="instruction_act"),
    path(f"{SESSION}follow-ups/<int:no>/", sessions.follow_up_move, name="follow_up_move"),
    path(f"{SESSION}entries/<slug:part>/new/", sessions.entry, name="session_entry_new"),
    path(f"{SESSION}entries/<slug:part>/<int:no>/", sessions.entry, name="session_entry"),
    path(f"{SESSION}entries/<slug:part>/<int:no>/remove/", sessions.entry_remove, name="session_entry_remove"),
    path(REPORT, session_reports.report, name="session_report"),
    path(f"{REPORT}sheet.xlsx", session_reports.report_sheet, name="session_report_sheet"),
    path(f"{REPORT}import/", session_reports.report_import, name="session_report_import"),
    path(f"{REPORT}<slug:act>/", session_reports.report_act, name="session_report_act"),
    path("dossiers/<str:code>/recommendations/<int:no>/", recommendations.recommendation, name="recommendation"),
    path(
        "dossiers/<str:code>/recommendations/<int:no>/<slug:act>/",
        recommendations.recommendation_act,
        name="recommendation_act",
    ),
]

# Papers that are drafted and consulted on.
DRAFTING = [
    path("documents/<int:pk>/drafting/", drafting.drafting, name="drafting"),
    path("documents/<int:pk>/drafting/new/", drafting.draft_new, name="draft_new"),
    path("documents/<int:pk>/drafting/compare/", drafting.draft_compare, name="draft_compare"),
    path("documents/<int:pk>/drafting/<int:no>/", drafting.draft, name="draft"),
    path("documents/<int:pk>/drafting/milestones/", drafting.milestone_add, name="milestone_add"),
    path("documents/<int:pk>/drafting/milestones/<int:milestone>/", drafting.milestone_reach, name="milestone_reach"),
    path("documents/<int:pk>/drafting/rounds/new/", drafting.round_new, name="draft_round_new"),
    path("drafting/rounds/<int:pk>/", drafting.draft_round, name="draft_round"),
    path("drafting/opinions/<int:pk>/", drafting.opinion_dispose, name="opinion_dispose"),
]

# The departments of a consolidation, and the work that follows to them.
DEPARTMENTS = "dossiers/<str:code>/departments/"
CONSOLIDATION = [
    path(DEPARTMENTS, departments.departments, name="departments"),
    path(f"{DEPARTMENTS}new/", departments.department, name="department_new"),
    path(f"{DEPARTMENTS}<int:number>/", departments.department, name="department"),
    path(f"{DEPARTMENTS}<int:number>/remove/", departments.department_remove, name="department_remove"),
    path("dossiers/<str:code>/succession/", succession.succession, name="succession"),
    path("dossiers/<str:code>/succession/<int:pk>/undo/", succession.succession_undo, name="succession_undo"),
]


# Who helps whom: twinning and support assignments.
SUPPORT_OF = "dossiers/<str:code>/support/"
SUPPORT_BOOK = f"{SUPPORT_OF}books/<slug:book>/"
SUPPORT = [
    path(SUPPORT_OF, support.support, name="support"),
    path(f"{SUPPORT_OF}propose/", support.propose, name="support_propose"),
    path(f"{SUPPORT_OF}terms/", support.terms, name="support_terms"),
    path(f"{SUPPORT_OF}admit/", support.admit, name="support_admit"),
    path(f"{SUPPORT_OF}letter/", support.letter, name="support_letter"),
    path(f"{SUPPORT_OF}pairs/new/", support.pair_new, name="support_pair_new"),
    path(f"{SUPPORT_OF}pairs/<int:pk>/", support.pair, name="support_pair"),
    path(f"{SUPPORT_OF}pairs/<int:pk>/end/", support.pair_end, name="support_pair_end"),
    path(f"{SUPPORT_OF}pairs/<int:pk>/agreement/", support.agreement, name="support_agreement"),
    path(f"{SUPPORT_OF}units/<slug:unit_code>/", support.unit, name="support_unit"),
    path(f"{SUPPORT_OF}proposals/<int:pk>/<int:pair_pk>/", support.answer, name="support_answer"),
    path(f"{SUPPORT_OF}summary/", support.over_the_years, name="support_summary"),
    path(f"{SUPPORT_OF}summary.xlsx", support_books.summary_export, name="support_summary_export"),
    path(SUPPORT_BOOK, support_books.book, name="support_book"),
    path(f"{SUPPORT_BOOK}new/", support_books.line_new, name="support_line_new"),
    path(f"{SUPPORT_BOOK}template.xlsx", support_books.book_template, name="support_book_template"),
    path(f"{SUPPORT_BOOK}export.xlsx", support_books.book_export, name="support_book_export"),
    path(f"{SUPPORT_BOOK}import/", support_books.book_import, name="support_book_import"),
    path(f"{SUPPORT_BOOK}import/<str:token>/", support_books.book_sheet, name="support_book_sheet"),
    path(f"{SUPPORT_OF}lines/<int:pk>/", support_books.line, name="support_line"),
    path("support/proofs/<int:pk>/", support_books.proof, name="support_proof"),
]


# What goes to a meeting, as it was frozen; sessions of two localities; workstreams reported complete; the fit of new
# units with the planning, and how they fare afterwards.
PACKS = "dossiers/<str:code>/packs/"
EVALUATIONS = "dossiers/<str:code>/evaluations/"
MEETINGS = [
    path(PACKS, meetings.packs, name="packs"),
    path(f"{PACKS}new/", meetings.pack_new, name="pack_new"),
    path(f"{PACKS}<int:no>/", meetings.pack, name="pack"),
    path(f"{PACKS}<int:no>.zip", meetings.pack_file, name="pack_file"),
    path("dossiers/<str:code>/workstreams/", reviews.workstreams, name="workstreams"),
    path(
        "dossiers/<str:code>/workstreams/<slug:stream>/<int:body>/", reviews.workstream_report, name="workstream_report"
    ),
    path("dossiers/<str:code>/workstreams/<int:pk>/<slug:act>/", reviews.workstream_decide, name="workstream_decide"),
    path("dossiers/<str:code>/conformity/", conformity.conformity, name="conformity"),
    path("dossiers/<str:code>/conformity/<slug:level>/", conformity.conformity_level, name="conformity_level"),
    path(EVALUATIONS, evaluation.evaluations, name="evaluations"),
    path(f"{EVALUATIONS}new/", evaluation.evaluation_new, name="evaluation_new"),
    path(f"{EVALUATIONS}export.xlsx", evaluation.evaluations_export, name="evaluations_export"),
    path(f"{EVALUATIONS}<int:pk>/correct/", evaluation.evaluation_correct, name="evaluation_correct"),
    path("dossiers/<str:code>/joint/new/", joint.joint_new, name="joint_new"),
    path("dossiers/<str:code>/joint/<int:no>/", joint.joint, name="joint"),
    path("dossiers/<str:code>/joint/<int:no>/<slug:act>/", joint.joint_act, name="joint_act"),
]

# Guiding documents, who was told of them, and the reviews they ask of dossiers.
GUIDANCE = [
    path("guidance/", guidance.guidance, name="guidance"),
    path("guidance/new/", guidance.document_new, name="guiding_new"),
    path("guidance/<int:pk>/", guidance.document, name="guiding"),
    path("guidance/<int:pk>/correct/", guidance.document_correct, name="guiding_correct"),
    path("guidance/<int:pk>/told/", guidance.document_tell, name="guiding_tell"),
    path("guidance/<int:pk>/told/<int:entry>/strike/", guidance.document_strike, name="guiding_strike"),
    path("guidance/<int:pk>/ask/", guidance.document_ask, name="guiding_ask"),
    path("dossiers/<str:code>/reviews/", guidance.dossier_reviews, name="basis_reviews"),
    path("dossiers/<str:code>/reviews/<int:pk>/", guidance.review_answer, name="basis_review_answer"),
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

# An office runs itself: people, organisations, calendars, checklists, and the trail of all that.
ADMIN, ADMIN_LIST = "administration/", "administration/checklists/<slug:code>/"
ADMIN_RULE = "administration/rules/<slug:kind>/<str:code>/"
ADMINISTRATION = [
    path(ADMIN, admin_trail.administration, name="administration"),
    path(f"{ADMIN}trail/", admin_trail.system_trail, name="admin_trail"),
    path(f"{ADMIN}trail.jsonl", admin_trail.system_trail_export, name="admin_trail_export"),
    path(f"{ADMIN}people/", admin_people.people_list, name="admin_people"),
    path(f"{ADMIN}people/invite/", admin_people.invite, name="admin_invite"),
    path(f"{ADMIN}people/template.xlsx", admin_people.template_file, name="admin_people_template"),
    path(f"{ADMIN}people/export.xlsx", admin_people.export_file, name="admin_people_export"),
    path(f"{ADMIN}people/import/", admin_people.import_new, name="admin_people_import"),
    path(f"{ADMIN}people/import/<str:token>/", admin_people.import_sheet, name="admin_people_sheet"),
    path(f"{ADMIN}people/import/<str:token>/erase/", admin_people.sheet_erase, name="admin_people_sheet_erase"),
    path(f"{ADMIN}people/<int:pk>/", admin_people.person, name="admin_person"),
    path(f"{ADMIN}people/<int:pk>/correct/", admin_people.correct, name="admin_person_correct"),
    path(f"{ADMIN}people/<int:pk>/link/", admin_people.link_again, name="admin_person_link"),
    path(f"{ADMIN}people/<int:pk>/close/", admin_people.deactivate, name="admin_person_close"),
    path(f"{ADMIN}people/<int:pk>/open/", admin_people.reactivate, name="admin_person_open"),
    path(f"{ADMIN}people/<int:pk>/factors/", admin_people.reset_factors, name="admin_person_factors"),
    path(f"{ADMIN}administrators/", admin_people.administrators, name="admin_administrators"),
    path(f"{ADMIN}administrators/new/", admin_people.appoint, name="admin_appoint"),
    path(f"{ADMIN}administrators/<int:pk>/end/", admin_people.dismiss, name="admin_dismiss"),
    path(f"{ADMIN}organisations/", admin_bodies.organisations, name="admin_organisations"),
    path(f"{ADMIN}organisations/new/", admin_bodies.organisation_new, name="admin_organisation_new"),
    path(f"{ADMIN}organisations/<int:pk>/", admin_bodies.organisation, name="admin_organisation"),
    path(f"{ADMIN}organisations/<int:pk>/rename/", admin_bodies.rename, name="admin_organisation_rename"),
    path(f"{ADMIN}organisations/<int:pk>/close/", admin_bodies.close, name="admin_organisation_close"),
    path(f"{ADMIN}organisations/<int:pk>/offices/new/", admin_bodies.office_new, name="admin_office_new"),
    path(f"{ADMIN}offices/<int:pk>/end/", admin_bodies.office_end, name="admin_office_end"),
    path(f"{ADMIN}offices/<int:pk>/hand-over/", admin_bodies.office_hand_over, name="admin_office_hand_over"),
    path(f"{ADMIN}days/", admin_calendar.days, name="admin_days"),
    path(f"{ADMIN}days/new/", admin_calendar.day_new, name="admin_day_new"),
    path(f"{ADMIN}days/<int:pk>/", admin_calendar.day, name="admin_day"),
    path(f"{ADMIN}delegations/", admin_calendar.delegation_list, name="admin_delegations"),
    path(f"{ADMIN}delegations/<int:pk>/end/", admin_calendar.delegation_end, name="admin_delegation_end"),
    path(f"{ADMIN}webhooks/", webhooks.webhooks, name="admin_webhooks"),
    path(f"{ADMIN}webhooks/new/", webhooks.webhook_new, name="admin_webhook_new"),
    path(f"{ADMIN}webhooks/<int:pk>/", webhooks.webhook, name="admin_webhook"),
    path(f"{ADMIN}webhooks/<int:pk>/stop/", webhooks.stop, name="admin_webhook_stop"),
    path(f"{ADMIN}webhooks/<int:pk>/resume/", webhooks.resume, name="admin_webhook_resume"),
    path(f"{ADMIN}webhooks/<int:pk>/secret/", webhooks.secret, name="admin_webhook_secret"),
    path(f"{ADMIN}mail/", admin_mail.mails, name="admin_mail"),
    path(f"{ADMIN}mail/<int:pk>/again/", admin_mail.again, name="admin_mail_again"),
    path(f"{ADMIN}rules/", admin_rules.rules, name="admin_rules"),
    path(ADMIN_RULE, admin_rules.book, name="admin_rule"),
    path(f"{ADMIN_RULE}export.xlsx", admin_rules.book_export, name="admin_rule_export"),
    path(f"{ADMIN_RULE}draft/", admin_rules.draft, name="admin_rule_draft"),
    path(f"{ADMIN_RULE}draft/begin/", admin_rules.draft_begin, name="admin_rule_begin"),
    path(f"{ADMIN_RULE}draft/in-force/", admin_rules.put_in_force, name="admin_rule_in_force"),
    path(f"{ADMIN_RULE}draft/withdraw/", admin_rules.withdraw, name="admin_rule_withdraw"),
    path(f"{ADMIN_RULE}draft/lines/new/", admin_rules.line, name="admin_rule_line_new"),
    path(f"{ADMIN_RULE}draft/lines/<int:number>/", admin_rules.line, name="admin_rule_line"),
    path(f"{ADMIN_RULE}draft/lines/<int:number>/drop/", admin_rules.line_drop, name="admin_rule_line_drop"),
    path(f"{ADMIN}checklists/", admin_lists.lists, name="admin_lists"),
    path(ADMIN_LIST, admin_lists.list_, name="admin_list"),
    path(f"{ADMIN_LIST}export.xlsx", admin_lists.list_export, name="admin_list_export"),
    path(f"{ADMIN_LIST}draft/", admin_lists.draft, name="admin_list_draft"),
    path(f"{ADMIN_LIST}draft/begin/", admin_lists.draft_begin, name="admin_list_begin"),
    path(f"{ADMIN_LIST}draft/in-force/", admin_lists.put_in_force, name="admin_list_in_force"),
    path(f"{ADMIN_LIST}draft/withdraw/", admin_lists.withdraw, name="admin_list_withdraw"),
    path(f"{ADMIN_LIST}draft/items/new/", admin_lists.item, name="admin_item_new"),
    path(f"{ADMIN_LIST}draft/items/<str:item_code>/", admin_lists.item, name="admin_item"),
    path(f"{ADMIN_LIST}draft/items/<str:item_code>/drop/", admin_lists.item_drop, name="admin_item_drop"),
]

# For whoever wants to know how.
HELP = [
    path("help/", entering.help_index, name="help"),
    path("help/<slug:code>/", entering.help_page, name="help_page"),
    path("tour/", entering.tour, name="tour"),
]

# What happened across dossiers, for auditors.
AUDIT = [
    path("audit/", audit.room, name="audit"),
    path("audit/questions/", audit.question_keep, name="audit_question_keep"),
    path("audit/questions/<int:pk>/", audit.question, name="audit_question"),
    path("audit/questions/<int:pk>/remove/", audit.question_remove, name="audit_question_remove"),
    path("audit/export/", audit.export, name="audit_export"),
    path("audit/access/", audit.access, name="audit_access"),
    path("audit/bundles/", bundles.bundles, name="audit_bundles"),
    path("audit/bundles/<int:pk>/", bundles.bundle, name="audit_bundle"),
    path("audit/bundles/<int:pk>/cancel/", bundles.bundle_cancel, name="audit_bundle_cancel"),
    path("audit/bundles/<int:pk>.zip", bundles.bundle_file, name="audit_bundle_file"),
    path("dossiers/<str:code>/access/", audit.dossier_access, name="dossier_access"),
]

BEHIND_SIGN_IN = [
    *GENERAL,
    *SIGNING,
    *SCREENING,
    *DOSSIER,
    *REGISTERS,
    *PAPERS,
    *SESSIONS,
    *WORKPLAN,
    *DRAFTING,
    *CONSOLIDATION,
    *SUPPORT,
    *MEETINGS,
    *GUIDANCE,
    *ARCHIVE,
    *ADMINISTRATION,
    *HELP,
    *AUDIT,
]
urlpatterns = [*OPEN, *shared.behind_sign_in(BEHIND_SIGN_IN)]
