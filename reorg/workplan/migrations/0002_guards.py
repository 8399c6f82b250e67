"""What the database itself refuses: moving a task around its machine, changing what was reported or measured."""

from django.db import migrations

# As the machine stood when this was written; a change of the machine comes with a migration of its own.
PAIRS = """
    ('given', 'accepted'),
    ('accepted', 'reported'),
    ('returned', 'reported'),
    ('reported', 'confirmed'),
    ('reported', 'returned'),
    ('accepted', 'given'),
    ('returned', 'given')
"""

FORWARDS = f"""
CREATE FUNCTION workplan_task_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.dossier_id <> OLD.dossier_id OR NEW.no <> OLD.no OR NEW.parent_id IS DISTINCT FROM OLD.parent_id THEN
        RAISE EXCEPTION 'a task keeps its plan, its number and its place' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN ({PAIRS}) THEN
        RAISE EXCEPTION 'no task moves from % to %', OLD.state, NEW.state USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state IN ('reported', 'confirmed') AND (
        NEW.removed OR NEW.text_vi <> OLD.text_vi OR NEW.lead_id <> OLD.lead_id OR NEW.due <> OLD.due
        OR NEW.second_id IS DISTINCT FROM OLD.second_id
    ) THEN
        RAISE EXCEPTION 'what is reported stays as it was given' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION workplan_task_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> 'given' THEN
        RAISE EXCEPTION 'a task begins as given' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER task_begins BEFORE INSERT ON workplan_task FOR EACH ROW EXECUTE FUNCTION workplan_task_begins();
CREATE TRIGGER task_moves BEFORE UPDATE ON workplan_task FOR EACH ROW EXECUTE FUNCTION workplan_task_moves();
CREATE TRIGGER task_kept BEFORE DELETE ON workplan_task FOR EACH ROW EXECUTE FUNCTION workflows_refuse();
CREATE TRIGGER said_stays BEFORE UPDATE OR DELETE ON workplan_said
    FOR EACH ROW EXECUTE FUNCTION workflows_refuse();
CREATE TRIGGER reading_stays BEFORE UPDATE OR DELETE ON workplan_reading
    FOR EACH ROW EXECUTE FUNCTION workflows_refuse();
"""

BACKWARDS = """
DROP FUNCTION workplan_task_begins() CASCADE;
DROP FUNCTION workplan_task_moves() CASCADE;
DROP TRIGGER task_kept ON workplan_task;
DROP TRIGGER said_stays ON workplan_said;
DROP TRIGGER reading_stays ON workplan_reading;
"""


class Migration(migrations.Migration):
    dependencies = [("workplan", "0001_initial"), ("workflows", "0002_guards")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
