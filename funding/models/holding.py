"""What the ledger holds, as one trigger: it looks at a boekstuk when its transaction ends, with the budget's row held.

This is the only place where these rules stand. `funding.grootboek.posting` asks it early, and says in Dutch what it refused
(`funding.grootboek.refusals`): it raises SQLSTATE IZA01, with the rule as message and numbers as JSON detail.

Only postings change the sums of a year and of an obligation: what they come to was right before, and is simply asked again.
What depends on a rule of a day, on mandates or on the years of an onderdeel can have become wrong without a posting: that is
refused only where this boekstuk makes it worse, for what makes it better may not wait.
"""

from typing import NamedTuple

REFUSED = "IZA01"


class _Function(NamedTuple):
    declare: list[tuple[str, str]]
    func: str


# Whether the kassier may spend what was divided to a municipality on the day of the boekstuk.
_MANDATED = """
                    budget.mandaatregio_id IS NULL OR sums.municipality_id IS NULL
                    OR gemeente.organisation_id = budget.holder_id
                    OR EXISTS (
                        SELECT FROM funding_machtiging machtiging
                        WHERE machtiging.budget_id = budget.id AND machtiging.municipality_id = sums.municipality_id
                            AND machtiging.from_on <= NEW."on"
                            AND (machtiging.until_on IS NULL OR machtiging.until_on >= NEW."on")
                    )
"""

