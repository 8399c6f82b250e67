"""How the index is filled: by triggers, in the transaction of the change, from what stands in the tables then.

Functions, not views: a view would forbid later migrations to alter the columns it names.
"""

from django.db import migrations

FOLDING = r"""
-- As workflows.text.fold, and then letters and figures only.
CREATE FUNCTION finding_fold(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT btrim(regexp_replace(
        lower(regexp_replace(translate(normalize(coalesce(value, ''), NFD), 'đĐ', 'dD'), '[\u0300-\u036f]', '', 'g')
            COLLATE "C"),
        '[^a-z0-9]+', ' ', 'g'))
$$;

-- The word, and the word without any one of its letters.
CREATE FUNCTION finding_near(word text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_agg(DISTINCT variant ORDER BY variant) FROM (
        SELECT word UNION ALL SELECT overlay(word PLACING '' FROM place FOR 1) FROM generate_series(1, length(word)) place
    ) AS variants(variant)
$$;

-- What a unit is called, as people write it in either language.
CREATE FUNCTION finding_unit_name(kind text, name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT finding_fold(concat_ws(' ', CASE kind
        WHEN 'tinh' THEN 'tỉnh' WHEN 'thanh_pho_tw' THEN 'thành phố' WHEN 'thanh_pho' THEN 'thành phố'
        WHEN 'thi_xa' THEN 'thị xã' WHEN 'quan' THEN 'quận' WHEN 'huyen' THEN 'huyện' WHEN 'xa' THEN 'xã'
        WHEN 'phuong' THEN 'phường' WHEN 'thi_tran' THEN 'thị trấn' WHEN 'dac_khu' THEN 'đặc khu' END,
        name, CASE kind
        WHEN 'tinh' THEN 'province' WHEN 'thanh_pho_tw' THEN 'city' WHEN 'thanh_pho' THEN 'city'
        WHEN 'thi_xa' THEN 'town' WHEN 'quan' THEN 'urban district' WHEN 'huyen' THEN 'district' WHEN 'xa' THEN 'commune'
        WHEN 'phuong' THEN 'ward' WHEN 'thi_tran' THEN 'township' WHEN 'dac_khu' THEN 'special zone' END))
$$;
"""

