"""What was looked at stays on record; the events of all trails can be read by time."""

from django.db import migrations

FORWARDS = """
CREATE TRIGGER access_stays BEFORE UPDATE OR DELETE ON audit_access
    FOR EACH ROW EXECUTE FUNCTION workflows_refuse();
CREATE TRIGGER access_not_emptied BEFORE TRUNCATE ON audit_access
    FOR EACH STATEMENT EXECUTE FUNCTION workflows_refuse();
CREATE INDEX audit_event_at ON workflows_event (at DESC, id DESC);
"""
BACKWARDS = """
DROP INDEX audit_event_at;
DROP TRIGGER access_stays ON audit_access;
DROP TRIGGER access_not_emptied ON audit_access;
"""


class Migration(migrations.Migration):
    dependencies = (("audit", "0001_initial"), ("workflows", "0006_clock"))
    operations = (migrations.RunSQL(FORWARDS, BACKWARDS),)
