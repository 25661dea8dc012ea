"""The dates of plans in the agenda of the people of their regions: terms, decisions and milestones.

What others are to do is told in one line for each plan and date: a plan has hundreds of milestones, and no agenda is the
better for all of them.
"""

from iza_portal.agenda.dates import Entry, Precision, Wanted
from iza_portal.rows import many
from plans.models import MijlpaalStand, Orgaan
from plans.vaststelling.rules import RECORDING_FUNCTIONS
from plans.voortgang.followed import BEYOND_THE_TAFEL
from plans.workflow import AGREED, IN_FORCE, BesluitStatus, Status
from regions.agenda.regional import regions_wanted
from regions.agreements import Domein
from regions.roles import coordinated_by, roles_of

# Rows of one shape: kind, what tells it from others of its kind, key, plan, its title, region, its name, date, what it is
# about, who (of a milestone its opgave, which is opened on the page), asked, done, how many, of which done, subjects.
# Django would write this anew for each reader, and each page of «Mijn werk» asks it. Which plan is followed: see
# `plans.voortgang.followed.chosen`.
_DATES = """
    WITH plan AS (
        SELECT plan.id, plan.title, plan.status, plan.due_on, plan.region_id, region.short_name AS region,
            plan.status = ANY(%(in_force)s) AS is_in_force, NOT EXISTS (
                SELECT 1 FROM plans_regioplan later WHERE later.region_id = plan.region_id AND later.kind = plan.kind
                    AND later.status = ANY(%(in_force)s)
                    AND (later.status = ANY(%(beyond)s), later.edition, later.version)
                        > (plan.status = ANY(%(beyond)s), plan.edition, plan.version)
            ) AS is_followed
        FROM plans_regioplan plan JOIN regions_region region ON region.id = plan.region_id
        WHERE plan.region_id = ANY(%(regions)s)
    ), besluit AS (
        SELECT besluit.id, besluit.due_on, besluit.agenda_on, besluit.status, besluit.orgaan, organisation.name,
            besluit.organisation_id = ANY(%(noting)s) AS is_own, besluit.status = ANY(%(decided)s) AS is_done,
            plan.id AS plan_id, plan.title, plan.region_id, plan.region
        FROM plan
        JOIN LATERAL (
            SELECT versie.id FROM plans_vaststellingsversie versie WHERE versie.plan_id = plan.id
            ORDER BY versie.number DESC LIMIT 1
        ) versie ON true
        JOIN plans_besluit besluit ON besluit.versie_id = versie.id
        JOIN accounts_organisation organisation ON organisation.id = besluit.organisation_id
        WHERE plan.is_in_force
    ), mijlpaal AS (
        SELECT mijlpaal.id, mijlpaal.key, mijlpaal.activity, ended.at AS ends_on, opgave.onderdelen,
            opgave.id AS opgave_id,
            COALESCE(COALESCE(mijlpaal.organisation_id, actie.organisation_id) = ANY(%(noting)s), false) AS is_own,
            COALESCE(stand.status = %(finished)s, false) AS is_done,
            plan.id AS plan_id, plan.title, plan.region_id, plan.region
        FROM plan
        JOIN plans_opgave opgave ON opgave.plan_id = plan.id AND opgave.position IS NOT NULL
        JOIN plans_actie actie ON actie.opgave_id = opgave.id
        JOIN plans_mijlpaal mijlpaal ON mijlpaal.actie_id = actie.id
        LEFT JOIN plans_stand stand ON stand.mijlpaal_id = mijlpaal.id
        CROSS JOIN LATERAL (
            SELECT (COALESCE(stand.expected, mijlpaal.quarter) + interval '3 months' - interval '1 day')::date AS at
        ) ended
        WHERE plan.is_in_force AND plan.is_followed AND stand.status IS DISTINCT FROM %(dropped)s
            AND ended.at BETWEEN %(first)s AND %(last)s
    )
    SELECT 'plan', id::text, id, id, title, region_id, region, due_on, '', '', region_id = ANY(%(coordinated)s),
        status <> %(concept)s, 0, 0, NULL::varchar[]
    FROM plan WHERE due_on BETWEEN %(first)s AND %(last)s
    UNION ALL
    SELECT 'onderdeel', section.id::text, section.id, plan.id, plan.title, plan.region_id, plan.region, section.due_on,
        section.title, '', true, section.is_ready OR plan.status <> %(concept)s, 0, 0, NULL
    FROM plan JOIN plans_section section ON section.plan_id = plan.id
    WHERE section.owner_id = %(person)s AND section.position IS NOT NULL
        AND section.due_on BETWEEN %(first)s AND %(last)s
    UNION ALL
    SELECT 'agenda', id::text, id, plan_id, title, region_id, region, agenda_on, orgaan, name, is_own, NULL, 0, 0, NULL
    FROM besluit WHERE status = %(on_agenda)s AND agenda_on BETWEEN %(first)s AND %(last)s
    UNION ALL
    SELECT 'besluit', id::text, id, plan_id, title, region_id, region, due_on, orgaan, name, true, is_done, 0, 0, NULL
    FROM besluit WHERE is_own AND due_on BETWEEN %(first)s AND %(last)s
    UNION ALL
    SELECT 'besluiten', plan_id || ':' || due_on, plan_id, plan_id, title, region_id, region, due_on, '', '', false,
        bool_and(is_done), count(*), count(*) FILTER (WHERE is_done), NULL
    FROM besluit WHERE NOT is_own AND due_on BETWEEN %(first)s AND %(last)s
    GROUP BY plan_id, title, region_id, region, due_on
    UNION ALL
    SELECT 'mijlpaal', key::text, id, plan_id, title, region_id, region, ends_on, activity, opgave_id::text, true,
        is_done, 0, 0, onderdelen
    FROM mijlpaal WHERE is_own
    UNION ALL
    SELECT 'mijlpalen', plan_id || ':' || ends_on, plan_id, plan_id, title, region_id, region, ends_on, '', '', false,
        bool_and(is_done), count(*), count(*) FILTER (WHERE is_done), NULL
    FROM mijlpaal WHERE NOT is_own GROUP BY plan_id, title, region_id, region, ends_on
"""


