"""Editing the rows of the full plan: the operations, their rights, the rules for money, and two people at once."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from iza_portal.outdated import OutdatedVersion
from iza_portal.trail.recording import history
from plans.models.transformatie import (
    Kader,
    Mijlpaalbedrag,
    Transformatieafspraak,
    Transformatiemijlpaal,
    Transformatieplan,
)
from plans.transformatie.aanvraag import declaring, editing
from plans.transformatie.aanvraag.rows import AFSPRAAK, BEDRAG, MIJLPAAL, REGEL
from plans.transformatie.aanvraag.smart import lacks_of
from plans.transformatie.workflow import WRITABLE, Planstand
from tests.at_once import at_once
from tests.factories import (
    MijlpaalbedragFactory,
    TransformatieafspraakFactory,
    TransformatiemijlpaalFactory,
    TransformatiepartijFactory,
    TransformatieplanFactory,
)

REGEL_FIELDS = {"kind": "kosten", "year": 2027, "title": "Projectleiding", "amount": Decimal("12.50")}
MIJLPAAL_FIELDS = {"kind": "resultaat", "title": "Het team werkt", "due_on": date(2028, 1, 1)}


@pytest.fixture
def plan(company):
    return company.transformatieplan


@pytest.fixture
def party(company):
    return company.transformatieplan.partijen.get(organisation=company.provider)


@pytest.fixture
def mijlpaal(company, plan):
    return editing.add_row(plan, MIJLPAAL, by=company.ambtenaar, **MIJLPAAL_FIELDS)


def bedrag_of(mijlpaal, party, by, **fields):
    fields = {"costs": "project", "amount": Decimal(100)} | fields
    return editing.add_row(mijlpaal, BEDRAG, by=by, partij=party, **fields)


def field_of(error) -> set[str]:
    return set(error.value.message_dict)


# --- Adding, changing, ordering, removing ---


def test_an_agreement_may_be_unfinished_and_stands_in_the_history(company, plan):
    row = editing.add_row(plan, AFSPRAAK, by=company.ambtenaar, title="Kortere\nwachttijd")
    assert (row.title, row.position) == ("Kortere wachttijd", 1)
    assert "Kies welke partij verantwoordelijk is." in lacks_of(row)
    event = history(plan)[0]
    assert (event.detail, event.after["afspraak"]) == ("afspraak “Kortere wachttijd”", "Kortere wachttijd")


def test_an_agreement_with_everything_is_smart(plan, party):
    assert lacks_of(TransformatieafspraakFactory(plan=plan, partij=party)) == []


def test_who_saves_on_an_older_version_is_told_and_nothing_is_written(company, plan):
    row = editing.add_row(plan, AFSPRAAK, by=company.ambtenaar, title="Eerst")
    editing.change(row, by=company.ambtenaar, version=1, title="Nu")
    with pytest.raises(OutdatedVersion) as outdated:
        editing.change(row, by=company.ambtenaar, version=1, title="Te laat")
    assert outdated.value.current.title == "Nu"
    row.refresh_from_db()
    assert (row.title, row.version) == ("Nu", 2)


def test_of_the_same_again_nothing_is_kept(company, plan):
    row = editing.add_row(plan, REGEL, by=company.ambtenaar, **REGEL_FIELDS)
    before = history(plan).count()
    assert editing.change(row, by=company.ambtenaar, version=1, **REGEL_FIELDS).version == 1
    assert history(plan).count() == before


def test_rows_are_put_in_order_as_far_as_there_are_places(company, plan):
    first, second, third = (
        editing.add_row(plan, AFSPRAAK, by=company.ambtenaar, title=str(number)) for number in range(3)
    )
    assert editing.move(third, by=company.ambtenaar, steps=-99) == 1
    assert list(plan.afspraken.all()) == [third, first, second]
    assert editing.move(third, by=company.ambtenaar, steps=1) == 2
    assert list(plan.afspraken.all()) == [first, third, second]


def test_a_line_of_the_business_case_has_no_order_by_hand(company, plan):
    row = editing.add_row(plan, REGEL, by=company.ambtenaar, **REGEL_FIELDS)
    with pytest.raises(ValidationError):
        editing.move(row, by=company.ambtenaar, steps=1)


def test_an_agreement_with_milestones_is_not_removed(company, plan, mijlpaal):
    afspraak = editing.add_row(plan, AFSPRAAK, by=company.ambtenaar, title="Kortere wachttijd")
    editing.change(mijlpaal, by=company.ambtenaar, version=1, afspraak=afspraak)
    with pytest.raises(ValidationError) as refused:
        editing.remove_row(afspraak, by=company.ambtenaar)
    assert "“Het team werkt”" in refused.value.messages[0]
    editing.remove_row(mijlpaal, by=company.ambtenaar)
    editing.remove_row(afspraak, by=company.ambtenaar)
    assert not plan.afspraken.exists()


def test_a_milestone_takes_its_amounts_along_and_the_history_says_how_much(company, plan, mijlpaal, party):
    bedrag_of(mijlpaal, party, company.ambtenaar)
    editing.remove_row(mijlpaal, by=company.ambtenaar)
    assert not Mijlpaalbedrag.objects.exists()
    assert history(plan)[0].before["bedragen, samen"] == "€\N{NO-BREAK SPACE}100"


def test_what_was_removed_meanwhile_is_gone(company, plan, mijlpaal):
    editing.remove_row(mijlpaal, by=company.ambtenaar)
    for act in (
        lambda: editing.change(mijlpaal, by=company.ambtenaar, version=1, title="Nog"),
        lambda: editing.remove_row(mijlpaal, by=company.ambtenaar),
        lambda: editing.move(mijlpaal, by=company.ambtenaar, steps=1),
        lambda: editing.add_row(mijlpaal, BEDRAG, by=company.ambtenaar, amount=1),
    ):
        with pytest.raises(ValidationError, match="intussen weggehaald"):
            act()


# --- Who may, and when ---


@pytest.mark.parametrize("state", [state for state in Planstand if state != Planstand.GENOEMD])
def test_only_who_submits_writes_and_only_while_the_plan_is_written(company, plan, put_in_state, state):
    put_in_state(plan, state, approved_at="2026-11-26T12:00:00Z", first_submitted_at="2026-11-26T12:00:00Z")
    may = set()
    for name, user in company.people.items():
        if user.is_anonymous:
            continue
        try:
            with transaction.atomic():
                editing.add_row(plan, AFSPRAAK, by=user, title="Kortere wachttijd")
                declaring.declare(plan, "niet_dubbel", by=user)
                transaction.set_rollback(True)
        except (PermissionDenied, ValidationError):
            continue
        may.add(name)
    assert may == ({"ambtenaar", "zorgaanbieder"} if state in WRITABLE else set())


def test_what_was_submitted_is_not_changed_by_sql_either(company, plan, mijlpaal, put_in_state):
    put_in_state(plan, Planstand.BEOORDELING)
    with pytest.raises(DatabaseError), transaction.atomic():
        Transformatiemijlpaal.objects.filter(pk=mijlpaal.pk).update(title="Iets anders")


# --- What a row may not say ---


@pytest.mark.parametrize("amount", [Decimal(0), Decimal("-0.01"), Decimal("0.001"), Decimal(10) ** 15])
def test_an_amount_is_money(company, plan, mijlpaal, party, amount):
    for act in (
        lambda: editing.add_row(plan, REGEL, by=company.ambtenaar, **REGEL_FIELDS | {"amount": amount}),
        lambda: bedrag_of(mijlpaal, party, company.ambtenaar, amount=amount),
    ):
        with pytest.raises(ValidationError) as refused:
            act()
        assert field_of(refused) == {"amount"}


def test_the_largest_amount_is_kept_to_the_cent(company, plan, mijlpaal, party):
    bedrag_of(mijlpaal, party, company.ambtenaar, amount=Decimal("999999999999.99"))
    bedrag_of(mijlpaal, party, company.ambtenaar, amount=Decimal("0.01"), costs="scholing")
    assert editing.total_of(plan) == Decimal("1000000000000.00")


@pytest.mark.parametrize("year", [1999, 2021, 2101, -5, 10**15, None])
def test_a_line_is_of_a_year_that_a_plan_can_be_about(company, plan, year):
    with pytest.raises(ValidationError) as refused:
        editing.add_row(plan, REGEL, by=company.ambtenaar, **REGEL_FIELDS | {"year": year})
    assert field_of(refused) == {"year"}


def test_a_line_has_a_party_or_a_name_and_not_both(company, plan, party):
    with pytest.raises(ValidationError) as refused:
        editing.add_row(plan, REGEL, by=company.ambtenaar, **REGEL_FIELDS, partij=party, who="inwoners")
    assert field_of(refused) == {"who"}


def test_rows_name_only_parties_of_their_own_plan(company, plan, mijlpaal):
    other = TransformatiepartijFactory(plan=TransformatieplanFactory())
    for act in (
        lambda: editing.add_row(plan, AFSPRAAK, by=company.ambtenaar, title="Kortere wachttijd", partij=other),
        lambda: editing.add_row(plan, REGEL, by=company.ambtenaar, **REGEL_FIELDS, partij=other),
        lambda: editing.add_row(plan, MIJLPAAL, by=company.ambtenaar, **MIJLPAAL_FIELDS, partij=other),
        lambda: bedrag_of(mijlpaal, other, company.ambtenaar),
    ):
        with pytest.raises(ValidationError) as refused:
            act()
        assert field_of(refused) == {"partij"}


def test_an_amount_of_nobody_is_refused(company, mijlpaal):
    with pytest.raises(ValidationError) as refused:
        bedrag_of(mijlpaal, None, company.ambtenaar)
    assert "partij" in field_of(refused)


def test_a_milestone_belongs_to_an_agreement_of_its_own_plan(company, plan):
    other = TransformatieafspraakFactory()
    with pytest.raises(ValidationError) as refused:
        editing.add_row(plan, MIJLPAAL, by=company.ambtenaar, **MIJLPAAL_FIELDS, afspraak=other)
    assert field_of(refused) == {"afspraak"}


def test_a_milestone_of_another_plan_gets_no_amount(company, party):
    elsewhere = TransformatiemijlpaalFactory(plan=TransformatieplanFactory())
    with pytest.raises(PermissionDenied):
        bedrag_of(elsewhere, party, company.ambtenaar)


def test_a_milestone_lies_within_the_plan_and_one_that_stood_outside_may_stay(company, plan, mijlpaal):
    Transformatieplan.objects.filter(pk=plan.pk).update(starts_on=date(2028, 2, 1), ends_on=date(2030, 1, 31))
    for day in (date(2028, 1, 31), date(2030, 2, 1), date(1999, 1, 1), date(2101, 1, 1)):
        with pytest.raises(ValidationError) as refused:
            editing.add_row(plan, MIJLPAAL, by=company.ambtenaar, **MIJLPAAL_FIELDS | {"due_on": day})
        assert field_of(refused) == {"due_on"}
    editing.change(mijlpaal, by=company.ambtenaar, version=1, title="Het team werkt echt")
    with pytest.raises(ValidationError):
        editing.change(mijlpaal, by=company.ambtenaar, version=2, due_on=date(2027, 1, 1))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": ""}, "title"),
        ({"start_value": 5, "target_value": 5}, "target_value"),
        ({"target_on": date(1999, 1, 1)}, "target_on"),
        ({"start_on": date(1999, 1, 1)}, "start_on"),
        ({"start_on": date(2028, 1, 1), "target_on": date(2028, 1, 1)}, "target_on"),
        ({"target_value": Decimal(10) ** 15}, "target_value"),
    ],
)
def test_what_an_agreement_may_not_say_is_said_at_its_field(company, plan, fields, field):
    with pytest.raises(ValidationError) as refused:
        editing.add_row(plan, AFSPRAAK, by=company.ambtenaar, **{"title": "Kortere wachttijd"} | fields)
    assert field_of(refused) == {field}


def test_a_field_that_a_row_does_not_have_is_a_mistake_of_the_caller(company, plan):
    with pytest.raises(TypeError):
        editing.add_row(plan, AFSPRAAK, by=company.ambtenaar, title="Kortere wachttijd", position=7)


# --- The money ---


def test_the_sector_of_an_amount_is_that_of_its_party_unless_it_is_said(company, mijlpaal, party):
    assert bedrag_of(mijlpaal, party, company.ambtenaar).sector == "wijkverpleging"
    assert bedrag_of(mijlpaal, party, company.ambtenaar, sector="msz").sector == "msz"


def test_a_party_gets_one_amount_for_the_same_costs_at_a_milestone(company, mijlpaal, party):
    bedrag_of(mijlpaal, party, company.ambtenaar)
    with pytest.raises(ValidationError, match="heeft al een bedrag"):
        bedrag_of(mijlpaal, party, company.ambtenaar)


def test_regular_care_is_no_kind_of_costs(company, mijlpaal, party):
    with pytest.raises(ValidationError) as refused:
        bedrag_of(mijlpaal, party, company.ambtenaar, costs="reguliere_zorg")
    assert field_of(refused) == {"costs"}


def test_structural_costs_are_for_the_social_domain_while_the_framework_covers_them(company, mijlpaal, party):
    structural = {"costs": "sociaal_structureel", "sector": "sociaal_domein"}
    with pytest.raises(ValidationError) as refused:
        bedrag_of(mijlpaal, party, company.ambtenaar, **structural | {"sector": "wijkverpleging"})
    assert field_of(refused) == {"costs"}
    bedrag = bedrag_of(mijlpaal, party, company.ambtenaar, **structural)
    Kader.objects.update(covers_structural_social=False)
    with pytest.raises(ValidationError) as refused:
        editing.change(bedrag, by=company.ambtenaar, version=1, amount=Decimal(200))
    assert field_of(refused) == {"costs"}


def test_a_plan_asks_the_sum_of_its_milestones_without_anybody_typing_it(company, plan, mijlpaal, party):
    bedrag_of(mijlpaal, party, company.ambtenaar, amount=Decimal("1000.50"))
    assert editing.ask_total(plan, by=company.ambtenaar).requested == Decimal("1000.50")
    version = Transformatieplan.objects.get(pk=plan.pk).version
    editing.ask_total(plan, by=company.ambtenaar)
    editing.remove_row(mijlpaal, by=company.ambtenaar)
    again = editing.ask_total(plan, by=company.ambtenaar)
    assert (again.requested, again.version) == (None, version + 1)


def _to_be_judged(plan):
    with transaction.atomic():
        Transformatieplan.objects.filter(pk=plan.pk).update(status=Planstand.BEOORDELING)


def test_the_database_lets_no_plan_be_judged_that_asks_another_sum(full):
    Transformatieplan.objects.filter(pk=full.pk).update(requested=Decimal("3000.51"))
    with pytest.raises(DatabaseError, match="is the sum of its milestones"):
        _to_be_judged(full)
    Transformatieplan.objects.filter(pk=full.pk).update(requested=None)
    with pytest.raises(DatabaseError, match="is the sum of its milestones"):
        _to_be_judged(full)
    Transformatieplan.objects.filter(pk=full.pk).update(requested=Decimal("3000.50"))
    _to_be_judged(full)


def test_what_a_plan_asks_does_not_change_once_it_is_judged(full):
    _to_be_judged(full)
    for requested in (Decimal("3000.51"), None):
        with pytest.raises(DatabaseError, match="is the sum of its milestones"), transaction.atomic():
            Transformatieplan.objects.filter(pk=full.pk).update(requested=requested)
    with pytest.raises(DatabaseError), transaction.atomic():
        Mijlpaalbedrag.objects.filter(mijlpaal__plan=full).delete()


def test_a_plan_that_asks_nothing_and_has_no_amounts_is_judged(full):
    Mijlpaalbedrag.objects.all().delete()
    Transformatieplan.objects.filter(pk=full.pk).update(requested=None)
    _to_be_judged(full)


# --- Declaring ---


def test_a_declaration_says_who_gave_it_for_whom_and_is_taken_back_by_a_colleague(company, plan):
    given = declaring.declare(plan, "niet_dubbel", by=company.ambtenaar, note=" Nergens anders. ")
    assert (given.by, given.acting_for, given.note) == (company.ambtenaar, company.ridderkerk, "Nergens anders.")
    assert declaring.declare(plan, "niet_dubbel", by=company.zorgaanbieder) == given
    declaring.take_back(plan, "niet_dubbel", by=company.zorgaanbieder)
    declaring.take_back(plan, "niet_dubbel", by=company.zorgaanbieder)
    assert not plan.verklaringen.exists()
    assert [event.verb.split(".")[1] for event in history(plan)[:2]] == ["verklaring_terug", "verklaard"]


@pytest.mark.parametrize(("kind", "note"), [("alles_klopt", ""), ("niet_dubbel", "x" * 2001), ("", "")])
def test_what_is_no_declaration_is_refused(company, plan, kind, note):
    with pytest.raises(ValidationError):
        declaring.declare(plan, kind, by=company.ambtenaar, note=note)


# --- At once ---


@pytest.mark.django_db(transaction=True)
def test_rows_that_are_added_at_once_get_places_of_their_own(company, plan):
    def act(number):
        return lambda: editing.add_row(plan, AFSPRAAK, by=company.ambtenaar, title=f"Afspraak {number}")

    results = at_once(*map(act, range(6)))
    assert not [result for result in results if isinstance(result, Exception)]
    assert [row.position for row in plan.afspraken.all()] == [1, 2, 3, 4, 5, 6]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_is_told(company, plan):
    row = TransformatieafspraakFactory(plan=plan)
    results = at_once(
        lambda: editing.change(row, by=company.ambtenaar, version=1, title="Van de een"),
        lambda: editing.change(row, by=company.zorgaanbieder, version=1, title="Van de ander"),
    )
    (told,) = [result for result in results if isinstance(result, OutdatedVersion)]
    assert Transformatieafspraak.objects.get(pk=row.pk).title == told.current.title


@pytest.mark.django_db(transaction=True)
def test_a_declaration_that_two_give_at_once_is_given_once(company, plan):
    results = at_once(
        lambda: declaring.declare(plan, "niet_dubbel", by=company.ambtenaar),
        lambda: declaring.declare(plan, "niet_dubbel", by=company.zorgaanbieder),
    )
    assert results[0] == results[1] == plan.verklaringen.get()


@pytest.mark.django_db(transaction=True)
def test_an_amount_that_comes_in_while_a_plan_is_submitted_does_not_slip_past_the_sum(full):
    mijlpaal, party = full.mijlpalen.first(), full.partijen.get(is_lead=True)

    def add():
        return MijlpaalbedragFactory(mijlpaal=mijlpaal, partij=party, amount=Decimal(1))

    results = at_once(add, lambda: _to_be_judged(full))
    plan = Transformatieplan.objects.get(pk=full.pk)
    assert any(isinstance(result, DatabaseError) for result in results)
    assert plan.status == Planstand.UITWERKEN or editing.total_of(plan) == plan.requested
