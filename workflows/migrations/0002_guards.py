"""What the database itself refuses: changing the trail, and moving a dossier around the machine."""

from django.db import migrations

# As the machine stood when this was written; a change of the machine comes with a migration of its own.
PAIRS = """
    ('appraisal', 'approval'),
    ('appraisal', 'refused'),
    ('appraisal', 'returned'),
    ('appraisal', 'withdrawn'),
    ('approval', 'implementation'),
    ('approval', 'refused'),
    ('approval', 'returned'),
    ('approval', 'withdrawn'),
    ('drafting', 'exempt'),
    ('drafting', 'review'),
    ('drafting', 'withdrawn'),
    ('implementation', 'closed'),
    ('returned', 'appraisal'),
    ('returned', 'approval'),
    ('returned', 'review'),
    ('returned', 'withdrawn'),
    ('review', 'appraisal'),
    ('review', 'approval'),
    ('review', 'refused'),
    ('review', 'returned'),
    ('review', 'withdrawn')
"""

FORWARDS = (
    f"""
CREATE FUNCTION workflows_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: what was recorded stays as it is', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION workflows_event_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last record;
    body jsonb;
BEGIN
    SELECT seq, hash INTO last FROM workflows_event
        WHERE dossier_id = NEW.dossier_id ORDER BY seq DESC LIMIT 1;
    body := NEW.record::jsonb;
    IF NEW.seq <> coalesce(last.seq, 0) + 1
        OR NEW.prev_hash <> coalesce(last.hash, repeat('0', 64))
        OR NEW.hash <> encode(sha256(convert_to(NEW.record, 'UTF8')), 'hex')
        OR (body->>'seq')::integer IS DISTINCT FROM NEW.seq
        OR body->>'prev' IS DISTINCT FROM NEW.prev_hash
        OR body->>'verb' IS DISTINCT FROM NEW.verb
        OR (body->>'at')::timestamptz IS DISTINCT FROM NEW.at
        OR body->>'dossier' IS DISTINCT FROM (SELECT code FROM workflows_dossier WHERE id = NEW.dossier_id)
        OR (body#>>'{{actor,id}}')::bigint IS DISTINCT FROM NEW.actor_id
    THEN
        RAISE EXCEPTION 'event % of dossier % does not continue its trail', NEW.seq, NEW.dossier_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION workflows_dossier_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was text := OLD.phase;
    move record;
    head record;
BEGIN
    IF NEW.code <> OLD.code OR NEW.procedure_id <> OLD.procedure_id OR NEW.opened_at <> OLD.opened_at THEN
        RAISE EXCEPTION 'a dossier keeps its code, its procedure and its opening' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.phase <> OLD.phase THEN
        FOR move IN
            SELECT record::jsonb->'facts' AS facts FROM workflows_event
            WHERE dossier_id = NEW.id AND seq > OLD.head_seq AND seq <= NEW.head_seq AND verb = 'phase.changed'
            ORDER BY seq
        LOOP
            IF move.facts->>'from' IS DISTINCT FROM was
                OR coalesce((was, move.facts->>'to') NOT IN ({PAIRS}), true)
            THEN
                RAISE EXCEPTION 'no dossier moves from % to %', was, move.facts->>'to'
                    USING ERRCODE = 'restrict_violation';
            END IF;
            was := move.facts->>'to';
        END LOOP;
        IF was <> NEW.phase THEN
            RAISE EXCEPTION 'the phase of a dossier changes only with the event that says so'
                USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    IF NEW.head_seq <> OLD.head_seq OR NEW.head_hash <> OLD.head_hash THEN
        SELECT seq, hash INTO head FROM workflows_event
            WHERE dossier_id = NEW.id ORDER BY seq DESC LIMIT 1;
        IF NEW.head_seq IS DISTINCT FROM head.seq OR NEW.head_hash IS DISTINCT FROM head.hash THEN
            RAISE EXCEPTION 'the head of the trail is its last event' USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION workflows_dossier_opens() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.phase <> 'drafting' OR NEW.head_seq <> 0 OR NEW.head_hash <> repeat('0', 64) THEN
        RAISE EXCEPTION 'a dossier begins in drafting, with an empty trail' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION workflows_decision_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - 'superseded_at' - 'superseded_why') <> (to_jsonb(OLD) - 'superseded_at' - 'superseded_why')
        OR OLD.superseded_at IS NOT NULL
    THEN
        RAISE EXCEPTION 'a decision stays as it was given; it can only be superseded, once'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER event_follows BEFORE INSERT ON workflows_event
    FOR EACH ROW EXECUTE FUNCTION workflows_event_follows();
CREATE TRIGGER event_stays BEFORE UPDATE OR DELETE ON workflows_event
    FOR EACH ROW EXECUTE FUNCTION workflows_refuse();
CREATE TRIGGER dossier_opens BEFORE INSERT ON workflows_dossier
    FOR EACH ROW EXECUTE FUNCTION workflows_dossier_opens();
CREATE TRIGGER dossier_moves BEFORE UPDATE ON workflows_dossier
    FOR EACH ROW EXECUTE FUNCTION workflows_dossier_moves();
CREATE TRIGGER dossier_stays BEFORE DELETE ON workflows_dossier
    FOR EACH ROW EXECUTE FUNCTION workflows_refuse();
CREATE TRIGGER decision_stays BEFORE UPDATE ON workflows_decision
    FOR EACH ROW EXECUTE FUNCTION workflows_decision_stays();
CREATE TRIGGER ballot_stays BEFORE UPDATE ON workflows_ballotresult
    FOR EACH ROW EXECUTE FUNCTION workflows_decision_stays();
CREATE TRIGGER version_stays BEFORE UPDATE ON workflows_documentversion
    FOR EACH ROW EXECUTE FUNCTION workflows_refuse();
CREATE TRIGGER snapshot_stays BEFORE UPDATE ON workflows_snapshot
    FOR EACH ROW EXECUTE FUNCTION workflows_refuse();
CREATE TRIGGER evidence_stays BEFORE UPDATE ON workflows_evidence
    FOR EACH ROW EXECUTE FUNCTION workflows_refuse();
"""
    + "\n".join(
        f"CREATE TRIGGER {table}_kept BEFORE DELETE ON workflows_{table} "
        f"FOR EACH ROW EXECUTE FUNCTION workflows_refuse();"
        for table in ("decision", "ballotresult", "documentversion", "snapshot", "evidence")
    )
    + "\n"
    + "\n".join(
        f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON workflows_{table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION workflows_refuse();"
        for table in ("event", "dossier", "decision", "ballotresult", "documentversion", "snapshot", "evidence")
    )
)

BACKWARDS = """
DROP FUNCTION workflows_refuse() CASCADE;
DROP FUNCTION workflows_event_follows() CASCADE;
DROP FUNCTION workflows_dossier_moves() CASCADE;
DROP FUNCTION workflows_dossier_opens() CASCADE;
DROP FUNCTION workflows_decision_stays() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = (("workflows", "0001_initial"),)
    operations = (migrations.RunSQL(FORWARDS, BACKWARDS),)
