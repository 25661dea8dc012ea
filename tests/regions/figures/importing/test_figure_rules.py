"""Who may read in figures, see, process and withdraw them, tried with the whole cast."""

import pytest
from django.core.exceptions import PermissionDenied

from regions.figures import importing, rules
from regions.models import FigureBatch
from tests.factories import FigureBatchFactory
from tests.regions.figures.importing.conftest import hand_in, processed

FILE = "Gemeente;Indicator;Jaar;Waarde\nRidderkerk;BEV01;2024;47000\n"
INSIDE = {
    "ambtenaar", "ambtenaar_2", "regiocoordinator", "kassier", "bestuurder", "beheerder",
    "beoordelaar_1", "beoordelaar_2", "zorgaanbieder",
}  # fmt: skip
READERS = {"ambtenaar", "ambtenaar_2", "regiocoordinator", "beoordelaar_1", "beoordelaar_2", "zorgaanbieder"}


def _who(cast, may):
    return {name for name, person in cast.people.items() if may(person)}


def test_people_of_a_region_read_in_for_it_and_national_parties_for_the_country(cast):
    assert _who(cast, lambda person: rules.may_read_in_for(person, cast.region)) == READERS
    assert _who(cast, lambda person: rules.may_read_in_for(person, None)) == {"landelijk", "portaalbeheerder"}


def test_whoever_may_not_read_in_is_refused(land):
    for person in (land.cast.kassier, land.cast.andere_ambtenaar, land.cast.buitenstaander):
        with pytest.raises(PermissionDenied):
            hand_in(FILE, by=person, region=land.region)
    with pytest.raises(PermissionDenied):
        hand_in(FILE, by=land.cast.ambtenaar)
    assert not FigureBatch.objects.exists()


def test_seeing_a_batch_as_a_predicate_and_as_a_filter_are_the_same(cast):
    batches = {
        "regional": FigureBatchFactory(region=cast.region, organisation=cast.ambtenaar.hat),
        "national": FigureBatchFactory(),
    }
    for batch in batches.values():
        by_predicate = _who(cast, lambda person, batch=batch: rules.may_see(person, batch))
        by_filter = _who(
            cast, lambda person, batch=batch: FigureBatch.objects.visible_to(person).filter(pk=batch.pk).exists()
        )
        assert by_predicate == by_filter
    assert _who(cast, lambda person: rules.may_see(person, batches["regional"])) == INSIDE | {"portaalbeheerder"}
    assert _who(cast, lambda person: rules.may_see(person, batches["national"])) == set(cast.people)


def test_colleagues_work_on_a_file_and_the_regiocoordinator_may_withdraw_it(cast):
    batch = FigureBatchFactory(region=cast.region, organisation=cast.ambtenaar.hat)
    assert _who(cast, lambda person: rules.may_work_on(person, batch)) == {"ambtenaar", "portaalbeheerder"}
    assert _who(cast, lambda person: rules.may_withdraw(person, batch)) == {
        "ambtenaar",
        "regiocoordinator",
        "portaalbeheerder",
    }
    national = FigureBatchFactory(organisation=cast.landelijk.hat)
    assert _who(cast, lambda person: rules.may_withdraw(person, national)) == {"landelijk", "portaalbeheerder"}


def test_the_operations_ask_for_the_right_themselves(land):
    batch = processed(FILE, by=land.cast.ambtenaar, region=land.region)
    stranger = land.cast.andere_ambtenaar
    with pytest.raises(PermissionDenied):
        importing.start_withdrawing(batch, by=stranger, reason="x")
    with pytest.raises(PermissionDenied):
        importing.start_processing(batch, by=stranger)
    with pytest.raises(PermissionDenied):
        importing.try_again(batch, by=stranger)
    with pytest.raises(PermissionDenied):
        importing.discard(batch, by=stranger)
