"""A pack stays as it was frozen."""

from django.db import migrations

TABLES = ("meetings_pack", "meetings_packpaper", "meetings_pack_addressees")

FORWARDS = "\n".join(
    f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} "
    f"FOR EACH ROW EXECUTE FUNCTION workflows_refuse();\n"
    f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} "
    f"FOR EACH STATEMENT EXECUTE FUNCTION workflows_refuse();"
    for table in TABLES
)
BACKWARDS = "\n".join(
    f"DROP TRIGGER {table}_stays ON {table}; DROP TRIGGER {table}_not_emptied ON {table};" for table in TABLES
)


class Migration(migrations.Migration):
    dependencies = (("meetings", "0001_initial"), ("workflows", "0002_guards"))
    operations = (migrations.RunSQL(FORWARDS, BACKWARDS),)
