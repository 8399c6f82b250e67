"""What the database itself refuses: changing evidence, and a seal that does not follow the one before."""

from django.db import migrations

FORWARDS = (
    """
CREATE FUNCTION evidence_key_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - 'revoked_at' - 'why') <> (to_jsonb(OLD) - 'revoked_at' - 'why') OR OLD.revoked_at IS NOT NULL
    THEN
        RAISE EXCEPTION 'a key stays as it was made; it can only be revoked, once' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION evidence_seal_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last record;
    body jsonb;
BEGIN
    SELECT no, hash INTO last FROM evidence_seal ORDER BY no DESC LIMIT 1;
    body := NEW.record::jsonb;
    IF NEW.no <> coalesce(last.no, 0) + 1
        OR NEW.prev <> coalesce(last.hash, repeat('0', 64))
        OR NEW.hash <> encode(sha256(convert_to(NEW.record, 'UTF8')), 'hex')
        OR (body->>'no')::integer IS DISTINCT FROM NEW.no
        OR (body->>'size')::integer IS DISTINCT FROM NEW.size
        OR body->>'prev' IS DISTINCT FROM NEW.prev
        OR body->>'root' IS DISTINCT FROM NEW.root
        OR (body->>'at')::timestamptz IS DISTINCT FROM NEW.at
    THEN
        RAISE EXCEPTION 'seal % does not follow the seal before it', NEW.no USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER key_stays BEFORE UPDATE ON evidence_key
    FOR EACH ROW EXECUTE FUNCTION evidence_key_stays();
CREATE TRIGGER seal_follows BEFORE INSERT ON evidence_seal
    FOR EACH ROW EXECUTE FUNCTION evidence_seal_follows();
"""
    + "\n".join(
        f"CREATE TRIGGER {table}_stays BEFORE UPDATE ON evidence_{table} "
        f"FOR EACH ROW EXECUTE FUNCTION workflows_refuse();"
        for table in ("seal", "sealedhead", "signoffsignature")
    )
    + "\n"
    + "\n".join(
        f"CREATE TRIGGER {table}_kept BEFORE DELETE ON evidence_{table} "
        f"FOR EACH ROW EXECUTE FUNCTION workflows_refuse();\n"
        f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON evidence_{table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION workflows_refuse();"
        for table in ("key", "seal", "sealedhead", "signoffsignature")
    )
)

BACKWARDS = "\n".join(
    [
        "DROP FUNCTION evidence_key_stays() CASCADE;",
        "DROP FUNCTION evidence_seal_follows() CASCADE;",
        *(f"DROP TRIGGER {table}_stays ON evidence_{table};" for table in ("seal", "sealedhead", "signoffsignature")),
        *(
            f"DROP TRIGGER {table}_kept ON evidence_{table}; DROP TRIGGER {table}_not_emptied ON evidence_{table};"
            for table in ("key", "seal", "sealedhead", "signoffsignature")
        ),
    ]
)


class Migration(migrations.Migration):
    dependencies = (("evidence", "0001_initial"), ("workflows", "0002_guards"))
    operations = (migrations.RunSQL(FORWARDS, BACKWARDS),)
