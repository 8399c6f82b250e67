"""Events are put into the index a moment later: a step writes several, and need not wait for that."""

from django.db import migrations, models

LATER = r"""
CREATE FUNCTION finding_later() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO finding_waiting (event_id) SELECT id FROM changed ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

-- Put the newest events that wait into the index, so many at most; gives how many.
CREATE FUNCTION finding_catch_up(most integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
BEGIN
    WITH taken AS (
        DELETE FROM finding_waiting WHERE event_id IN (
            SELECT event_id FROM finding_waiting ORDER BY event_id DESC LIMIT most FOR UPDATE SKIP LOCKED
        ) RETURNING event_id
    )
    SELECT array_agg(event_id ORDER BY event_id) INTO ids FROM taken;
    PERFORM finding_put('event', ids);
    RETURN coalesce(cardinality(ids), 0);
END $$;

DROP TRIGGER finding_added ON workflows_event;
CREATE TRIGGER finding_waits AFTER INSERT ON workflows_event REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION finding_later();
"""
AT_ONCE = """
DROP FUNCTION finding_catch_up(integer);
DROP FUNCTION finding_later() CASCADE;
CREATE TRIGGER finding_added AFTER INSERT ON workflows_event REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION finding_added('event');
"""


class Migration(migrations.Migration):
    dependencies = (("finding", "0002_filling"),)
    operations = (
        migrations.CreateModel(
            name="Waiting", fields=(("event_id", models.BigIntegerField(primary_key=True, serialize=False)),)
        ),
        migrations.RunSQL(LATER, AT_ONCE),
    )
