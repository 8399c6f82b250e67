"""What the heads of two sides agreed to stays; a concluded session takes no more changes."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION meetings_consent_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - 'superseded_at') <> (to_jsonb(OLD) - 'superseded_at') OR OLD.superseded_at IS NOT NULL THEN
        RAISE EXCEPTION 'a consent stays as it was given; it can only cease to count, once'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION meetings_concluded_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    session bigint;
BEGIN
    IF TG_TABLE_NAME = 'meetings_jointsession' THEN
        IF OLD.concluded_at IS NULL THEN RETURN NEW; END IF;
    ELSE
        session := CASE WHEN TG_OP = 'DELETE' THEN OLD.session_id ELSE NEW.session_id END;
        PERFORM FROM meetings_jointsession WHERE id = session AND concluded_at IS NOT NULL;
        IF NOT FOUND THEN
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'a concluded session stays as it was agreed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER consent_stays BEFORE UPDATE ON meetings_consent
    FOR EACH ROW EXECUTE FUNCTION meetings_consent_stays();
CREATE TRIGGER consent_kept BEFORE DELETE ON meetings_consent
    FOR EACH ROW EXECUTE FUNCTION workflows_refuse();
CREATE TRIGGER consent_not_emptied BEFORE TRUNCATE ON meetings_consent
    FOR EACH STATEMENT EXECUTE FUNCTION workflows_refuse();
CREATE TRIGGER concluded_stays BEFORE UPDATE ON meetings_jointsession
    FOR EACH ROW EXECUTE FUNCTION meetings_concluded_stays();
CREATE TRIGGER session_kept BEFORE DELETE ON meetings_jointsession
    FOR EACH ROW EXECUTE FUNCTION workflows_refuse();
CREATE TRIGGER concluded_stays BEFORE INSERT OR UPDATE OR DELETE ON meetings_agendaitem
    FOR EACH ROW EXECUTE FUNCTION meetings_concluded_stays();
CREATE TRIGGER concluded_stays BEFORE INSERT OR UPDATE OR DELETE ON meetings_attendee
    FOR EACH ROW EXECUTE FUNCTION meetings_concluded_stays();
"""
BACKWARDS = """
DROP FUNCTION meetings_consent_stays() CASCADE;
DROP FUNCTION meetings_concluded_stays() CASCADE;
DROP TRIGGER consent_kept ON meetings_consent;
DROP TRIGGER consent_not_emptied ON meetings_consent;
DROP TRIGGER session_kept ON meetings_jointsession;
"""


class Migration(migrations.Migration):
    dependencies = (("meetings", "0003_joint_sessions"), ("workflows", "0002_guards"))
    operations = (migrations.RunSQL(FORWARDS, BACKWARDS),)
