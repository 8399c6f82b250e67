"""Lists as tables. Their template makes every row a small card where the screen is narrow."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _


def cell(name: str, label: Any, css: str = "") -> tables.TemplateColumn:
    return tables.TemplateColumn(
        template_name=f"components/cells/{name}.html", verbose_name=label, orderable=False, attrs={"td": {"class": css}}
    )


class DossierTable(tables.Table):
    dossier = cell("dossier", _("Dossier"), "main-cell")
    phase = cell("phase", _("Phase"))
    waits_for = cell("waits_for", _("Waits for"))
    next_due = cell("next_due", _("Next deadline"))
    lists = cell("lists", _("Checklists"))

    class Meta:
        template_name = "components/table.html"
        orderable = False
