from datetime import date

import pytest

from iza_portal.accounts.models import Organisation
from plans.models import Section
from plans.opgaven import editing
from plans.opgaven.rows import ACTIE, DEKKING, MIJLPAAL, PARTIJ


@pytest.fixture
def ridderkerk(cast) -> Organisation:
    return cast.ambtenaar.hat


@pytest.fixture
def plan(cast, ridderkerk):
    """A concept with an opgave that Ridderkerk leads, with money, and one in which it has no part."""
    by, cz = cast.ambtenaar, cast.beoordelaar_1.hat
    opgave = editing.add_opgave(
        cast.plan, by=by, title="Gezond ouder worden", summary="Mensen blijven langer thuis. Meer staat hieronder."
    )
    for organisation, part in ((ridderkerk, "trekker"), (ridderkerk, "financier"), (cz, "betrokken")):
        editing.add_row(opgave, PARTIJ, by=by, organisation=organisation, part=part)
    actie = editing.add_row(opgave, ACTIE, by=by, title="Valcursussen", organisation=ridderkerk)
    editing.add_row(
        actie,
        MIJLPAAL,
        by=by,
        quarter=date(2028, 7, 1),
        activity="Eerste cursus",
        organisation=ridderkerk,
        result="tien",
    )
    editing.add_row(opgave, DEKKING, by=by, stream="spuk_iza", year=2027, amount=250000, organisation=ridderkerk)
    editing.add_row(opgave, DEKKING, by=by, stream="zvw", year=2028, amount=1000000, organisation=cz)
    other = editing.add_opgave(cast.plan, by=by, title="Acute zorg dichtbij")
    editing.add_row(other, PARTIJ, by=by, organisation=cz, part="trekker")
    Section.objects.filter(pk=cast.section.pk).update(plain_text="Er staat iets.")
    return cast.plan


@pytest.fixture
def answers(plan, ridderkerk):
    """Answer what the form of Ridderkerk's letter sends when nobody changes anything in it."""
    from plans.raadsbrief.facts import facts_of
    from plans.raadsbrief.prefilling import prefilled

    def answers(**changed):
        first = prefilled(facts_of(plan, ridderkerk))
        sent = {name: value for name, value in first.items() if value is not False}
        return sent | {"day": "2026-11-26", "maak": "docx"} | changed

    return answers
