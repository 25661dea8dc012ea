"""The check of a regiobeeld against the national criteria, RB-1 to RB-15.

What the portal can know it computes, and says why. Where it does not find a criterion met, the region may answer with a
reason, unless the portal knows better than an answer could; both are shown.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, TextChoices
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone

from iza_portal.trail.models import Event
from iza_portal.trail.recording import record
from iza_portal.writing.together.settling import behind, settle
from regions.checking import Answer, Finding, Result, Verdict
from regions.models import (
    ADOPTED,
    AdoptedEdition,
    AreaFigure,
    BeeldStatus,
    Criterion,
    CriterionAnswer,
    CriterionOf,
    Figure,
    FigureStatus,
    FigureTheme,
    Indeling,
    Indicator,
    InvolvedGroup,
    Moment,
    Participation,
    PointFigure,
    PointKind,
    Purpose,
    Regiobeeld,
)
from regions.regiobeelden import rules
from regions.regiobeelden.involvement import GroupInvolved, groups_of, in_words, reacted_in
from regions.verbs import EnrichmentVerb


class Mend(TextChoices):
    """Where a criterion is mended; the page makes a link of it."""

    GEGEVENS = "gegevens", "de gegevens van het beeld"
    PROCESVOORSTEL = "procesvoorstel", "het procesvoorstel"
    STATUS = "status", "de stappen van het beeld"
    THEMAS = "themas", "de thema’s"
    BETROKKENEN = "betrokkenen", "wie meededen"
    CYCLI = "cycli", "de cycli"
    ANTWOORD = "antwoord", "uw antwoord"


class Facts:
    """What the computations look at, read in six queries, each when it is first asked for."""

    def __init__(self, regiobeeld: Regiobeeld):
        self.regiobeeld = regiobeeld

    @cached_property
    def places(self) -> list[tuple[str, bool]]:
        """Each municipality of the zorgkantoorregio's that the region touches: the name of that, and is it in the region?"""
        of_region = Indeling.objects.current().filter(purpose=Purpose.STRUCTUUR, region=self.regiobeeld.region_id)
        touched = Indeling.objects.current().filter(
            purpose=Purpose.ZORGKANTOOR, municipality__in=of_region.values("municipality")
        )
        return list(
            Indeling.objects.current()
            .filter(purpose=Purpose.ZORGKANTOOR, zorgkantoorregio__in=touched.values("zorgkantoorregio"))
            .annotate(inside=Exists(of_region.filter(municipality=OuterRef("municipality"))))
            .values_list("zorgkantoorregio__name", "inside")
        )

    @cached_property
    def initiative(self) -> bool:
        """Was the procesvoorstel laid before the parties by somebody who takes the initiative?"""
        initiators = Participation.objects.filter(
            organisation=OuterRef("acting_for"), region=self.regiobeeld.region_id, role__in=rules.INITIATORS
        )
        return Event.objects.filter(
            Exists(initiators),
            subject_type=Regiobeeld._meta.label_lower,
            subject_id=self.regiobeeld.pk,
            after__status=BeeldStatus.PROCESVOORSTEL.label,
        ).exists()

    @cached_property
    def _themes(self) -> list[tuple]:
        themes = self.regiobeeld.themes.present()
        asked = (
            themes.annotate(
                has_text=ExpressionWrapper(~Q(plain_text=""), BooleanField()),
                is_shown=Exists(self._known_figures()),
                is_behind=Coalesce(Q(document__settled_seq__lt=F("document__seq")), False),
            )
            .order_by("position")
            .values_list("title", "has_text", "points", "points__kind", "is_shown", "is_behind")
            .distinct()
        )
        rows = list(asked)
        if any(is_behind for *_, is_behind in rows):
            settle(behind(themes.defer("body", "plain_text")))
            rows = list(asked.all())
        return [row[:-1] for row in rows]

    def _known_figures(self):
        """The figures of a point of which the value is known: one that is still to come shows nothing."""
        same = {"indicator": OuterRef("indicator"), "value__isnull": False}
        asked = Coalesce(OuterRef("year"), F("year"))
        of_region = AreaFigure.objects.filter(**same, region=self.regiobeeld.region_id, year=asked)
        of_place = Figure.objects.current().filter(**same, municipality=OuterRef("municipality"), year=asked)
        return PointFigure.objects.filter(
            Q(Exists(of_region), municipality=None) | Q(Exists(of_place), municipality__isnull=False),
            point=OuterRef("points"),
        )

    @cached_property
    def written(self) -> list[str]:
        """The titles of the themes that have a text."""
        return list(dict.fromkeys(title for title, has_text, *_ in self._themes if has_text))

    @cached_property
    def points(self) -> dict[int, tuple[str, bool]]:
        """The points by their key: the kind, and whether a figure shows it."""
        return {point: (kind, is_shown) for _, _, point, kind, is_shown in self._themes if point}

    def count(self, kind: PointKind) -> int:
        return sum(each == kind for each, _ in self.points.values())

    @cached_property
    def indicators(self) -> list[Indicator]:
        """The indicators of the themes that have figures here, with `is_known_now` and `has_prognosis`."""
        region = self.regiobeeld.region_id
        places = Indeling.objects.current().filter(purpose=Purpose.STRUCTUUR, region=region).values("municipality")
        of_region = AreaFigure.objects.filter(indicator=OuterRef("pk"), region=region, value__isnull=False)
        of_places = Figure.objects.current().filter(
            indicator=OuterRef("pk"), municipality__in=places, value__isnull=False
        )
        prognosis = Q(status=FigureStatus.PROGNOSE)
        shown = Indicator.objects.filter(themes__regiobeeld=self.regiobeeld, themes__position__isnull=False)
        found = shown.distinct().annotate(
            is_known_now=Exists(of_region.exclude(prognosis)) | Exists(of_places.exclude(prognosis)),
            has_prognosis=Exists(of_region.filter(prognosis)) | Exists(of_places.filter(prognosis)),
        )
        return [indicator for indicator in found if indicator.is_known_now or indicator.has_prognosis]

    def labels(self, *themes: FigureTheme) -> list[str]:
        """The names of the indicators with figures of these themes."""
        return [str(indicator) for indicator in self.indicators if indicator.theme in themes]

    @cached_property
    def _reacted(self) -> list:
        return reacted_in(self.regiobeeld)

    @cached_property
    def groups(self) -> dict[str, GroupInvolved]:
        return {known.group: known for known in groups_of(self.regiobeeld, self._reacted)}

    @cached_property
    def cycles_with_reactions(self) -> list[str]:
        """The numbers of the closed cycles in which somebody reacted."""
        return [str(number) for number in sorted({row.number for row in self._reacted if row.is_closed})]


