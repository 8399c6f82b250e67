"""What moved in a run stays as it was recorded; a run can only be undone, once."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION consolidation_run_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - 'undone_at' - 'undone_by_id' - 'undone_why')
        <> (to_jsonb(OLD) - 'undone_at' - 'undone_by_id' - 'undone_why') OR OLD.undone_at IS NOT NULL
    THEN
        RAISE EXCEPTION 'a run stays as it was carried out; it can only be undone, once'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER run_stays BEFORE UPDATE ON consolidation_run
    FOR EACH ROW EXECUTE FUNCTION consolidation_run_stays();
CREATE TRIGGER run_kept BEFORE DELETE ON consolidation_run
    FOR EACH ROW EXECUTE FUNCTION workflows_refuse();
CREATE TRIGGER move_stays BEFORE UPDATE OR DELETE ON consolidation_move
    FOR EACH ROW EXECUTE FUNCTION workflows_refuse();
CREATE TRIGGER move_not_emptied BEFORE TRUNCATE ON consolidation_move
    FOR EACH STATEMENT EXECUTE FUNCTION workflows_refuse();
CREATE TRIGGER run_not_emptied BEFORE TRUNCATE ON consolidation_run
    FOR EACH STATEMENT EXECUTE FUNCTION workflows_refuse();
"""
BACKWARDS = """
DROP FUNCTION consolidation_run_stays() CASCADE;
DROP TRIGGER run_kept ON consolidation_run;
DROP TRIGGER move_stays ON consolidation_move;
DROP TRIGGER move_not_emptied ON consolidation_move;
DROP TRIGGER run_not_emptied ON consolidation_run;
"""


class Migration(migrations.Migration):
    dependencies = (("consolidation", "0001_initial"), ("workflows", "0002_guards"))
    operations = (migrations.RunSQL(FORWARDS, BACKWARDS),)
