"""What the database refuses here: changing what was decided or taken over, and the registers and plans of a held dossier."""

from django.db import migrations

HELD = (
    ("registers_register", "dossier_id", ""),
    ("registers_row", "register_id", "registers_register"),
    ("units_planclause", "dossier_id", ""),
    ("units_planpart", "clause_id", "units_planclause"),
)
KEPT = ("archive_archived", "archive_archivedfile", "archive_archivedevent", "archive_extension", "archive_package")

FORWARDS = (
    """
CREATE FUNCTION archive_archived_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may text[] := ARRAY['verdict', 'said_vi', 'said_en', 'checks'];
BEGIN
    IF (to_jsonb(NEW) - may) <> (to_jsonb(OLD) - may) THEN
        RAISE EXCEPTION 'an archived dossier stays as it was taken over' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION archive_package_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may text[] := ARRAY['file', 'forgotten_at'];
BEGIN
    IF (to_jsonb(NEW) - may) <> (to_jsonb(OLD) - may) OR (NEW.forgotten_at IS NULL AND NEW.file <> OLD.file) THEN
        RAISE EXCEPTION 'a package stays as it was closed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER archived_stays BEFORE UPDATE ON archive_archived
    FOR EACH ROW EXECUTE FUNCTION archive_archived_stays();
CREATE TRIGGER package_stays BEFORE UPDATE ON archive_package
    FOR EACH ROW EXECUTE FUNCTION archive_package_stays();
"""
    + "\n".join(
        f"CREATE TRIGGER {table.partition('_')[2]}_stays BEFORE UPDATE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION workflows_refuse();"
        for table in ("archive_archivedfile", "archive_archivedevent", "archive_extension")
    )
    + "\n"
    + "\n".join(
        f"CREATE TRIGGER {table.partition('_')[2]}_kept BEFORE DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION workflows_refuse();\n"
        f"CREATE TRIGGER {table.partition('_')[2]}_not_emptied BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION workflows_refuse();"
        for table in KEPT
    )
    + "\n"
    + "\n".join(
        f"CREATE TRIGGER {table.partition('_')[2]}_held BEFORE INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION workflows_held('{column}', '{parent}');"
        for table, column, parent in HELD
    )
)
BACKWARDS = (
    "DROP FUNCTION archive_archived_stays() CASCADE; DROP FUNCTION archive_package_stays() CASCADE;"
    + "".join(f"DROP TRIGGER {table.partition('_')[2]}_held ON {table};" for table, _, _ in HELD)
    + "".join(
        f"DROP TRIGGER {table.partition('_')[2]}_stays ON {table};"
        for table in ("archive_archivedfile", "archive_archivedevent", "archive_extension")
    )
    + "".join(
        f"DROP TRIGGER {table.partition('_')[2]}_{what} ON {table};"
        for table in KEPT
        for what in ("kept", "not_emptied")
    )
)


class Migration(migrations.Migration):
    dependencies = (
        ("archive", "0001_initial"),
        ("registers", "0001_initial"),
        ("units", "0001_initial"),
        ("workflows", "0005_holds_recalls_erasures"),
    )
    operations = (migrations.RunSQL(FORWARDS, BACKWARDS),)
