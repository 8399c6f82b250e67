"""What was told stays, and can only be struck out, once; a review is answered once and stays."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION guidance_told_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may text[] := ARRAY['struck_by_id', 'struck_at', 'struck_why'];
BEGIN
    IF OLD.struck_at IS NOT NULL OR (to_jsonb(NEW) - may) <> (to_jsonb(OLD) - may) THEN
        RAISE EXCEPTION 'what people were told stays as written; it can only be struck out'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION guidance_review_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may text[] := ARRAY['outcome', 'reason', 'answered_by_id', 'answered_at'];
BEGIN
    IF OLD.outcome <> '' OR (to_jsonb(NEW) - may) <> (to_jsonb(OLD) - may) THEN
        RAISE EXCEPTION 'a review stays as it was asked and answered' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER told_stays BEFORE UPDATE ON guidance_dissemination
    FOR EACH ROW EXECUTE FUNCTION guidance_told_stays();
CREATE TRIGGER review_stays BEFORE UPDATE ON guidance_basisreview
    FOR EACH ROW EXECUTE FUNCTION guidance_review_stays();
CREATE TRIGGER told_kept BEFORE DELETE ON guidance_dissemination FOR EACH ROW EXECUTE FUNCTION workflows_refuse();
CREATE TRIGGER review_kept BEFORE DELETE ON guidance_basisreview FOR EACH ROW EXECUTE FUNCTION workflows_refuse();
CREATE TRIGGER told_not_emptied BEFORE TRUNCATE ON guidance_dissemination
    FOR EACH STATEMENT EXECUTE FUNCTION workflows_refuse();
CREATE TRIGGER review_not_emptied BEFORE TRUNCATE ON guidance_basisreview
    FOR EACH STATEMENT EXECUTE FUNCTION workflows_refuse();
"""
BACKWARDS = """
DROP FUNCTION guidance_told_stays() CASCADE;
DROP FUNCTION guidance_review_stays() CASCADE;
DROP TRIGGER told_kept ON guidance_dissemination;
DROP TRIGGER review_kept ON guidance_basisreview;
DROP TRIGGER told_not_emptied ON guidance_dissemination;
DROP TRIGGER review_not_emptied ON guidance_basisreview;
"""


class Migration(migrations.Migration):
    dependencies = (("guidance", "0001_initial"), ("workflows", "0002_guards"))
    operations = (migrations.RunSQL(FORWARDS, BACKWARDS),)
