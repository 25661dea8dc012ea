"""What is missing in the thread from an opgave to its money, in words: the gaps of the rode draad."""

from dataclasses import dataclass

from django.db.models import Model

from plans.models import Aandeel, Opgave
from plans.opgaven.smart import is_smart


@dataclass(frozen=True)
class Gap:
    """Something that the thread lacks at `row`; `words` say what, in a sentence that stands by itself."""

    row: Model
    words: str


def gaps_of(opgave: Opgave) -> list[Gap]:
    """Answer the gaps of an opgave that `opgaven_of` answered, from its knelpunten to its money; no query."""
    gaps = []
    doelen, acties, dekkingen = list(opgave.doelen.all()), list(opgave.acties.all()), list(opgave.dekkingen.all())
    if not opgave.knelpunten.all() and not opgave.cijfers.all():
        gaps.append(Gap(opgave, "De opgave is nog niet herleid tot een knelpunt of cijfer van het regiobeeld."))
    if not opgave.scale:
        gaps.append(Gap(opgave, "De schaal is nog niet gekozen."))
    if not any(partij.part == Aandeel.TREKKER for partij in opgave.partijen.all()):
        gaps.append(Gap(opgave, "De opgave heeft nog geen trekker."))
    if not any(map(is_smart, doelen)):
        gaps.append(Gap(opgave, "De opgave heeft nog geen doel dat specifiek, meetbaar en tijdgebonden is."))
    worked_on = {doel.pk for actie in acties for doel in actie.doelen.all()}
    gaps += [Gap(doel, f"Aan het doel “{doel}” werkt nog niemand.") for doel in doelen if doel.pk not in worked_on]
    for actie in acties:
        if actie.organisation_id is None:
            gaps.append(Gap(actie, f"De actie “{actie}” heeft nog geen verantwoordelijke."))
        if not actie.doelen.all():
            gaps.append(Gap(actie, f"De actie “{actie}” draagt nog aan geen doel bij."))
        if not actie.mijlpalen.all():
            gaps.append(Gap(actie, f"De actie “{actie}” heeft nog geen mijlpalen."))
        gaps += [
            Gap(mijlpaal, f"De mijlpaal “{mijlpaal}” heeft nog geen verantwoordelijke.")
            for mijlpaal in actie.mijlpalen.all()
            if mijlpaal.organisation_id is None
        ]
    if not acties:
        gaps.append(Gap(opgave, "De opgave heeft nog geen acties."))
    if not dekkingen:
        gaps.append(Gap(opgave, "Voor de opgave is nog geen geld ingevuld."))
    gaps += [
        Gap(
            dekking,
            f"Bij {dekking.get_stream_display()} {dekking.year} staat nog geen actie of transformatieplan.",
        )
        for dekking in dekkingen
        if dekking.actie_id is None and dekking.transformatieplan_id is None
    ]
    return gaps
