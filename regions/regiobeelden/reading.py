"""What the pages of a regiobeeld show: of one that is adopted what was kept then, of others what stands now."""

from django.db.models import JSONField
from django.db.models.expressions import RawSQL

from regions.dossier import about_region
from regions.models import ADOPTED, AdoptedEdition, Cycle, Regiobeeld
from regions.regiobeelden.accounting import account_of
from regions.regiobeelden.content import blocks_of, comparable_of, content_of, themes_of

# The page of a regiobeeld needs no texts and no charts, and those are nearly all of it.
WITHOUT_TEXTS = RawSQL(
    """
    content - '{cycles,check,region,region_sources}'::text[] || jsonb_build_object('themes', (
        SELECT coalesce(jsonb_agg(theme - '{body,pictures,cited,blocks}'::text[] ORDER BY place), '[]')
        FROM jsonb_array_elements(content -> 'themes') WITH ORDINALITY AS each (theme, place)
    ))
    """,
    (),
    output_field=JSONField(),
)


# What is compared with another edition: the texts as well, but no charts.
WITH_TEXTS = RawSQL(
    """
    content - '{cycles,check,region,region_sources}'::text[] || jsonb_build_object('themes', (
        SELECT coalesce(jsonb_agg(theme - '{cited,blocks}'::text[] ORDER BY place), '[]')
        FROM jsonb_array_elements(content -> 'themes') WITH ORDINALITY AS each (theme, place)
    ))
    """,
    (),
    output_field=JSONField(),
)


def page_of(regiobeeld: Regiobeeld) -> dict:
    """Answer what `content.comparable_of` answers: all but the texts, the blocks of figures, the cycles and the check."""
    return _adopted(regiobeeld, WITHOUT_TEXTS) or comparable_of(regiobeeld)


def edition_of(regiobeeld: Regiobeeld) -> dict:
    """Answer what `content.comparable_of` answers, with the texts: for who holds one edition against another."""
    return _adopted(regiobeeld, WITH_TEXTS) or comparable_of(regiobeeld, with_texts=True)


# One theme out of all. The texts and the blocks of the others weigh much more.
THEME = "jsonb_path_query_first(content, '$.themes[*] ? (@.pk == $pk)', jsonb_build_object('pk', %s::bigint))"


def theme_of(regiobeeld: Regiobeeld, pk: int) -> dict | None:
    """Answer the content of one theme without its figures, with their `codes`; None where there is no such theme."""
    if adopted := _adopted(regiobeeld, RawSQL(f"{THEME} - 'blocks'", (pk,), output_field=JSONField())):  # noqa: S611
        return adopted | {"codes": [each["code"] for each in adopted["figures"]]}
    return next(iter(themes_of(regiobeeld, only=pk)), None)


def blocks_of_theme(regiobeeld: Regiobeeld, pk: int) -> list[dict]:
    """Answer the blocks of figures of one theme."""
    adopted = _adopted(regiobeeld, RawSQL(f"{THEME} -> 'blocks'", (pk,), output_field=JSONField()))  # noqa: S611
    return blocks_of(regiobeeld, pk) if adopted is None else adopted


def region_of(regiobeeld: Regiobeeld) -> dict:
    """Answer what the dossier says of the region, as `about_region` does; of an adopted regiobeeld as it was kept then."""
    kept = _adopted(regiobeeld, RawSQL("content -> 'region'", (), output_field=JSONField()))
    return kept or about_region(regiobeeld.region)


def involvement_of(regiobeeld: Regiobeeld) -> list[dict] | None:
    """Answer who took part, of an adopted regiobeeld as it was kept then; None of one that is open."""
    return _adopted(regiobeeld, RawSQL("content -> 'involvement'", (), output_field=JSONField()))


CYCLE = "jsonb_path_query_first(content, '$.cycles[*] ? (@.number == $number)', jsonb_build_object('number', %s::int))"


def cycle_of(cycle: Cycle) -> dict:
    """Answer the account of a cycle, as `account_of` does; of an adopted regiobeeld as it was kept then."""
    kept = _adopted(cycle.regiobeeld, RawSQL(CYCLE, (cycle.number,), output_field=JSONField()))  # noqa: S611
    return kept or account_of(cycle)


def whole_of(regiobeeld: Regiobeeld) -> dict:
    """Answer the whole content."""
    return _adopted(regiobeeld, RawSQL("content", (), output_field=JSONField())) or content_of(regiobeeld)


def _adopted(regiobeeld: Regiobeeld, part: RawSQL):
    if regiobeeld.status not in ADOPTED:
        return None
    return (
        AdoptedEdition.objects.filter(regiobeeld=regiobeeld).annotate(part=part).values_list("part", flat=True).first()
    )
