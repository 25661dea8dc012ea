"""What the pages of a regiobeeld show: of one that is adopted what was kept then, of others what stands now."""

from django.db.models import JSONField
from django.db.models.expressions import RawSQL

from regions.models import ADOPTED, AdoptedEdition, Regiobeeld
from regions.regiobeelden.content import blocks_of, comparable_of, content_of, themes_of

# The page of a regiobeeld needs no texts and no charts, and those are nearly all of it.
WITHOUT_TEXTS = RawSQL(
    """
    content - 'cycles' - 'check' || jsonb_build_object('themes', (
        SELECT coalesce(jsonb_agg(theme - 'body' - 'blocks' ORDER BY place), '[]')
        FROM jsonb_array_elements(content -> 'themes') WITH ORDINALITY AS each (theme, place)
    ))
    """,
    (),
    output_field=JSONField(),
)


def page_of(regiobeeld: Regiobeeld) -> dict:
    """Answer what `content.comparable_of` answers: all but the texts, the blocks of figures, the cycles and the check."""
    return _adopted(regiobeeld, WITHOUT_TEXTS) or comparable_of(regiobeeld)


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


def whole_of(regiobeeld: Regiobeeld) -> dict:
    """Answer the whole content."""
    return _adopted(regiobeeld, RawSQL("content", (), output_field=JSONField())) or content_of(regiobeeld)


def _adopted(regiobeeld: Regiobeeld, part: RawSQL):
    if regiobeeld.status not in ADOPTED:
        return None
    return (
        AdoptedEdition.objects.filter(regiobeeld=regiobeeld).annotate(part=part).values_list("part", flat=True).first()
    )