def _found(is_met: bool, met: str, not_met: str) -> Finding:
    return Finding(Verdict.VOLDOET, met) if is_met else Finding(Verdict.VOLDOET_NIET, not_met)


def scale(facts: Facts) -> Finding:
    names = sorted({name for name, inside in facts.places if inside})
    if not names:
        return Finding(Verdict.ONBEKEND, "Van de gemeenten is niet bekend in welke zorgkantoorregio zij liggen.")
    if len(names) == 1 and all(inside for _, inside in facts.places):
        return Finding(Verdict.VOLDOET, f"De gemeenten van de regio vormen samen de zorgkantoorregio {names[0]}.")
    part = "een deel van de zorgkantoorregio" if len(names) == 1 else "delen van de zorgkantoorregio’s"
    differs = f"De gemeenten van de regio liggen in {part} {in_words(names)}"
    return _found(
        bool(facts.regiobeeld.scale_note.strip()),
        f"{differs}; de toelichting bij de schaal legt dat uit.",
        f"{differs}, en er staat nog geen toelichting bij de schaal.",
    )


def initiative(facts: Facts) -> Finding:
    if not facts.regiobeeld.proposal.strip():
        return Finding(Verdict.VOLDOET_NIET, "Er staat nog geen procesvoorstel.")
    return _found(
        facts.initiative,
        "Het procesvoorstel is voorgelegd door de marktleider of de coördinerende gemeente.",
        "Het procesvoorstel is nog niet voorgelegd door de marktleider of de coördinerende gemeente.",
    )