ROWS = r"""
-- The entries that these things ought to have, from what stands in the tables now.
CREATE FUNCTION finding_rows(of_kind text, ids bigint[])
RETURNS TABLE (key bigint, dossier_id bigint, organisation_id bigint, restricted boolean, name text, said text,
    more text[], at timestamptz, until date)
LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
    IF of_kind = 'dossier' THEN
        RETURN QUERY SELECT d.id, d.id, NULL::bigint, false, finding_fold(d.code),
            finding_fold(concat_ws(' ', d.code, d.title_vi, d.title_en)), '{}'::text[], d.opened_at, NULL::date
        FROM workflows_dossier d WHERE d.id = ANY (ids);
    ELSIF of_kind = 'document' THEN
        RETURN QUERY SELECT d.id, d.dossier_id, NULL::bigint, d.restricted, finding_fold(d.symbol),
            finding_fold(concat_ws(' ', d.symbol, d.type_id, d.subject_vi, d.subject_en, d.issuer)), '{}'::text[],
            coalesce(d.date::timestamp AT TIME ZONE 'UTC', d.registered_at), NULL::date
        FROM workflows_document d WHERE d.id = ANY (ids);
    ELSIF of_kind = 'person' THEN
        RETURN QUERY SELECT o.id, NULL::bigint, o.organisation_id, false, finding_fold(u.full_name),
            finding_fold(concat_ws(' ', u.full_name, o.title_vi, o.title_en, b.title_vi, b.title_en)),
            ARRAY[replace(finding_fold(u.full_name), ' ', '')], o.valid_from::timestamp AT TIME ZONE 'UTC', o.valid_to
        FROM people_office o JOIN people_user u ON u.id = o.person_id JOIN people_organisation b ON b.id = o.organisation_id
        WHERE o.id = ANY (ids) AND u.is_active;
    ELSIF of_kind = 'event' THEN
        RETURN QUERY SELECT e.id, e.dossier_id, NULL::bigint, false, ''::text,
            finding_fold(concat_ws(' ', body #>> '{actor,name}', body #>> '{actor,office,vi}',
                body #>> '{actor,office,en}', body #>> '{actor,organisation,vi}', body #>> '{actor,organisation,en}',
                left(facts.told, 4000))),
            ARRAY['verb:' || e.verb], e.at, NULL::date
        FROM workflows_event e
            CROSS JOIN LATERAL (SELECT e.record::jsonb AS body) AS read
            CROSS JOIN LATERAL (
                SELECT string_agg(fact #>> '{}', ' ' ORDER BY place) AS told
                FROM jsonb_path_query(body -> 'facts', 'strict $.**') WITH ORDINALITY AS all_facts(fact, place)
                -- Hashes are found by nobody and would fill the index.
                WHERE jsonb_typeof(fact) = 'string' AND (fact #>> '{}') !~ '^[0-9a-f]{32,}$'
            ) AS facts
        WHERE e.id = ANY (ids);
    ELSIF of_kind = 'unit' THEN
        RETURN QUERY WITH RECURSIVE before (unit, was) AS (
            SELECT s.successor_id, s.predecessor_id FROM units_succession s WHERE s.successor_id = ANY (ids)
            UNION
            SELECT b.unit, s.predecessor_id FROM before b JOIN units_succession s ON s.successor_id = b.was
        ), former (unit, names) AS (
            SELECT b.unit, string_agg(DISTINCT finding_unit_name(u.kind, u.name), ' ') FROM before b
            JOIN units_unit u ON u.id = b.was GROUP BY b.unit
        )
        SELECT u.id, NULL::bigint, NULL::bigint, false, finding_fold(u.name),
            btrim(concat_ws(' ', finding_unit_name(u.kind, u.name), finding_fold(u.code),
                finding_unit_name(p.kind, p.name), finding_unit_name(g.kind, g.name), f.names)),
            ARRAY[replace(finding_fold(u.name), ' ', '')], u.valid_from::timestamp AT TIME ZONE 'UTC', u.valid_to
        FROM units_unit u LEFT JOIN units_unit p ON p.id = u.parent_id LEFT JOIN units_unit g ON g.id = p.parent_id
            LEFT JOIN former f ON f.unit = u.id
        WHERE u.id = ANY (ids);
    END IF;
END $$;

-- Bring the entries of these things up to date.
CREATE FUNCTION finding_put(of_kind text, ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    IF ids IS NULL THEN
        RETURN;
    END IF;
    IF of_kind IN ('unit', 'person') THEN
        -- Their entries are made of several rows: two who change some of them must not each miss what the other did.
        PERFORM pg_advisory_xact_lock(hashtext('finding_' || of_kind));
    END IF;
    WITH made AS (
        INSERT INTO finding_entry (kind, key, dossier_id, organisation_id, restricted, name, said, words, at, until)
        SELECT of_kind, r.key, r.dossier_id, r.organisation_id, r.restricted, r.name, r.said,
            array_to_tsvector(ARRAY(
                -- The index takes no longer ones; whoever pasted such a thing is to be able to, all the same.
                SELECT left(word, 60) FROM unnest(string_to_array(r.said, ' ') || r.more) word WHERE word <> ''
            )), r.at, r.until
        FROM finding_rows(of_kind, ids) r ORDER BY r.key
        ON CONFLICT (kind, key) DO UPDATE SET dossier_id = EXCLUDED.dossier_id,
            organisation_id = EXCLUDED.organisation_id, restricted = EXCLUDED.restricted, name = EXCLUDED.name,
            said = EXCLUDED.said, words = EXCLUDED.words, at = EXCLUDED.at, until = EXCLUDED.until
        RETURNING said
    )
    INSERT INTO finding_word (word, near)
    SELECT w.word, finding_near(w.word)
    FROM (SELECT DISTINCT unnest(string_to_array(said, ' ')) AS word FROM made) w
    WHERE w.word ~ '[a-z]' AND length(w.word) BETWEEN 3 AND 24
        AND NOT EXISTS (SELECT FROM finding_word known WHERE known.word = w.word);
    IF of_kind IN ('unit', 'person') THEN  -- nothing else is ever removed
        DELETE FROM finding_entry e WHERE e.kind = of_kind AND e.key = ANY (ids)
            AND NOT EXISTS (SELECT FROM finding_rows(of_kind, ids) r WHERE r.key = e.key);
    END IF;
END $$;

CREATE FUNCTION finding_source(of_kind text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE of_kind WHEN 'dossier' THEN 'workflows_dossier' WHEN 'document' THEN 'workflows_document'
        WHEN 'event' THEN 'workflows_event' WHEN 'unit' THEN 'units_unit' WHEN 'person' THEN 'people_office' END
$$;

-- Put everything of a kind in, some thousands at a time.
CREATE FUNCTION finding_fill(of_kind text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    last bigint := 0;
    ids bigint[];
BEGIN
    LOOP
        EXECUTE format(
            'SELECT array_agg(id), max(id) FROM (SELECT id FROM %I WHERE id > $1 ORDER BY id LIMIT 5000) AS next',
            finding_source(of_kind)) INTO ids, last USING last;
        EXIT WHEN ids IS NULL;
        PERFORM finding_put(of_kind, ids);
    END LOOP;
END $$;
"""

