"""Every page by its name. Pages outside `OPEN` ask for sign-in, speak the reader's language and answer refusals."""

from django.urls import path

from reorg.web import shared
from reorg.web.views import desk, dossier_list, general

# Seen by everybody.
OPEN = [
    path("healthz", general.healthz, name="healthz"),
    path("language/", general.set_language, name="set_language"),
]

# The desk and what is found from there.
GENERAL = [
    path("", desk.desk, name="desk"),
    path("dossiers/", dossier_list.dossiers, name="dossiers"),
]

# One dossier and everything in it.
DOSSIER = [
    path("dossiers/new/", shared.not_built, name="dossier_new"),
    path("dossiers/<str:code>/", shared.not_built, name="dossier"),
    path("dossiers/<str:code>/diagram.svg", shared.not_built, name="dossier_diagram"),
    path("dossiers/<str:code>/procedure.bpmn", shared.not_built, name="dossier_bpmn"),
    path("dossiers/<str:code>/dates/", shared.not_built, name="dossier_dates"),
    path("dossiers/<str:code>/withdraw/", shared.not_built, name="dossier_withdraw"),
    path("dossiers/<str:code>/plan/", shared.not_built, name="plan"),
    path("dossiers/<str:code>/documents/", shared.not_built, name="documents"),
    path("dossiers/<str:code>/documents/new/", shared.not_built, name="document_new"),
    path("documents/<int:pk>/versions/", shared.not_built, name="document_version_add"),
    path("documents/versions/<int:pk>/", shared.not_built, name="document_file"),
    path("dossiers/<str:code>/checklists/", shared.not_built, name="checklists"),
    path("dossiers/<str:code>/checklists/<slug:list_code>/", shared.not_built, name="checklist"),
    path("dossiers/<str:code>/items/<str:item_code>/", shared.not_built, name="item"),
    path("dossiers/<str:code>/items/<str:item_code>/<slug:act>/", shared.not_built, name="item_act"),
    path("evidence/<int:pk>/", shared.not_built, name="evidence_file"),
    path("steps/<int:pk>/", shared.not_built, name="step"),
    path("steps/<int:pk>/opinions/", shared.not_built, name="opinions"),
    path("dossiers/<str:code>/trail/", shared.not_built, name="trail"),
    path("dossiers/<str:code>/trail/export/", shared.not_built, name="trail_export"),
    path("dossiers/<str:code>/trail.pdf", shared.not_built, name="trail_file"),
]

urlpatterns = [*OPEN, *shared.behind_sign_in([*GENERAL, *DOSSIER])]