def demand(facts: Facts) -> Finding:
    now = [str(indicator) for indicator in facts.indicators if indicator.is_known_now]
    later = [str(indicator) for indicator in facts.indicators if indicator.has_prognosis]
    if now and later:
        return Finding(
            Verdict.VOLDOET, f"Er zijn cijfers van nu ({len(now)} indicatoren) en een prognose ({in_words(later)})."
        )
    lacking = " en ".join(["cijfers van nu"] * (not now) + ["een prognose"] * (not later))
    return Finding(Verdict.VOLDOET_NIET, f"Bij de thema’s staan nog geen indicatoren met {lacking}.")


def capacity(facts: Facts) -> Finding:
    found = facts.labels(
        FigureTheme.ZORGGEBRUIK, FigureTheme.LANGDURIGE_ZORG, FigureTheme.TOEGANKELIJKHEID, FigureTheme.ARBEIDSMARKT
    )
    return _found(
        bool(found),
        f"Er zijn cijfers over gebruik, wachttijden of arbeidsmarkt: {in_words(found)}.",
        "Bij de thema’s staan nog geen cijfers over zorggebruik, wachttijden of arbeidsmarkt.",
    )


def bottlenecks(facts: Facts) -> Finding:
    figured = [has_figure for kind, has_figure in facts.points.values() if kind == PointKind.KNELPUNT]
    if not figured:
        return Finding(Verdict.VOLDOET_NIET, "Er staan nog geen knelpunten in het beeld.")
    return _found(
        all(figured),
        f"Er staan knelpunten in het beeld ({len(figured)}), elk met een cijfer dat het laat zien.",
        f"Van de knelpunten ({len(figured)}) hebben er {figured.count(False)} nog geen cijfer dat het laat zien.",
    )


def stories(facts: Facts) -> Finding:
    of_residents = facts.count(PointKind.VERHAAL_INWONER)
    of_professionals = facts.count(PointKind.VERHAAL_PROFESSIONAL)
    lacking = " en ".join(["inwoners"] * (not of_residents) + ["professionals"] * (not of_professionals))
    return _found(
        not lacking,
        f"Er staan verhalen in van inwoners ({of_residents}) en van professionals ({of_professionals}).",
        f"Er staan nog geen verhalen in van {lacking}.",
    )


#: What a theme's title holds that is about the domain of municipalities: whole words, for «netwerk» is no werk.
MUNICIPAL = re.compile(r"\b(sociaal|sociale|werk|wonen|inkomens?|bestaanszekerheid)\b", re.IGNORECASE)


def municipal_domain(facts: Facts) -> Finding:
    found = facts.labels(FigureTheme.SOCIAAL_DOMEIN)
    if found:
        return Finding(Verdict.VOLDOET, f"Er zijn cijfers over het sociaal domein: {in_words(found)}.")
    titles = [title for title in facts.written if MUNICIPAL.search(title)]
    return _found(
        bool(titles),
        f"Het thema “{titles[0] if titles else ''}” gaat erover.",
        "Er staan nog geen cijfers over het sociaal domein in, en geen thema over werk, wonen of inkomen met tekst.",
    )


PREVENTION = [
    PointKind.PREVENTIE_UNIVERSEEL,
    PointKind.PREVENTIE_SELECTIEF,
    PointKind.PREVENTIE_GEINDICEERD,
    PointKind.PREVENTIE_ZORGGERELATEERD,
]


def prevention(facts: Facts) -> Finding:
    lacking = [kind.label for kind in PREVENTION if not facts.count(kind)]
    return _found(
        not lacking,
        "Van elk van de vier vormen van preventie staat er iets in.",
        f"Er staat nog niets in over {in_words(lacking)}.",
    )