KEEPING = r"""
CREATE FUNCTION finding_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM finding_put(TG_ARGV[0], (SELECT array_agg(id ORDER BY id) FROM changed));
    RETURN NULL;
END $$;

CREATE FUNCTION finding_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM finding_put(TG_ARGV[0], ARRAY[NEW.id]);
    RETURN NULL;
END $$;

-- Units are found by what they came from and lie in: these, what became of them, and what lies in them.
CREATE FUNCTION finding_touch_units(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM finding_put('unit', (
        WITH RECURSIVE after (unit) AS (
            SELECT unnest(ids)
            UNION
            SELECT s.successor_id FROM after a JOIN units_succession s ON s.predecessor_id = a.unit
        ), inside AS (
            SELECT u.id FROM units_unit u WHERE u.parent_id = ANY (ids)
        )
        SELECT array_agg(DISTINCT unit ORDER BY unit) FROM (
            SELECT unit FROM after UNION ALL SELECT id FROM inside
            UNION ALL SELECT u.id FROM units_unit u JOIN inside i ON u.parent_id = i.id
        ) AS touched
    ));
END $$;

CREATE FUNCTION finding_unit_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM finding_touch_units(ARRAY[NEW.id]);
    RETURN NULL;
END $$;

CREATE FUNCTION finding_unit_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        DELETE FROM finding_entry WHERE kind = 'unit';
    ELSE
        PERFORM finding_put('unit', ARRAY[OLD.id]);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION finding_succession() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM finding_touch_successors((SELECT array_agg(DISTINCT successor_id) FROM changed));
    RETURN NULL;
END $$;

CREATE FUNCTION finding_succession_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM finding_touch_successors(ARRAY[OLD.successor_id, NEW.successor_id]);
    RETURN NULL;
END $$;

CREATE FUNCTION finding_touch_successors(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM finding_put('unit', (
        WITH RECURSIVE after (unit) AS (
            SELECT unnest(ids)
            UNION
            SELECT s.successor_id FROM after a JOIN units_succession s ON s.predecessor_id = a.unit
        )
        SELECT array_agg(unit ORDER BY unit) FROM after
    ));
END $$;

CREATE FUNCTION finding_office_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM finding_put('person', ARRAY[OLD.id]);
    RETURN NULL;
END $$;

CREATE FUNCTION finding_offices_of() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'people_user' THEN
        PERFORM finding_put('person', (SELECT array_agg(id ORDER BY id) FROM people_office WHERE person_id = NEW.id));
    ELSE
        PERFORM finding_put('person', (SELECT array_agg(id ORDER BY id) FROM people_office WHERE organisation_id = NEW.id));
    END IF;
    RETURN NULL;
END $$;
"""

