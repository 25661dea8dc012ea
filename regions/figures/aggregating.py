"""The figures of regions and of the country, made from those of municipalities the way each indicator says."""

from collections.abc import Iterable

from django.db import connection, transaction

# A weighted mean is shown where the municipalities that are known hold at least this part of the inhabitants.
ENOUGH = 0.8

# Stated figures come first; what is computed fills in where no source states the figure of the area itself.
STATED = """
INSERT INTO regions_areafigure
    (indicator_id, region_id, year, scenario, status, method, value, lower, upper, known, expected)
SELECT indicator_id, region_id, year, scenario, status, 'gegeven', value, lower, upper, 0, 0
FROM regions_figure
WHERE is_current AND municipality_id IS NULL AND zorgkantoorregio_id IS NULL AND indicator_id = ANY(%(indicators)s)
"""
COMPUTED = """
WITH place AS (
    SELECT municipality.id, indeling.region_id, municipality.population
    FROM regions_municipality municipality
    JOIN regions_indeling indeling
        ON indeling.municipality_id = municipality.id AND indeling.purpose = 'structuur' AND indeling.period @> %(today)s
), area AS (
    SELECT region_id, count(*) AS places, sum(population) AS population
    FROM place GROUP BY GROUPING SETS ((region_id), ())
), known AS (
    SELECT
        indicator.id AS indicator_id, indicator.aggregation, place.region_id, figure.year, figure.scenario,
        bool_or(figure.status = 'geschat') AS has_estimates,
        count(figure.value) AS places,
        sum(place.population) FILTER (WHERE figure.value IS NOT NULL) AS population,
        sum(figure.value) AS total,
        sum(figure.value * place.population) FILTER (WHERE indicator.aggregation = 'gewogen') AS weighted,
        sum(place.population / nullif(figure.value, 0)) FILTER (WHERE indicator.aggregation = 'dichtheid') AS surface
    FROM regions_figure figure
    JOIN regions_indicator indicator ON indicator.id = figure.indicator_id AND indicator.aggregation <> 'geen'
    JOIN place ON place.id = figure.municipality_id
    WHERE figure.is_current AND figure.indicator_id = ANY(%(indicators)s)
    GROUP BY GROUPING SETS (
        (indicator.id, place.region_id, figure.year, figure.scenario),
        (indicator.id, figure.year, figure.scenario)
    )
)
INSERT INTO regions_areafigure
    (indicator_id, region_id, year, scenario, status, method, value, known, expected)
SELECT
    known.indicator_id, known.region_id, known.year, known.scenario,
    CASE WHEN known.scenario <> '' THEN 'prognose' WHEN known.has_estimates THEN 'geschat' ELSE 'gemeten' END,
    known.aggregation,
    round(CASE
        WHEN known.aggregation = 'som' AND known.places = area.places THEN known.total
        WHEN known.population < %(enough)s * area.population THEN NULL
        WHEN known.aggregation = 'gewogen' THEN known.weighted / known.population
        WHEN known.aggregation = 'dichtheid' THEN known.population / known.surface
    END, 4),
    known.places, area.places
FROM known
JOIN area ON coalesce(area.region_id, 0) = coalesce(known.region_id, 0)
ON CONFLICT DO NOTHING
"""


@transaction.atomic
def aggregate(indicators: Iterable[int], *, today) -> None:
    """Make the figures of regions and the country of these indicators anew, for the municipalities as they lie `today`.

    A sum needs every municipality; a weighted mean or a density needs those that hold `ENOUGH` of the inhabitants, and
    weighs by their inhabitants of `Municipality.population`. What an area lacks stays without a value.
    """
    values = {"indicators": sorted(indicators), "today": today, "enough": ENOUGH}
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM regions_areafigure WHERE indicator_id = ANY(%(indicators)s)", values)
        cursor.execute(STATED, values)
        cursor.execute(COMPUTED, values)
