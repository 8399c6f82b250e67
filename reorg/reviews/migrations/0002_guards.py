"""A report that was decided on stays as it is; before that, only the decision is added."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION reviews_report_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may text[] := ARRAY['state', 'reason', 'decided_by_id', 'decided_at', 'decided_for_id'];
BEGIN
    IF OLD.state <> 'reported' OR (to_jsonb(NEW) - may) <> (to_jsonb(OLD) - may) THEN
        RAISE EXCEPTION 'a report stays as it was made and decided on' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER report_stays BEFORE UPDATE ON reviews_completionreport
    FOR EACH ROW EXECUTE FUNCTION reviews_report_stays();
CREATE TRIGGER report_kept BEFORE DELETE ON reviews_completionreport
    FOR EACH ROW EXECUTE FUNCTION workflows_refuse();
CREATE TRIGGER report_not_emptied BEFORE TRUNCATE ON reviews_completionreport
    FOR EACH STATEMENT EXECUTE FUNCTION workflows_refuse();
"""
BACKWARDS = """
DROP FUNCTION reviews_report_stays() CASCADE;
DROP TRIGGER report_kept ON reviews_completionreport;
DROP TRIGGER report_not_emptied ON reviews_completionreport;
"""


class Migration(migrations.Migration):
    dependencies = (("reviews", "0001_initial"), ("workflows", "0002_guards"))
    operations = (migrations.RunSQL(FORWARDS, BACKWARDS),)
