"""What was said about a unit, and what a dossier took from a screening, stays as it is."""

from django.db import migrations

FORWARDS = (
    "\n".join(
        f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON criteria_{table} "
        f"FOR EACH ROW EXECUTE FUNCTION workflows_refuse();"
        for table in ("said", "takenup")
    )
    + """
CREATE TRIGGER takenup_not_emptied BEFORE TRUNCATE ON criteria_takenup
    FOR EACH STATEMENT EXECUTE FUNCTION workflows_refuse();
"""
)
BACKWARDS = """
DROP TRIGGER said_stays ON criteria_said;
DROP TRIGGER takenup_stays ON criteria_takenup;
DROP TRIGGER takenup_not_emptied ON criteria_takenup;
"""


class Migration(migrations.Migration):
    dependencies = (("criteria", "0001_initial"), ("workflows", "0002_guards"))
    operations = (migrations.RunSQL(FORWARDS, BACKWARDS),)