def plan_dates(wanted: Wanted) -> list[Entry]:
    """Answer the dates of the plans of the person's regions; one query, none for who has no region."""
    regions = regions_wanted(wanted)
    if not regions:
        return []
    values = {
        "regions": regions,
        "in_force": [status.value for status in IN_FORCE],
        "beyond": [status.value for status in BEYOND_THE_TAFEL],
        "concept": Status.CONCEPT.value,
        "decided": [status.value for status in (*AGREED, BesluitStatus.NIET_VASTGESTELD)],
        "on_agenda": BesluitStatus.GEAGENDEERD.value,
        "finished": MijlpaalStand.GEREED.value,
        "dropped": MijlpaalStand.VERVALLEN.value,
        "coordinated": coordinated_by(wanted.user),
        "noting": sorted(
            {role.organisation_id for role in roles_of(wanted.user) if role.function in RECORDING_FUNCTIONS}
        ),
        "person": wanted.user.pk,
        "first": wanted.first,
        "last": wanted.last,
    }
    return [_entry(*row) for row in many(_DATES, **values)]


def _entry(
    row, mark, pk, plan, title, region_id, region, on, about, who, asked, done, total, of_which_done, onderdelen
):
    kind, what, path = _said(row, title, about, who, total, of_which_done)
    return Entry(
        f"{row}:{mark}",
        kind,
        on,
        what,
        f"/plannen/{plan}/{path.format(pk)}",
        precision=Precision.KWARTAAL if kind == "mijlpaal" else Precision.DAG,
        note="" if row == "plan" else f"Plan: {title}.",
        subjects=tuple(Domein(code) for code in onderdelen or ()) if kind == "mijlpaal" else (Domein.B,),
        region_id=region_id,
        region=region,
        is_asked=asked,
        is_done=done,
    )


def _said(row: str, title: str, about: str, who: str, total: int, of_which_done: int) -> tuple[str, str, str]:
    """Answer the kind of a row, what it says, and where in the plan it is."""
    match row:
        case "plan":
            return "plan", f"Laatste dag voor “{title}”", ""
        case "onderdeel":
            return "werk", f"Laatste dag voor onderdeel “{about}”", "onderdelen/{}/bewerken/"
        case "agenda":
            return "besluit", f"De vergadering van {_body(about, who)} over “{title}”", "vaststelling/"
        case "besluit":
            return "besluit", f"Laatste dag voor het besluit van {_body(about, who)} over “{title}”", "vaststelling/"
        case "besluiten":
            said = f"Laatste dag voor besluiten van anderen over “{title}” ({of_which_done} van {total} genomen)"
            return "besluit", said, "vaststelling/"
        case "mijlpaal":
            return "mijlpaal", about, f"voortgang/?opgave={who}#mijlpaal-{{}}"
    said = f"{total} mijlpa{'al' if total == 1 else 'len'} van anderen, waarvan {of_which_done} gereed"
    return "mijlpaal", said, "voortgang/"


def _body(orgaan: str, who: str) -> str:
    """Name who decides, short enough for a line: «college van Ridderkerk»."""
    said = {Orgaan.COLLEGE: "college", Orgaan.RAAD: "gemeenteraad"}.get(orgaan, str(Orgaan(orgaan).label))
    return f"het {said} van {who}" if orgaan in {Orgaan.COLLEGE, Orgaan.BESTUUR} else f"de {said} van {who}"
