from typing import Any

from django.db import migrations


def forwards(apps: Any, _editor: Any) -> None:
    """Drafts of lists keep their rows as they were written; only the name of the column is another."""
    for draft in apps.get_model("administration", "ListDraft").objects.all():
        for row in draft.rows:
            row["source_note_vi"] = row.pop("source_note", "")
            row.setdefault("source_note_en", "")
        draft.save(update_fields=["rows"])


def backwards(apps: Any, _editor: Any) -> None:
    for draft in apps.get_model("administration", "ListDraft").objects.all():
        for row in draft.rows:
            row["source_note"] = row.pop("source_note_vi", "")
            row.pop("source_note_en", None)
        draft.save(update_fields=["rows"])


class Migration(migrations.Migration):
    dependencies = [
        ("administration", "0002_sheet_erased"),
        ("workflows", "0007_source_notes_in_both_languages"),
    ]

    operations = [migrations.RunPython(forwards, backwards)]
