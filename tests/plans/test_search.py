import pytest

from iza_portal.accounts.models import Kind
from plans.models import Status
from regions.models import Purpose, RegionRole
from tests.factories import (
    IndelingFactory,
    MunicipalityFactory,
    OrganisationFactory,
    ParticipationFactory,
    RegionFactory,
    RegioplanFactory,
    SectionFactory,
    ZorgkantoorregioFactory,
)


@pytest.fixture
def plans(db):
    """Two published plans, and a concept that nobody outside its region may find."""
    kantoor = OrganisationFactory(kind=Kind.ZORGKANTOOR, name="CZ zorgkantoor")
    zeeland = RegionFactory(name="Zeeland", slug="zeeland")
    flevoland = RegionFactory(name="Flevoland", slug="flevoland")
    place = MunicipalityFactory(province="Zeeland")
    IndelingFactory(municipality=place, region=zeeland)
    zorgkantoorregio = ZorgkantoorregioFactory(zorgkantoor=kantoor)
    IndelingFactory(municipality=place, purpose=Purpose.ZORGKANTOOR, zorgkantoorregio=zorgkantoorregio)
    IndelingFactory(municipality=MunicipalityFactory(province="Flevoland"), region=flevoland)
    insurer = OrganisationFactory(kind=Kind.ZORGVERZEKERAAR, name="CZ")
    ParticipationFactory(region=zeeland, organisation=insurer, role=RegionRole.MARKTLEIDER_1)
    found = {}
    for name, region, edition, status, text in [
        ("zeeland", zeeland, 2023, Status.GEPUBLICEERD, "Vrijwilligers dragen de zorgzame buurten."),
        ("flevoland", flevoland, 2026, Status.GEPUBLICEERD, "Ouderen bewegen vaker."),
        ("concept", flevoland, 2027, Status.CONCEPT, "Een geheime buurt met vrijwilligers."),
    ]:
        found[name] = RegioplanFactory(region=region, edition=edition, status=status)
        SectionFactory(plan=found[name], title="Aanpak", plain_text=text)
    return found, kantoor, insurer


def found_by(client, **query):
    return {plan.edition for plan in client.get("/plannen/", query).context["page_obj"]}


@pytest.mark.parametrize(
    ("words", "editions"),
    [
        ("vrijwilliger", {2023}),  # The Dutch dictionary finds «vrijwilligers» too.
        ("buurt", {2023}),
        ('"zorgzame buurten"', {2023}),
        ("vrijwilligers -buurten", set()),
        ("bewegen or vrijwilligers", {2023, 2026}),
        ("flevo", {2026}),  # Part of the title.
        ("'; DROP TABLE --", set()),
        ("geheime", set()),
    ],
)
def test_words_in_the_text_are_found_as_dutch_words(client, plans, words, editions):
    assert found_by(client, woorden=words) == editions


def test_every_filter_keeps_what_it_names(client, plans):
    _, kantoor, insurer = plans
    assert found_by(client) == {2023, 2026}
    assert found_by(client, regio="zeeland") == {2023}
    assert found_by(client, provincie="Flevoland") == {2026}
    assert found_by(client, zorgkantoor=kantoor.pk) == {2023}
    assert found_by(client, verzekeraar=insurer.pk) == {2023}
    assert found_by(client, status="gepubliceerd") == {2023, 2026}
    assert found_by(client, editie="2026") == {2026}


@pytest.mark.parametrize(
    "query",
    [
        {"regio": "bestaat-niet"},
        {"editie": "x"},
        {"editie": "99999999999999999999"},
        {"zorgkantoor": "x"},
        {"woorden": "\x00"},
    ],
)
def test_a_wrong_filter_is_said_and_keeps_nothing_back(client, plans, query):
    answer = client.get("/plannen/", query)
    assert "field-errors" in answer.text
    assert len(answer.context["page_obj"]) == 2


@pytest.mark.parametrize(("query", "editions"), [({"pagina": "x"}, {2023, 2026}), ({"woorden": "a" * 5000}, set())])
def test_a_strange_question_is_no_error_of_ours(client, plans, query, editions):
    assert found_by(client, **query) == editions


def test_the_section_that_has_the_words_is_named(client, plans):
    assert "gevonden in" in client.get("/plannen/", {"woorden": "vrijwilligers"}).text
