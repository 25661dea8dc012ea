"""Plans elsewhere that look like one that is being written, found in what everybody can read of them."""

from dataclasses import dataclass

from django.utils import timezone

from iza_portal.rows import many
from plans.models.transformatie import Transformatieplan
from plans.transformatie.workflow import APPROVED

MOST = 5
#: So much of the plan's own text is looked at, in characters, and so many of its words are looked for.
_READ = 4000
_WORDS = 25

# The words that the plan says most often, and those of its title, are looked for in the public summaries (by their index);
# titles that are alike are found by theirs. What is found in either way is ranked together, the same theme counting along.
_SIMILAR = """
    WITH words AS (
        SELECT string_agg('''' || replace(replace(lexeme, '\\', '\\\\'), '''', '''''') || '''', ' | ') AS said FROM (
            SELECT lexeme FROM unnest(
                setweight(to_tsvector('dutch', %(title)s::text), 'A') || to_tsvector('dutch', %(text)s::text)
            ) word
            ORDER BY 'A' = ANY(weights) DESC, cardinality(positions) DESC, lexeme LIMIT %(words)s
        ) chosen
    ),
    asked AS MATERIALIZED (SELECT said::tsquery AS query FROM words WHERE said IS NOT NULL),
    told AS (
        SELECT summary.plan_id, ts_rank(summary.search, asked.query, 1) AS rank
        FROM plans_samenvatting summary, asked
        WHERE summary.search @@ asked.query AND summary.published_at IS NOT NULL AND summary.withdrawn_at IS NULL
            AND NOT EXISTS (
                SELECT 1 FROM plans_samenvatting later WHERE later.plan_id = summary.plan_id
                AND later.number > summary.number AND later.published_at IS NOT NULL
            )
        ORDER BY rank DESC LIMIT 200
    ),
    titled AS (
        SELECT plan.id AS plan_id, similarity(plan.title, %(title)s::text) AS likeness
        FROM plans_transformatieplan plan WHERE plan.title %% %(title)s::text
    )
    SELECT plan.id, plan.title, region.name, plan.approved_at, theme.title,
        coalesce(told.rank, 0) + coalesce(titled.likeness, 0)
        + CASE WHEN plan.theme_id = %(theme)s::bigint THEN 0.1 ELSE 0 END AS score
    FROM told FULL JOIN titled USING (plan_id)
    JOIN plans_transformatieplan plan ON plan.id = plan_id
    JOIN regions_region region ON region.id = plan.region_id
    LEFT JOIN plans_thema theme ON theme.id = plan.theme_id
    WHERE plan.id <> %(plan)s AND plan.status = ANY(%(approved)s::text[]) AND EXISTS (
        SELECT 1 FROM plans_samenvatting summary WHERE summary.plan_id = plan.id
        AND summary.published_at IS NOT NULL AND summary.withdrawn_at IS NULL
        AND NOT EXISTS (
            SELECT 1 FROM plans_samenvatting later WHERE later.plan_id = summary.plan_id
            AND later.number > summary.number AND later.published_at IS NOT NULL
        )
    )
    ORDER BY score DESC, plan.id LIMIT %(most)s
"""


@dataclass(frozen=True)
class SimilarPlan:
    """An approved plan whose summary everybody can read: its title, its region and theme, and the year of its approval."""

    pk: int
    title: str
    region: str
    theme: str
    year: int

    @property
    def url(self) -> str:
        return f"/transformatieplannen/{self.pk}/openbaar/"


def similar_to(plan: Transformatieplan) -> list[SimilarPlan]:
    """Answer the plans that look most like this one, at most five, the most alike first; two queries.

    They are compared with the title and theme of the plan, and with what its texts say so far.
    """
    texts = plan.onderdelen.filter(code__in=["knelpunten", "langetermijn"]).values_list("plain_text", flat=True)
    found = many(
        _SIMILAR,
        title=plan.title,
        text=" ".join(texts)[:_READ],
        words=_WORDS,
        theme=plan.theme_id,
        plan=plan.pk,
        approved=[state.value for state in APPROVED],
        most=MOST,
    )
    return [
        SimilarPlan(pk, title, region, theme or "", timezone.localdate(approved_at).year)
        for pk, title, region, approved_at, theme, _ in found
    ]
