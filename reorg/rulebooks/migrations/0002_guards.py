"""A document set that was put in force stays as it was put; the next one supersedes it."""

from django.db import migrations

FORWARDS = """
CREATE TRIGGER documentset_stays BEFORE UPDATE OR DELETE ON rulebooks_documentset
    FOR EACH ROW EXECUTE FUNCTION workflows_refuse();
CREATE TRIGGER documentset_not_emptied BEFORE TRUNCATE ON rulebooks_documentset
    FOR EACH STATEMENT EXECUTE FUNCTION workflows_refuse();
"""
BACKWARDS = """
DROP TRIGGER documentset_stays ON rulebooks_documentset;
DROP TRIGGER documentset_not_emptied ON rulebooks_documentset;
"""


class Migration(migrations.Migration):
    dependencies = (("rulebooks", "0001_initial"), ("workflows", "0002_guards"))
    operations = (migrations.RunSQL(FORWARDS, BACKWARDS),)
