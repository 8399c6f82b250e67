"""What the database itself refuses: changing a draft, or the words of an opinion."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION drafting_opinion_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - 'disposition' - 'reason' - 'answered_by_id' - 'answered_at')
        <> (to_jsonb(OLD) - 'disposition' - 'reason' - 'answered_by_id' - 'answered_at')
    THEN
        RAISE EXCEPTION 'an opinion stays as it was given; only its answer changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER draft_stays BEFORE UPDATE OR DELETE ON drafting_draft
    FOR EACH ROW EXECUTE FUNCTION workflows_refuse();
CREATE TRIGGER opinion_stays BEFORE UPDATE ON drafting_opinion
    FOR EACH ROW EXECUTE FUNCTION drafting_opinion_stays();
CREATE TRIGGER opinion_kept BEFORE DELETE ON drafting_opinion
    FOR EACH ROW EXECUTE FUNCTION workflows_refuse();
"""

BACKWARDS = """
DROP FUNCTION drafting_opinion_stays() CASCADE;
DROP TRIGGER draft_stays ON drafting_draft;
DROP TRIGGER opinion_kept ON drafting_opinion;
"""


class Migration(migrations.Migration):
    dependencies = (("drafting", "0001_initial"), ("workflows", "0002_guards"))
    operations = (migrations.RunSQL(FORWARDS, BACKWARDS),)