HOLDS = _Function(
    declare=[
        ("one", "RECORD"),
        ("line", "RECORD"),
        ("theme", "RECORD"),
        ("years", "SMALLINT[]"),
        ("binding", "BOOLEAN"),
        ("percent", "NUMERIC"),
        ("shift", "NUMERIC"),
    ],
    func="""
    PERFORM FROM funding_budget WHERE id = NEW.budget_id FOR NO KEY UPDATE;

    IF NEW.cents IS DISTINCT FROM (SELECT sum(cents) FROM funding_boeking WHERE boekstuk_id = NEW.id) THEN
        RAISE EXCEPTION USING ERRCODE = 'IZA01', MESSAGE = 'som', DETAIL = '{}';
    END IF;
    IF EXISTS (
        SELECT FROM funding_verantwoording
        WHERE budget_id = NEW.budget_id AND municipality_id IS NULL AND status = 'vastgesteld' AND year >= NEW.book_year
    ) THEN
        RAISE EXCEPTION USING ERRCODE = 'IZA01', MESSAGE = 'gesloten',
            DETAIL = json_build_object('year', NEW.book_year);
    END IF;
    IF EXISTS (
        SELECT FROM funding_boeking
        WHERE boekstuk_id = NEW.id AND soort IN ('naar_volgend_jaar', 'uit_vorig_jaar')
        GROUP BY year - (soort = 'uit_vorig_jaar')::int
        HAVING sum(CASE soort WHEN 'uit_vorig_jaar' THEN -cents ELSE cents END) <> 0
    ) THEN
        RAISE EXCEPTION USING ERRCODE = 'IZA01', MESSAGE = 'half_doorgeschoven', DETAIL = '{}';
    END IF;

    SELECT array_agg(DISTINCT year) INTO years FROM funding_boeking WHERE boekstuk_id = NEW.id;
    FOR one IN
        SELECT year,
            coalesce(sum(cents) FILTER (WHERE soort = 'verlening'), 0) AS verleend,
            coalesce(sum(cents) FILTER (WHERE soort = 'uit_vorig_jaar'), 0) AS uit_vorig,
            coalesce(sum(cents) FILTER (WHERE soort = 'naar_volgend_jaar'), 0) AS naar_volgend,
            coalesce(sum(cents) FILTER (WHERE soort = 'terugbetaling'), 0) AS terug,
            coalesce(sum(cents) FILTER (WHERE soort = 'verdeling'), 0) AS verdeeld,
            coalesce(sum(cents) FILTER (WHERE soort = 'verplichting' OR soort = 'realisatie' AND los), 0) AS vast
        FROM (
            SELECT year, soort, verplichting_id IS NULL AS los, sum(cents) AS cents FROM funding_boeking
            WHERE budget_id = NEW.budget_id AND year = ANY(years) GROUP BY year, soort, los
        ) AS sums
        GROUP BY year ORDER BY year
    LOOP
        IF least(one.verleend, one.uit_vorig, one.naar_volgend, one.terug) < 0 THEN
            RAISE EXCEPTION USING ERRCODE = 'IZA01', MESSAGE = 'onder_nul', DETAIL = json_build_object('year', one.year);
        END IF;
        IF one.verdeeld > one.verleend + one.uit_vorig - one.naar_volgend - one.terug THEN
            RAISE EXCEPTION USING ERRCODE = 'IZA01', MESSAGE = 'boven_uitkering', DETAIL = json_build_object(
                'year', one.year, 'over', one.verdeeld - one.verleend - one.uit_vorig + one.naar_volgend + one.terug
            );
        END IF;
        SELECT value INTO percent FROM funding_regelingregel regel
            JOIN funding_budget budget ON budget.regeling_id = regel.regeling_id
            WHERE budget.id = NEW.budget_id AND regel.kind = 'doorschuiven'
                AND regel.valid_from <= least(NEW."on", make_date(one.year, 12, 31))
            ORDER BY regel.valid_from DESC LIMIT 1;
        IF one.naar_volgend > floor(one.verleend * coalesce(percent, 0) / 100) AND EXISTS (
            SELECT FROM funding_boeking
            WHERE boekstuk_id = NEW.id AND soort = 'naar_volgend_jaar' AND cents > 0 AND year = one.year
        ) THEN
            RAISE EXCEPTION USING ERRCODE = 'IZA01', MESSAGE = 'boven_doorschuiven', DETAIL = json_build_object(
                'year', one.year, 'most', floor(one.verleend * coalesce(percent, 0) / 100), 'percent', coalesce(percent, 0)
            );
        END IF;
        SELECT value <> 0 INTO binding FROM funding_regelingregel regel
            JOIN funding_budget budget ON budget.regeling_id = regel.regeling_id
            WHERE budget.id = NEW.budget_id AND regel.kind = 'regels_binden'
                AND regel.valid_from <= least(NEW."on", make_date(one.year, 12, 31))
            ORDER BY regel.valid_from DESC LIMIT 1;
        binding := coalesce(binding, true);
        SELECT value INTO shift FROM funding_regelingregel regel
            JOIN funding_budget budget ON budget.regeling_id = regel.regeling_id
            WHERE budget.id = NEW.budget_id AND regel.kind = 'schuiven_in_thema'
                AND regel.valid_from <= least(NEW."on", make_date(one.year, 12, 31))
            ORDER BY regel.valid_from DESC LIMIT 1;
        IF one.vast > one.verleend + one.uit_vorig - one.naar_volgend - one.terug THEN
            RAISE EXCEPTION USING ERRCODE = 'IZA01', MESSAGE = 'boven_budget', DETAIL = json_build_object(
                'year', one.year, 'over', one.vast - one.verleend - one.uit_vorig + one.naar_volgend + one.terug
            );
        END IF;
        FOR line IN
            SELECT regel.id, regel.title, added.cents AS erbij, added.verdeeld AS erbij_verdeeld,
                onderdeel.id AS onderdeel, onderdeel.first_year, onderdeel.last_year,
                coalesce(sum(sums.cents) FILTER (WHERE soort = 'verdeling'), 0) AS verdeeld,
                coalesce(sum(sums.cents) FILTER (WHERE soort = 'realisatie'), 0) AS besteed,
                coalesce(sum(sums.cents) FILTER (WHERE soort = 'realisatie' AND los), 0) AS los,
                coalesce(sum(sums.cents) FILTER (WHERE soort = 'verplichting'), 0) AS verplicht,
                coalesce(sum(sums.cents) FILTER (WHERE soort = 'verdeling' AND (MANDATED)), 0) AS gemachtigd
            FROM (
                SELECT regel_id, coalesce(sum(cents) FILTER (
                    WHERE soort = 'verplichting' OR soort = 'realisatie' AND verplichting_id IS NULL
                ), 0) AS cents,
                    coalesce(sum(cents) FILTER (WHERE soort = 'verdeling'), 0) AS verdeeld
                FROM funding_boeking WHERE boekstuk_id = NEW.id AND year = one.year GROUP BY regel_id
            ) AS added
            JOIN (
                SELECT regel_id, municipality_id, soort, verplichting_id IS NULL AS los, sum(cents) AS cents
                FROM funding_boeking WHERE budget_id = NEW.budget_id AND year = one.year
                GROUP BY regel_id, municipality_id, soort, los
            ) AS sums ON sums.regel_id = added.regel_id
            JOIN funding_budgetregel regel ON regel.id = added.regel_id
            JOIN funding_budget budget ON budget.id = NEW.budget_id
            LEFT JOIN funding_regelingonderdeel onderdeel ON onderdeel.id = regel.onderdeel_id
            LEFT JOIN regions_municipality gemeente ON gemeente.id = sums.municipality_id
            GROUP BY regel.id, regel.title, added.cents, added.verdeeld, onderdeel.id ORDER BY regel.id
        LOOP
            IF least(line.verdeeld, line.besteed, line.los, line.verplicht) < 0 THEN
                RAISE EXCEPTION USING ERRCODE = 'IZA01', MESSAGE = 'regel_onder_nul', DETAIL = json_build_object(
                    'year', one.year, 'line', line.title
                );
            END IF;
            IF one.year NOT BETWEEN line.first_year AND line.last_year AND greatest(line.erbij, line.erbij_verdeeld) > 0 THEN
                RAISE EXCEPTION USING ERRCODE = 'IZA01', MESSAGE = 'buiten_onderdeel', DETAIL = json_build_object(
                    'year', one.year, 'line', line.title, 'first', line.first_year, 'last', line.last_year
                );
            END IF;
            IF binding AND (shift IS NULL OR line.onderdeel IS NULL) AND line.verplicht + line.los > line.verdeeld
                AND line.erbij > line.erbij_verdeeld THEN
                RAISE EXCEPTION USING ERRCODE = 'IZA01', MESSAGE = 'boven_regel', DETAIL = json_build_object(
                    'year', one.year, 'line', line.title, 'over', line.verplicht + line.los - line.verdeeld
                );
            END IF;
            IF line.gemachtigd < line.verdeeld AND line.verplicht + line.los > line.gemachtigd AND line.erbij > (
                SELECT coalesce(sum(sums.cents), 0) FROM funding_boeking sums
                JOIN funding_budget budget ON budget.id = sums.budget_id
                LEFT JOIN regions_municipality gemeente ON gemeente.id = sums.municipality_id
                WHERE sums.boekstuk_id = NEW.id AND sums.year = one.year AND sums.regel_id = line.id
                    AND sums.soort = 'verdeling' AND (MANDATED)
            ) THEN
                RAISE EXCEPTION USING ERRCODE = 'IZA01', MESSAGE = 'zonder_machtiging', DETAIL = json_build_object(
                    'year', one.year, 'line', line.title, 'over', line.verplicht + line.los - line.gemachtigd,
                    'most', line.gemachtigd
                );
            END IF;
        END LOOP;
        FOR theme IN
            SELECT title, sum(verdeeld) AS verdeeld, sum(vast) AS vast, sum(erbij) AS erbij,
                sum(erbij_verdeeld) AS erbij_verdeeld, sum(greatest(vast - verdeeld, 0)) AS geschoven,
                sum(greatest(vast - erbij - verdeeld + erbij_verdeeld, 0)) AS was_geschoven
            FROM (
                SELECT onderdeel.theme AS title,
                    coalesce(sum(cents) FILTER (WHERE soort = 'verdeling'), 0) AS verdeeld,
                    coalesce(sum(cents) FILTER (
                        WHERE soort = 'verplichting' OR soort = 'realisatie' AND verplichting_id IS NULL
                    ), 0) AS vast,
                    coalesce(sum(cents) FILTER (WHERE boekstuk_id = NEW.id AND soort = 'verdeling'), 0) AS erbij_verdeeld,
                    coalesce(sum(cents) FILTER (WHERE boekstuk_id = NEW.id AND (
                        soort = 'verplichting' OR soort = 'realisatie' AND verplichting_id IS NULL
                    )), 0) AS erbij
                FROM funding_boeking boeking
                JOIN funding_budgetregel regel ON regel.id = boeking.regel_id
                JOIN funding_regelingonderdeel onderdeel ON onderdeel.id = regel.onderdeel_id
                WHERE boeking.budget_id = NEW.budget_id AND boeking.year = one.year
                GROUP BY onderdeel.theme, boeking.regel_id
            ) AS of_lines
            WHERE binding AND shift IS NOT NULL GROUP BY title ORDER BY title
        LOOP
            IF theme.vast > theme.verdeeld AND theme.erbij > theme.erbij_verdeeld THEN
                RAISE EXCEPTION USING ERRCODE = 'IZA01', MESSAGE = 'boven_thema', DETAIL = json_build_object(
                    'year', one.year, 'line', theme.title, 'over', theme.vast - theme.verdeeld
                );
            END IF;
            IF theme.geschoven > floor(theme.verdeeld * shift / 100) AND theme.geschoven * 100 - theme.verdeeld * shift
                > theme.was_geschoven * 100 - (theme.verdeeld - theme.erbij_verdeeld) * shift THEN
                RAISE EXCEPTION USING ERRCODE = 'IZA01', MESSAGE = 'boven_schuiven', DETAIL = json_build_object(
                    'year', one.year, 'line', theme.title, 'most', floor(theme.verdeeld * shift / 100),
                    'percent', shift, 'over', theme.geschoven - floor(theme.verdeeld * shift / 100)
                );
            END IF;
        END LOOP;
    END LOOP;

    FOR line IN
        SELECT boeking.verplichting_id, boeking.year, verplichting.number,
            coalesce(sum(cents) FILTER (WHERE soort = 'verplichting'), 0) AS verplicht,
            coalesce(sum(cents) FILTER (WHERE soort = 'betaling'), 0) AS betaald,
            coalesce(sum(cents) FILTER (WHERE soort = 'realisatie'), 0) AS besteed
        FROM funding_boeking boeking JOIN funding_verplichting verplichting ON verplichting.id = boeking.verplichting_id
        WHERE (boeking.verplichting_id, boeking.year) IN (
            SELECT DISTINCT verplichting_id, year FROM funding_boeking
            WHERE boekstuk_id = NEW.id AND verplichting_id IS NOT NULL
        )
        GROUP BY boeking.verplichting_id, boeking.year, verplichting.number
    LOOP
        IF least(line.verplicht, line.betaald, line.besteed) < 0 THEN
            RAISE EXCEPTION USING ERRCODE = 'IZA01', MESSAGE = 'verplichting_onder_nul', DETAIL = json_build_object(
                'year', line.year, 'line', line.number
            );
        END IF;
        IF line.betaald > line.verplicht THEN
            RAISE EXCEPTION USING ERRCODE = 'IZA01', MESSAGE = 'boven_verplichting', DETAIL = json_build_object(
                'year', line.year, 'line', line.number, 'over', line.betaald - line.verplicht
            );
        END IF;
        IF line.besteed > line.verplicht THEN
            RAISE EXCEPTION USING ERRCODE = 'IZA01', MESSAGE = 'meer_besteed', DETAIL = json_build_object(
                'year', line.year, 'line', line.number, 'over', line.besteed - line.verplicht
            );
        END IF;
    END LOOP;
    RETURN NULL;
""".replace("MANDATED", _MANDATED),
)