ADDED = {
    "workflows_dossier": "dossier",
    "workflows_document": "document",
    "workflows_event": "event",
    "units_unit": "unit",
    "people_office": "person",
}
CHANGED = {
    "workflows_dossier": ("finding_changed('dossier')", "code title_vi title_en opened_at"),
    "workflows_document": (
        "finding_changed('document')",
        "symbol type_id subject_vi subject_en issuer date registered_at restricted dossier_id",
    ),
    "units_unit": ("finding_unit_changed()", "name kind code parent_id valid_from valid_to"),
    "people_office": (
        "finding_changed('person')",
        "person_id organisation_id title_vi title_en valid_from valid_to",
    ),
    "people_user": ("finding_offices_of()", "full_name is_active"),
    "people_organisation": ("finding_offices_of()", "title_vi title_en"),
}
TRIGGERS = [
    *(
        f"CREATE TRIGGER finding_added AFTER INSERT ON {table} REFERENCING NEW TABLE AS changed "
        f"FOR EACH STATEMENT EXECUTE FUNCTION finding_added('{kind}');"
        for table, kind in ADDED.items()
    ),
    *(
        f"CREATE TRIGGER finding_changed AFTER UPDATE ON {table} FOR EACH ROW WHEN (("
        + ", ".join(f"OLD.{column}" for column in columns.split())
        + ") IS DISTINCT FROM ("
        + ", ".join(f"NEW.{column}" for column in columns.split())
        + f")) EXECUTE FUNCTION {function};"
        for table, (function, columns) in CHANGED.items()
    ),
    "CREATE TRIGGER finding_gone AFTER DELETE ON units_unit FOR EACH ROW EXECUTE FUNCTION finding_unit_gone();",
    "CREATE TRIGGER finding_emptied AFTER TRUNCATE ON units_unit FOR EACH STATEMENT "
    "EXECUTE FUNCTION finding_unit_gone();",
    "CREATE TRIGGER finding_gone AFTER DELETE ON people_office FOR EACH ROW EXECUTE FUNCTION finding_office_gone();",
    *(
        f"CREATE TRIGGER finding_succession_{name} AFTER {act} ON units_succession REFERENCING {rows} TABLE AS changed "
        "FOR EACH STATEMENT EXECUTE FUNCTION finding_succession();"
        for name, act, rows in (("added", "INSERT", "NEW"), ("gone", "DELETE", "OLD"))
    ),
    "CREATE TRIGGER finding_succession_changed AFTER UPDATE ON units_succession FOR EACH ROW "
    "WHEN ((OLD.predecessor_id, OLD.successor_id) IS DISTINCT FROM (NEW.predecessor_id, NEW.successor_id)) "
    "EXECUTE FUNCTION finding_succession_changed();",
]
FILLED = [f"SELECT finding_fill('{kind}');" for kind in ADDED.values()]

BACKWARDS = "\n".join(
    f"DROP FUNCTION {function} CASCADE;"
    for function in (
        "finding_added()",
        "finding_changed()",
        "finding_unit_changed()",
        "finding_unit_gone()",
        "finding_succession()",
        "finding_succession_changed()",
        "finding_touch_units(bigint[])",
        "finding_touch_successors(bigint[])",
        "finding_office_gone()",
        "finding_offices_of()",
        "finding_fill(text)",
        "finding_source(text)",
        "finding_put(text, bigint[])",
        "finding_rows(text, bigint[])",
        "finding_unit_name(text, text)",
        "finding_near(text)",
        "finding_fold(text)",
    )
)


class Migration(migrations.Migration):
    dependencies = (
        ("finding", "0001_initial"),
        ("people", "0002_initial"),
        ("units", "0001_initial"),
        ("workflows", "0006_clock"),
    )
    operations = (
        migrations.RunSQL([FOLDING, ROWS, KEEPING, *TRIGGERS], BACKWARDS),
        migrations.RunSQL(FILLED, migrations.RunSQL.noop),
    )
