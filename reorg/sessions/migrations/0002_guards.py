"""What the database itself refuses: moving a recommendation around its machine, changing what was answered."""

from django.db import migrations

# As the machine stood when this was written; a change of the machine comes with a migration of its own.
PAIRS = """
    ('raised', 'assigned'),
    ('assigned', 'escalated'),
    ('assigned', 'answered'),
    ('escalated', 'answered'),
    ('answered', 'assigned'),
    ('answered', 'verified'),
    ('verified', 'closed')
"""

FORWARDS = f"""
CREATE FUNCTION sessions_recommendation_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.dossier_id <> OLD.dossier_id OR NEW.no <> OLD.no THEN
        RAISE EXCEPTION 'a recommendation keeps its session and its number' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN ({PAIRS}) THEN
        RAISE EXCEPTION 'no recommendation moves from % to %', OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state <> 'raised' AND (NEW.text_vi <> OLD.text_vi OR NEW.unit_id <> OLD.unit_id OR NEW.removed) THEN
        RAISE EXCEPTION 'what was concluded on stays as it was raised' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION sessions_recommendation_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> 'raised' THEN
        RAISE EXCEPTION 'a recommendation begins as raised' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER recommendation_begins BEFORE INSERT ON working_sessions_recommendation
    FOR EACH ROW EXECUTE FUNCTION sessions_recommendation_begins();
CREATE TRIGGER recommendation_moves BEFORE UPDATE ON working_sessions_recommendation
    FOR EACH ROW EXECUTE FUNCTION sessions_recommendation_moves();
CREATE TRIGGER recommendation_kept BEFORE DELETE ON working_sessions_recommendation
    FOR EACH ROW EXECUTE FUNCTION workflows_refuse();
CREATE TRIGGER answer_stays BEFORE UPDATE OR DELETE ON working_sessions_answer
    FOR EACH ROW EXECUTE FUNCTION workflows_refuse();
CREATE TRIGGER photo_stays BEFORE UPDATE OR DELETE ON working_sessions_photo
    FOR EACH ROW EXECUTE FUNCTION workflows_refuse();
"""

BACKWARDS = """
DROP FUNCTION sessions_recommendation_begins() CASCADE;
DROP FUNCTION sessions_recommendation_moves() CASCADE;
DROP TRIGGER recommendation_kept ON working_sessions_recommendation;
DROP TRIGGER answer_stays ON working_sessions_answer;
DROP TRIGGER photo_stays ON working_sessions_photo;
"""


class Migration(migrations.Migration):
    dependencies = (("working_sessions", "0001_initial"), ("workflows", "0002_guards"))
    operations = (migrations.RunSQL(FORWARDS, BACKWARDS),)
