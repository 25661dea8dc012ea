"""Gelijkgerichtheid: every other insurer acknowledges an approved plan, and says how it follows."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from iza_portal.accounts.models import Function, Kind
from iza_portal.outdated import OutdatedVersion
from plans.models.transformatie import Gelijkgerichtheid, Volgwijze
from plans.transformatie.gelijkgerichtheid.following import follow
from plans.transformatie.workflow import Planstand
from tests.at_once import at_once
from tests.conftest import _person
from tests.factories import OrganisationFactory, TransformatieplanFactory
from tests.queries import queries_of


def approved(company, put_in_state, plan=None, status=Planstand.UITVOERING):
    now = timezone.now()
    stamps = {"first_submitted_at": now, "shared_at": now, "approved_at": now}
    return put_in_state(plan or company.transformatieplan, status, **stamps)


@pytest.fixture
def row(company, put_in_state):
    """The row of DSW for the approved plan."""
    plan = approved(company, put_in_state)
    return Gelijkgerichtheid.objects.create(plan=plan, organisation=company.other_insurer)


@pytest.fixture
def path(row):
    return f"/transformatieplannen/{row.plan_id}/gelijkgerichtheid/"


def test_an_insurer_acknowledges_and_says_how_it_follows_and_all_who_see_the_plan_read_it(company, row, path, sign_in):
    insurer = sign_in(company.andere_verzekeraar)
    assert "Erken het plan namens DSW" in insurer.get(path).text
    data = {"version": 1, "follows": "deels", "how": "Alleen de wijkverpleging, tot 2028. <i>Zo.</i>"}
    assert insurer.post(f"{path}erkennen/", data).status_code == 302
    row.refresh_from_db()
    assert (row.follows, row.acknowledged_by, row.version) == (Volgwijze.DEELS, company.andere_verzekeraar, 2)
    for name in ("ambtenaar", "betrokkene", "beoordelaar_1", "andere_verzekeraar", "toekenner"):
        text = sign_in(company.people[name]).get(path).text
        assert "Alleen de wijkverpleging, tot 2028. &lt;i&gt;Zo.&lt;/i&gt;" in text
        assert "1 van de 1 andere zorgverzekeraars heeft" in text


def test_it_can_be_changed_later_and_what_was_said_before_stays(company, row, path, sign_in):
    follow(row, by=company.andere_verzekeraar, version=1, follows="deels", how="Eerst een proef.")
    row.refresh_from_db()
    acknowledged_at = row.acknowledged_at
    follow(row, by=company.andere_verzekeraar, version=2, follows="volgt", how="")
    row.refresh_from_db()
    assert row.acknowledged_at == acknowledged_at
    text = sign_in(company.ambtenaar).get(path).text
    assert "Eerder gezegd" in text
    assert "Eerst een proef." in text
    assert follow(row, by=company.andere_verzekeraar, version=3, follows="volgt").version == 3


@pytest.mark.parametrize(
    ("follows", "how", "field"),
    [("deels", " ", "how"), ("soms", "", "follows"), ("", "", "follows"), ("volgt", "x" * 5000, "how")],
)
def test_what_is_not_right_is_refused_at_its_field(company, row, path, sign_in, follows, how, field):
    with pytest.raises(ValidationError) as raised:
        follow(row, by=company.andere_verzekeraar, version=1, follows=follows, how=how)
    assert field in raised.value.error_dict
    data = {"version": 1, "follows": follows, "how": how}
    answer = sign_in(company.andere_verzekeraar).post(f"{path}erkennen/", data)
    assert answer.status_code == 422
    assert answer.context["form"][field].errors


def test_only_a_reviewer_of_that_insurer_says_so_while_the_plan_is_approved(company, row, put_in_state):
    for name, person in company.people.items():
        if name == "andere_verzekeraar":
            continue
        with pytest.raises(PermissionDenied):
            follow(row, by=person, version=1, follows="volgt")
    put_in_state(row.plan, Planstand.AANPASSEN)
    with pytest.raises(ValidationError):
        follow(row, by=company.andere_verzekeraar, version=1, follows="volgt")


def test_a_colleague_who_saved_meanwhile_is_shown_and_nothing_typed_is_lost(company, row, path, sign_in):
    follow(row, by=company.andere_verzekeraar, version=1, follows="deels", how="Van een collega.")
    data = {"version": 1, "follows": "deels", "how": "Van mij."}
    answer = sign_in(company.andere_verzekeraar).post(f"{path}erkennen/", data)
    assert answer.status_code == 422
    assert "Van een collega." in answer.text
    assert "Van mij." in answer.text
    assert answer.context["form"]["version"].value() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_colleagues_at_once_one_is_told_of_the_other(company, row):
    colleague = _person("collega", company.other_insurer, Function.BEOORDELAAR)
    results = at_once(
        lambda: follow(row, by=company.andere_verzekeraar, version=1, follows="volgt"),
        lambda: follow(row, by=colleague, version=1, follows="deels", how="Half."),
    )
    assert sorted(type(each) for each in results if not isinstance(each, Gelijkgerichtheid)) == [OutdatedVersion]


def test_the_lead_and_who_coordinates_are_told(company, row):
    follow(row, by=company.andere_verzekeraar, version=1, follows="volgt")
    notices = company.ambtenaar.notices.model.objects
    people = {notice.person_id for notice in notices.all()}
    told = {name for name, person in company.people.items() if person.pk in people}
    assert told == {"ambtenaar", "bestuurder", "beoordelaar_1", "beoordelaar_1b"}


def test_what_waits_for_an_insurer_is_on_one_list_with_the_open_ones_first(company, row, put_in_state, sign_in):
    second = TransformatieplanFactory(
        region=company.region,
        title="Later plan",
        marktleider_1=company.insurer_1,
        marktleider_2=company.insurer_2,
        insurer=company.insurer_1,
        lead=company.ridderkerk,
    )
    second = approved(company, put_in_state, second, Planstand.WACHTRIJ)
    Gelijkgerichtheid.objects.create(plan=second, organisation=company.other_insurer)
    follow(row, by=company.andere_verzekeraar, version=1, follows="volgt")
    page = sign_in(company.andere_verzekeraar).get("/transformatieplannen/gelijkgerichtheid/")
    assert [each.plan_id for each in page.context["page"]] == [row.plan_id, second.pk][::-1]
    assert "1 plan wacht op DSW" in page.text
    assert "Er wacht geen plan op CZ" in sign_in(company.beoordelaar_1).get(page.request["PATH_INFO"]).text


def test_pages_take_as_many_queries_for_thirty(company, row, path, put_in_state, sign_in):
    client, waiting = sign_in(company.andere_verzekeraar), "/transformatieplannen/gelijkgerichtheid/"
    few = len(queries_of(client, path)), len(queries_of(client, waiting))
    for number in range(30):
        insurer = OrganisationFactory(kind=Kind.ZORGVERZEKERAAR, name=f"Verzekeraar {number}")
        Gelijkgerichtheid.objects.create(plan=row.plan, organisation=insurer)
        plan = TransformatieplanFactory(region=company.region, insurer=company.insurer_1)
        plan = approved(company, put_in_state, plan)
        Gelijkgerichtheid.objects.create(plan=plan, organisation=company.other_insurer)
    assert (len(queries_of(client, path)), len(queries_of(client, waiting))) == few
    assert max(few) <= 12