def ggd(facts: Facts) -> Finding:
    group = facts.groups[InvolvedGroup.GGD]
    monitors = [str(indicator) for indicator in facts.indicators if "Gezondheidsmonitor" in indicator.figure_source]
    if group.is_involved and monitors:
        return Finding(Verdict.VOLDOET, f"De GGD deed mee, en de gezondheidsmonitor is benut: {in_words(monitors)}.")
    lacking = [] if group.is_involved else ["Bij wie meededen staat de GGD nog niet"]
    if not monitors:
        lacking.append("bij de thema’s staan nog geen cijfers uit een gezondheidsmonitor")
    sentence = ", en ".join(lacking)
    return Finding(Verdict.VOLDOET_NIET, f"{sentence[0].upper()}{sentence[1:]}.")


def residents(facts: Facts) -> Finding:
    group = facts.groups[InvolvedGroup.INWONERS]
    if group.absence:
        return Finding(Verdict.VOLDOET_NIET, f"Er staat dat inwoners en patiënten niet meededen: “{group.absence.how}”")
    return _found(
        group.is_involved,
        f"Namens inwoners en patiënten deden mee: {in_words(group.names)}.",
        "Er staat nog niet wie namens inwoners en patiënten meedeed.",
    )


def small_providers(facts: Facts) -> Finding:
    groups = [
        facts.groups[group]
        for group in (
            InvolvedGroup.KLEINE_AANBIEDERS,
            InvolvedGroup.NIEUWE_AANBIEDERS,
            InvolvedGroup.CATEGORALE_AANBIEDERS,
        )
    ]
    lacking = [group.label for group in groups if not group.is_involved]
    return _found(
        not lacking,
        "Kleine, nieuwe en categorale aanbieders deden mee.",
        f"Er staat niet dat deze groepen meededen: {in_words(lacking)}.",
    )


def is_public(facts: Facts) -> Finding:
    return _found(
        bool(facts.regiobeeld.published_url),
        f"Het beeld staat op {facts.regiobeeld.published_url}.",
        "Er is nog geen adres op de landelijke site. U geeft het op bij het publiceren.",
    )


def enriched_in_cycles(facts: Facts) -> Finding:
    numbers, experts = facts.cycles_with_reactions, facts.groups[InvolvedGroup.DATA_EXPERTS].is_involved
    if numbers and experts:
        return Finding(
            Verdict.VOLDOET, f"Partijen reageerden in cyclus {in_words(numbers)}, en deskundigen op data deden mee."
        )
    lacking = ["is er nog geen cyclus met reacties afgesloten"] * (not numbers)
    lacking += ["staat er nog niet welke deskundigen op data meededen"] * (not experts)
    return Finding(Verdict.VOLDOET_NIET, f"Nu {' en '.join(lacking)}.")


def sources(facts: Facts) -> Finding:
    count = len(facts.indicators)
    if not count:
        return Finding(Verdict.ONBEKEND, "Er staan nog geen cijfers in het beeld.")
    return Finding(
        Verdict.VOLDOET,
        f"Elk cijfer heeft een bron en een jaar ({count} indicator{'' if count == 1 else 'en'}): het portaal neemt geen "
        "cijfer aan zonder.",
    )


def renewal(facts: Facts) -> Finding:
    if facts.regiobeeld.previous_id:
        return Finding(Verdict.VOLDOET, "Deze editie is zelf een herijking van een eerdere.")
    return Finding(Verdict.ONBEKEND, "Zeg wanneer de regio dit beeld herijkt: uiterlijk in 2028.")


@dataclass(frozen=True)
class Rule:
    """How a criterion is computed, where it is mended, and whether an answer of the region can count against it."""

    compute: Callable[[Facts], Finding]
    mend: Mend
    can_be_answered: bool = True


