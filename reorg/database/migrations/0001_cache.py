from django.db import migrations


class Migration(migrations.Migration):
    """The table of Django's database cache, where all web processes count failed sign-ins together."""

    operations = [
        migrations.RunSQL(
            sql="""
                CREATE TABLE reorg_cache (
                    cache_key varchar(255) PRIMARY KEY,
                    value text NOT NULL,
                    expires timestamp with time zone NOT NULL
                );
                CREATE INDEX reorg_cache_expires ON reorg_cache (expires);
            """,
            reverse_sql="DROP TABLE reorg_cache",
        ),
    ]
