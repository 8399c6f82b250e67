"""A version of standards that was put in force stays as it was put; the next one supersedes it."""

from django.db import migrations

FORWARDS = """
CREATE TRIGGER standardsversion_stays BEFORE UPDATE OR DELETE ON criteria_standardsversion
    FOR EACH ROW EXECUTE FUNCTION workflows_refuse();
CREATE TRIGGER standardsversion_not_emptied BEFORE TRUNCATE ON criteria_standardsversion
    FOR EACH STATEMENT EXECUTE FUNCTION workflows_refuse();
"""
BACKWARDS = """
DROP TRIGGER standardsversion_stays ON criteria_standardsversion;
DROP TRIGGER standardsversion_not_emptied ON criteria_standardsversion;
"""


class Migration(migrations.Migration):
    dependencies = (("criteria", "0003_standardsversion"), ("workflows", "0002_guards"))
    operations = (migrations.RunSQL(FORWARDS, BACKWARDS),)