#: An answer cannot stand in for what the regiobeeld itself must hold, or for what is said elsewhere with a reason.
RULES = {
    "RB-1": Rule(scale, Mend.GEGEVENS, can_be_answered=False),
    "RB-2": Rule(initiative, Mend.PROCESVOORSTEL),
    "RB-3": Rule(demand, Mend.THEMAS),
    "RB-4": Rule(capacity, Mend.THEMAS),
    "RB-5": Rule(bottlenecks, Mend.THEMAS, can_be_answered=False),
    "RB-6": Rule(stories, Mend.THEMAS),
    "RB-7": Rule(municipal_domain, Mend.THEMAS),
    "RB-8": Rule(prevention, Mend.THEMAS),
    "RB-9": Rule(ggd, Mend.BETROKKENEN),
    "RB-10": Rule(residents, Mend.BETROKKENEN, can_be_answered=False),
    "RB-11": Rule(small_providers, Mend.BETROKKENEN),
    "RB-12": Rule(is_public, Mend.STATUS, can_be_answered=False),
    "RB-13": Rule(enriched_in_cycles, Mend.CYCLI),
    "RB-14": Rule(sources, Mend.THEMAS, can_be_answered=False),
    "RB-15": Rule(renewal, Mend.ANTWOORD),
}
#: A criterion that the reference data has and the portal cannot compute yet is asked.
ASKED = Rule(lambda facts: Finding(Verdict.ONBEKEND, "Het portaal kan dit niet zelf bepalen."), Mend.ANTWOORD)


def check(regiobeeld: Regiobeeld) -> list[Result]:
    """Answer every criterion with what is found and answered of it, in seven queries, however large it is.

    Looks at `published_url`, `proposal`, `scale_note` and `previous_id` as they are on the object that is given.
    """
    answers = CriterionAnswer.objects.filter(regiobeeld=regiobeeld, criterion=OuterRef("pk"))
    criteria = Criterion.objects.filter(of=CriterionOf.REGIOBEELD).annotate(
        answered=Subquery(answers.order_by().values(row=JSONObject(is_met="is_met", reason="reason")))
    )
    facts, results = Facts(regiobeeld), []
    for criterion in criteria:
        rule = RULES.get(criterion.code, ASKED)
        answer = Answer(**criterion.answered) if criterion.answered else None
        results.append(Result(criterion, rule.compute(facts), answer, rule.mend, rule.can_be_answered))
    return results


def checked(regiobeeld: Regiobeeld) -> list[dict]:
    """Answer the check as data: of an adopted edition as it was then, but for what only comes after, such as publishing."""
    now = [result.as_data() for result in check(regiobeeld)]
    if regiobeeld.status not in ADOPTED:
        return now
    then = AdoptedEdition.objects.filter(regiobeeld=regiobeeld).values_list("content__check", flat=True).first()
    later = {result["code"]: result for result in now if result["moment"] == Moment.PUBLICEREN}
    return [later.get(each["code"], each) for each in then or now]


def obstacles(regiobeeld: Regiobeeld, moment: str) -> list[str]:
    """Answer why the step `moment` cannot be taken: each mandatory criterion for it that is not met, and why."""
    return [
        f"{result.criterion}: {result.answer.reason if result.answer_counts else result.found.why}"
        for result in check(regiobeeld)
        if result.blocks and result.criterion.moment == Moment(moment)
    ]


@transaction.atomic
def answer_criterion(regiobeeld, criterion, *, by, is_met: bool, reason: str) -> CriterionAnswer:
    """Say for the region whether a criterion is met, and why; a second time changes the answer.

    Raises `PermissionDenied`, or a `ValidationError` where the portal knows better or the reason is missing.
    """
    regiobeeld = Regiobeeld.objects.select_for_update(no_key=True).get(pk=regiobeeld.pk)
    if not rules.may_answer(by, regiobeeld):
        raise PermissionDenied
    if criterion.of != CriterionOf.REGIOBEELD or not RULES.get(criterion.code, ASKED).can_be_answered:
        raise ValidationError("Dit criterium bepaalt het portaal zelf.")
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": "Schrijf op waarom. Iedereen die de toets leest, ziet dit."})
    answer, _ = CriterionAnswer.objects.update_or_create(
        regiobeeld=regiobeeld,
        criterion=criterion,
        defaults={"is_met": is_met, "reason": reason, "by": by, "at": timezone.now()},
    )
    after = {"voldoet": is_met, "waarom": reason}
    record(EnrichmentVerb.CRITERION_ANSWERED, regiobeeld, by=by, detail=str(criterion), part_id=answer.pk, after=after)
    return answer
