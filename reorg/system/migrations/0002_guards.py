"""What the database itself refuses: changing the system's trail, and a dossier that goes by its name."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION system_event_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last record;
    body jsonb;
BEGIN
    SELECT seq, hash INTO last FROM system_event ORDER BY seq DESC LIMIT 1;
    body := NEW.record::jsonb;
    IF NEW.seq <> coalesce(last.seq, 0) + 1
        OR NEW.prev_hash <> coalesce(last.hash, repeat('0', 64))
        OR NEW.hash <> encode(sha256(convert_to(NEW.record, 'UTF8')), 'hex')
        OR (body->>'seq')::integer IS DISTINCT FROM NEW.seq
        OR body->>'prev' IS DISTINCT FROM NEW.prev_hash
        OR body->>'verb' IS DISTINCT FROM NEW.verb
        OR (body->>'at')::timestamptz IS DISTINCT FROM NEW.at
        OR body->>'dossier' IS DISTINCT FROM 'system'
        OR (body#>>'{actor,id}')::bigint IS DISTINCT FROM NEW.actor_id
        OR (body->>'about')::bigint IS DISTINCT FROM NEW.about_id
    THEN
        RAISE EXCEPTION 'event % does not continue the trail of the system', NEW.seq
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER system_event_follows BEFORE INSERT ON system_event
    FOR EACH ROW EXECUTE FUNCTION system_event_follows();
CREATE TRIGGER system_event_stays BEFORE UPDATE OR DELETE ON system_event
    FOR EACH ROW EXECUTE FUNCTION workflows_refuse();
CREATE TRIGGER system_event_not_emptied BEFORE TRUNCATE ON system_event
    FOR EACH STATEMENT EXECUTE FUNCTION workflows_refuse();
ALTER TABLE workflows_dossier ADD CONSTRAINT no_dossier_is_the_system CHECK (code <> 'system');
"""

BACKWARDS = """
ALTER TABLE workflows_dossier DROP CONSTRAINT no_dossier_is_the_system;
DROP FUNCTION system_event_follows() CASCADE;
DROP TRIGGER system_event_stays ON system_event;
DROP TRIGGER system_event_not_emptied ON system_event;
"""


class Migration(migrations.Migration):
    dependencies = (("system", "0001_initial"), ("workflows", "0002_guards"))
    operations = (migrations.RunSQL(FORWARDS, BACKWARDS),)
