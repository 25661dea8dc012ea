"""What an opgave and the rows below it may not say, beside what the models and the database refuse."""

from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError

from iza_portal.quarters import quarter_of
from plans.models import Actie, Dekking, Doel, Mijlpaal, Opgave
from regions.agreements import Schaal
from regions.models import PointKind
from regions.participation import organisations_of

#: A plan looks so many years ahead at most: the healthy generation of the GALA is of 2040.
YEARS = 20
FIGURES = 12


def begin_of(plan) -> date:
    """Answer the first day that a plan is about: nothing in it happens before the year of its edition."""
    return date(plan.edition, 1, 1)


def check(row, many: dict[str, list]) -> None:
    """Raise `ValidationError`, at its field, for what the row may not say; `many` are its relations as they will be."""
    match row:
        case Opgave():
            _check_opgave(row, many)
        case Doel():
            _check_doel(row)
        case Actie():
            _check_doelen(row, many.get("doelen", ()))
        case Mijlpaal():
            _check_mijlpaal(row)
        case Dekking():
            _check_dekking(row)
    _check_organisation(row)


def _check_opgave(opgave: Opgave, many: dict[str, list]) -> None:
    if opgave.subregion and opgave.scale != Schaal.SUBREGIONAAL:
        raise ValidationError(
            {"subregion": "Een subregio hoort bij de schaal “subregionaal”. Kies die, of laat dit leeg."}
        )
    if many.get("municipalities") and opgave.scale != Schaal.SUBREGIONAAL:
        raise ValidationError({"municipalities": "Kies gemeenten alleen bij de schaal “subregionaal”."})
    region = opgave.plan.region_id
    for point in many.get("knelpunten", ()):
        if point.kind != PointKind.KNELPUNT or point.theme.regiobeeld.region_id != region:
            raise ValidationError({"knelpunten": "Kies knelpunten uit het regiobeeld van deze regio."})
    if any(plan.region_id != region for plan in many.get("transformatieplannen", ())):
        raise ValidationError({"transformatieplannen": "Kies transformatieplannen van deze regio."})


def _check_doel(doel: Doel) -> None:
    if doel.start_value is not None and doel.start_value == doel.target_value:
        raise ValidationError({"target_value": "De streefwaarde is gelijk aan de startwaarde: dan verandert er niets."})
    if doel.start_on and doel.target_on and doel.target_on <= doel.start_on:
        raise ValidationError({"target_on": "Het doel moet later te halen zijn dan de dag waarop u de start mat."})
    begin = begin_of(doel.opgave.plan)
    if doel.target_on and doel.target_on < begin and not _stays(doel, "target_on"):
        raise ValidationError({"target_on": f"Deze dag ligt vóór het begin van het plan ({begin.year})."})
    if doel.target_on and doel.target_on.year > begin.year + YEARS:
        raise ValidationError({"target_on": f"Kies een dag in of vóór {begin.year + YEARS}."})


def _check_doelen(actie: Actie, doelen: Collection[Doel]) -> None:
    """Somebody else may have removed one since it was chosen."""
    if doelen and Doel.objects.filter(pk__in=[doel.pk for doel in doelen], opgave=actie.opgave).count() < len(doelen):
        raise ValidationError({"doelen": "Kies doelen die er bij deze opgave nog staan."})


def _check_mijlpaal(mijlpaal: Mijlpaal) -> None:
    begin = begin_of(mijlpaal.actie.opgave.plan)
    if mijlpaal.quarter != quarter_of(mijlpaal.quarter):
        raise ValidationError({"quarter": "Kies een kwartaal."})
    if mijlpaal.quarter < begin and not _stays(mijlpaal, "quarter"):
        raise ValidationError({"quarter": f"Dit kwartaal ligt vóór het begin van het plan ({begin.year})."})
    if mijlpaal.quarter.year > begin.year + YEARS:
        raise ValidationError({"quarter": f"Kies een kwartaal in of vóór {begin.year + YEARS}."})


def _check_dekking(dekking: Dekking) -> None:
    if dekking.actie and dekking.actie.opgave_id != dekking.opgave_id:
        raise ValidationError({"actie": "Kies een actie van deze opgave."})
    if dekking.transformatieplan and dekking.transformatieplan.region_id != dekking.opgave.plan.region_id:
        raise ValidationError({"transformatieplan": "Kies een transformatieplan van deze regio."})
    begin = begin_of(dekking.opgave.plan).year
    if not begin <= dekking.year <= begin + YEARS and not _stays(dekking, "year"):
        raise ValidationError({"year": f"Kies een jaar van {begin} tot en met {begin + YEARS}."})


def _stays(row, name: str) -> bool:
    """Does the row say this already? What came along from an earlier version may lie before the begin of this one."""
    return type(row).objects.filter(pk=row.pk, **{name: getattr(row, name)}).exists()


def _check_organisation(row) -> None:
    """What was chosen before stays allowed, so that a party that left is not in the way of another change."""
    organisation = getattr(row, "organisation_id", None)
    if organisation is None or _stays(row, "organisation_id"):
        return
    region = (row.actie.opgave if isinstance(row, Mijlpaal) else row.opgave).plan.region_id
    if not organisations_of(region).filter(pk=organisation).exists():
        raise ValidationError({"organisation": "Kies een organisatie die in deze regio meedoet."})


def check_cijfers(indicators: list[int]) -> None:
    if len(indicators) > FIGURES:
        raise ValidationError({"cijfers": f"Kies niet meer dan {FIGURES} cijfers."})


def why_not_removed(row) -> str:
    """Answer why a row cannot be removed now, as a sentence, or nothing."""
    if isinstance(row, Actie) and row.dekkingen.exists():
        return "Voor deze actie is geld ingevuld. Haal dat eerst weg, of zet het bij een andere actie."
    return ""
