"""The rules for transformatiemiddelen, as far as they can be computed (BK23, TM-1 to TM-6; the addendum of 2024).

What cannot be computed is declared (`DECLARED`). That no regular care is paid is both: there is no kind of costs for it
(`Kostensoort`), and the applicants declare it.

That the money that is asked is the sum of the amounts at the milestones holds in three places. The zelftoets says so while
people write, because between two changes it need not be so. Who submits looks again, under the lock of the plan: every
operation on a row takes that lock too, and the trigger that freezes the rows waits for it. And the database itself refuses
a plan that is put *in beoordeling* with another sum, and from then on another amount, whatever path it comes by (the
trigger `asks_what_its_milestones_say`); the rows below it are frozen then, so that the sum cannot move away either. A
constraint that always holds would not do: it would make people type every amount twice in one act.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from iza_portal.page.templatetags.page import euros, long_date
from plans.models.transformatie import Kader, Kostensoort, Sector, Transformatieplan, Verklaringsoort

#: What has to be declared where money is asked, with the criterion that it belongs to.
DECLARED = {
    Verklaringsoort.NOODZAKELIJK: "TM-1",
    Verklaringsoort.GEEN_REGULIERE_ZORG: "TM-2",
    Verklaringsoort.NIET_STRUCTUREEL: "TM-2",
    Verklaringsoort.NIET_DUBBEL: "TM-5",
}


def years_later(day: date, years: int) -> date:
    """Answer the same day so many years later; of 29 February the day before, where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def last_possible_day(plan: Transformatieplan, kader: Kader) -> date | None:
    """Answer the day on which the plan ends at the latest; None while its begin is not known."""
    return years_later(plan.starts_on, kader.years_at_most) if plan.starts_on else None


def why_not_in_term(plan: Transformatieplan, due_on: date) -> str:
    """Answer why nothing of the plan can be due on a day, as a sentence, or nothing; what is not filled in is not broken."""
    if plan.starts_on and due_on < plan.starts_on:
        return f"Het plan begint pas op {long_date(plan.starts_on)}."
    if plan.ends_on and due_on > plan.ends_on:
        return f"Het plan eindigt op {long_date(plan.ends_on)}."
    return ""


def why_not_these_costs(kader: Kader, costs: str, sector: str) -> str:
    """Answer why money cannot be spent on these costs in a sector, as a sentence, or nothing.

    Structural costs are for the social domain alone, and only where the framework covers them; that it is for a time follows
    from the milestone, which lies within the term of the plan.
    """
    if costs != Kostensoort.SOCIAAL_STRUCTUREEL:
        return ""
    if sector != Sector.SOCIAAL_DOMEIN:
        return "Tijdelijke dekking van structurele kosten kan alleen in het sociaal domein."
    if not kader.covers_structural_social:
        return f"Het {kader} betaalt geen structurele kosten, ook niet tijdelijk."
    return ""


def why_wrong_sum(requested: Decimal | None, total: Decimal) -> str:
    """Answer how the money that is asked and the amounts at the milestones differ, as a sentence, or nothing."""
    asked = requested or Decimal(0)
    if asked == total:
        return ""
    if not asked:
        return f"Bij de mijlpalen staat {euros(total)}, en u vraagt nog geen geld. Vul dat bedrag in bij de gegevens."
    return (
        f"U vraagt {euros(asked)}, en de bedragen bij de mijlpalen zijn samen {euros(total)}. "
        f"Het verschil is {euros(abs(asked - total))}."
    )


def not_declared(given: Iterable[str], code: str) -> list[Verklaringsoort]:
    """Answer what is still to be declared for a criterion, now that these were given."""
    given = set(given)
    return [kind for kind, belongs_to in DECLARED.items() if belongs_to == code and kind not in given]
