"""The rode draad of money: from an opgave to the euros on its lines and back, and where it breaks."""

import re
from datetime import UTC, datetime
from itertools import pairwise
from types import SimpleNamespace
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from funding.boeken.spending import spend
from funding.dossier import with_money_of_region
from funding.draad.regions_of import budgets_of
from funding.draad.thread import Sums, money_of, money_per_stream
from funding.draad.tying import tie
from funding.grootboek.posting import Row, post
from funding.models import Boeksoort, Deel, Handeling
from funding.verdelen.proposing import propose, set_row
from iza_portal.outdated import OutdatedVersion
from plans.adoption import move
from plans.dossier import chapters
from plans.models import Opgave, Section, Status
from tests.factories import BudgetregelFactory, DekkingFactory, DoelFactory, OpgaveFactory, RegioplanFactory
from tests.funding.conftest import TODAY
from tests.queries import queries_of

WAY = (Status.CONCEPT, Status.TER_CONSULTATIE, Status.AKKOORD_TAFEL, Status.GEPUBLICEERD)


@pytest.fixture
def thread(divided):
    """ZHE-BAR follows a plan: `asks` (€ 900.000 SPUK IZA, € 50.000 brede SPUK, a goal) and `free`, of no money."""
    Section.objects.filter(pk=divided.section.pk).update(plain_text="Er staat iets.")
    asks = OpgaveFactory(plan=divided.plan, title="Minder vallen")
    free = OpgaveFactory(plan=divided.plan, title="Sneller hulp")
    DekkingFactory(opgave=OpgaveFactory(plan=divided.plan, position=None), stream="zvw", amount=5)
    DoelFactory(opgave=asks, title="Van 5% naar 14%")
    DekkingFactory(opgave=asks, stream="spuk_iza", amount=900_000)
    DekkingFactory(opgave=asks, stream="brede_spuk", amount=50_000)
    DekkingFactory(opgave=asks, stream="eigen", amount=7)
    with time_machine.travel(datetime(2026, 7, 6, 9, tzinfo=UTC)):
        for source, target in pairwise(WAY):
            move(divided.plan, by=divided.regiocoordinator, source=source, target=target)
    divided.plan.refresh_from_db()
    with time_machine.travel(TODAY, tick=True):
        yield SimpleNamespace(**vars(divided), asks=asks, free=free)


def tied(thread, regel=None, opgave=None, by=None):
    return tie(
        regel or thread.activity,
        by=by or thread.kassier,
        version=1,
        opgave_key=(opgave or thread.asks).key,
    )


def region_page(thread):
    return f"/geld/draad/{thread.region.slug}/"


def test_an_opgave_shows_what_it_asks_beside_what_its_lines_have(thread):
    tied(thread)
    (money,) = money_of([thread.asks], thread.kassier)
    rows = {(stream, year): (sums.asked, sums.budgeted) for stream, year, sums in money.rows}
    assert rows["SPUK IZA", 2026] == (90_000_000, 100_000_000)
    assert rows["brede SPUK (GALA)", 2026] == (5_000_000, 0)
    assert money.lines == [thread.activity]
    # Own means have no budget in the portal: that is no break.
    assert money.unpaid == ["brede SPUK (GALA)"]


def test_who_may_not_see_a_budget_sees_no_sum_of_it_and_no_false_break(thread):
    tied(thread)
    (money,) = money_of([thread.asks], thread.zorgaanbieder)
    assert (money.lines, money.total.budgeted) == ([], 0)
    assert money.unpaid == ["brede SPUK (GALA)"]


def test_a_line_that_stands_only_in_a_proposal_pays_for_nothing_until_that_is_booked(thread):
    by = thread.kassier
    voorstel = propose(thread.budget, by=by, year=2025)
    told = {"by": by, "part": Deel.REGIONAAL, "title": "Netwerk", "opgave_key": thread.asks.key}
    line = set_row(voorstel, cents=100, **told).regel
    (money,) = money_of([thread.asks], by)
    assert (money.lines, money.unpaid) == ([], ["brede SPUK (GALA)", "SPUK IZA"])
    row = Row(Boeksoort.VERDELING, 2025, 100, regel=line, municipality=thread.nissewaard)
    post(thread.budget, act=Handeling.VERDELING, by=by, on=TODAY, book_year=2026, rows=[row])
    (money,) = money_of([thread.asks], by)
    assert (money.lines, money.unpaid) == ([line], ["brede SPUK (GALA)"])


def test_the_page_of_a_region_lists_both_kinds_of_breaks(thread, sign_in):
    page = sign_in(thread.kassier).get(region_page(thread)).content.decode()
    assert "SPUK IZA, " not in page
    assert "brede SPUK (GALA), SPUK IZA" in page
    assert thread.local.title in page.split("Regels zonder opgave")[1]
    tied(thread)
    page = sign_in(thread.kassier).get(region_page(thread)).content.decode()
    assert "Regels zonder opgave" in page
    assert thread.activity.title not in page.split("Regels zonder opgave")[1].split("</section>")[0]


def test_a_line_without_money_is_no_break(thread, sign_in):
    BudgetregelFactory(budget=thread.budget, title="Nooit begroot")
    page = sign_in(thread.kassier).get(region_page(thread)).content.decode()
    assert thread.local.title in page
    assert "Nooit begroot" not in page


def test_nothing_breaks_where_the_region_follows_no_plan_yet(divided, sign_in):
    page = sign_in(divided.kassier).get(region_page(divided)).content.decode()
    assert "Zodra de regiotafel akkoord is" in page
    assert "Waar de draad breekt" not in page


def test_who_reads_the_plan_and_no_budget_sees_what_it_asks_alone(thread, sign_in):
    tied(thread)
    page = sign_in(thread.zorgaanbieder).get(region_page(thread)).content.decode()
    assert "€\N{NO-BREAK SPACE}900.000" in page
    assert thread.activity.title not in page
    assert "€\N{NO-BREAK SPACE}1.000.000" not in page


def test_the_page_of_a_budget_goes_from_line_to_goal(thread, sign_in):
    tied(thread)
    page = sign_in(thread.ambtenaar).get(f"/geld/budgetten/{thread.budget.pk}/draad/?regel={thread.local.pk}")
    assert "Minder vallen" in page.content.decode()
    assert "Van 5% naar 14%: nog niet gemeten" in page.content.decode()


@pytest.mark.parametrize("regel", ["", "x", "²", "99999999999999999999"])
def test_a_line_that_is_not_there_gives_the_first_page(thread, sign_in, regel):
    answer = sign_in(thread.ambtenaar).get(f"/geld/budgetten/{thread.budget.pk}/draad/", {"regel": regel})
    assert answer.status_code == 200


def test_before_a_region_follows_a_plan_no_line_is_said_to_break(divided, sign_in):
    BudgetregelFactory(budget=divided.budget, opgave_key=uuid4())
    client = sign_in(divided.kassier)
    page = client.get(f"/geld/budgetten/{divided.budget.pk}/draad/").content.decode()
    assert "De regio volgt nog geen plan" in page
    assert "Kies een opgave" not in page
    assert "een opgave van een plan dat nog wordt gemaakt" in page
    assert "Waar de draad breekt" not in client.get(f"/geld/draad/{divided.region.slug}/").content.decode()


def test_an_opgave_page_says_from_which_budgets(thread, sign_in):
    tied(thread)
    page = sign_in(thread.ambtenaar).get(thread.asks.get_absolute_url()).content.decode()
    assert "Uit welke budgetten" in page
    assert thread.activity.title in page
    page = sign_in(thread.zorgaanbieder).get(thread.asks.get_absolute_url()).content.decode()
    assert thread.activity.title not in page


def test_a_municipality_ties_its_own_local_line_and_no_other(thread):
    assert tied(thread, thread.local, by=thread.ambtenaar).opgave_key == thread.asks.key
    with pytest.raises(PermissionDenied):
        tied(thread, by=thread.ambtenaar)


def test_tying_on_an_older_version_is_refused(thread):
    tied(thread)
    with pytest.raises(OutdatedVersion):
        tied(thread, opgave=thread.free)


def test_an_opgave_of_another_plan_is_refused(thread):
    with pytest.raises(ValidationError, match="staat niet in het plan"):
        tied(thread, opgave=OpgaveFactory())
    with pytest.raises(ValidationError, match="staat niet in het plan"):
        tie(thread.activity, by=thread.kassier, version=1, opgave_key=uuid4())


def test_the_form_ties_unties_and_shows_both_when_it_changed_meanwhile(thread, sign_in):
    client, path = sign_in(thread.kassier), f"/geld/budgetten/{thread.budget.pk}/regels/{thread.activity.pk}/opgave/"
    assert client.post(path, {"version": 1, "opgave": str(thread.asks.key)}).status_code == 302
    answer = client.post(path, {"version": 1, "opgave": str(thread.free.key)})
    assert answer.status_code == 422
    assert "Dit is intussen gewijzigd" in answer.content.decode()
    assert client.post(path, {"version": 2, "opgave": ""}).status_code == 302
    thread.activity.refresh_from_db()
    assert thread.activity.opgave_key is None


@pytest.mark.parametrize(
    "told",
    [{}, {"version": 1, "opgave": "x"}, {"version": 1, "opgave": "\x00"}, {"version": "9" * 30}, {"version": -1}],
)
def test_a_forged_form_changes_nothing(thread, sign_in, told):
    path = f"/geld/budgetten/{thread.budget.pk}/regels/{thread.activity.pk}/opgave/"
    assert sign_in(thread.kassier).post(path, told).status_code == 422
    thread.activity.refresh_from_db()
    assert (thread.activity.opgave_key, thread.activity.version) == (None, 1)


def test_a_line_of_another_budget_is_not_there(thread, sign_in):
    other = BudgetregelFactory(budget=thread.brede)
    path = f"/geld/budgetten/{thread.budget.pk}/regels/{other.pk}/opgave/"
    assert sign_in(thread.kassier).get(path).status_code == 404


def part_of(page, name):
    """Answer the section of a page whose heading has this id; empty where there is none."""
    return "".join(re.findall(rf'<section [^>]*aria-labelledby="{name}".*?</section>', page, re.DOTALL))


def money_of_page(client, plan):
    """Answer what comes into the page of the plan about its money."""
    path = f"/geld/plannen/{plan.pk}/"
    assert f'hx-get="{path}"' in client.get(plan.get_absolute_url()).text
    piece, page = client.get(path, headers={"HX-Request": "true"}).text, client.get(path).text
    assert part_of(piece, "geld") == part_of(page, "geld")
    return part_of(piece, "geld")


def test_the_page_of_a_plan_tells_the_money_of_its_opgaven_per_stream(thread, sign_in):
    tied(thread)
    spend(thread.activity, by=thread.kassier, year=2026, cents=12_345, on=TODAY, text="Factuur")
    money = money_of_page(sign_in(thread.kassier), thread.plan)
    for said in ("900.000", "1.000.000", "123,45", "Begroot", region_page(thread)):
        assert said in money, said


def test_the_sums_on_the_page_of_a_plan_are_those_of_its_opgaven(thread):
    tied(thread)
    tied(thread, thread.local, thread.free, by=thread.ambtenaar)
    reader = thread.kassier
    rows = money_per_stream(thread.plan, [budget.pk for budget in budgets_of(thread.region, reader)])
    of_opgaven = {}
    for money in money_of([thread.asks, thread.free], reader):
        for stream, _, sums in money.rows:
            of_opgaven.setdefault(stream, Sums()).add(sums)
    assert dict(rows) == of_opgaven
    assert dict(rows)["SPUK IZA"] == Sums(90_000_000, 110_000_000, 0, 0)


def test_who_may_not_see_a_budget_reads_on_the_page_of_a_plan_what_is_asked_alone(thread, sign_in):
    tied(thread)
    for who in (thread.zorgaanbieder, thread.buitenstaander, None):
        money = money_of_page(sign_in(who), thread.plan)
        assert "900.000" in money
        assert "Begroot" not in money
        assert "1.000.000" not in money
        # Who takes part in the region reads the whole thread, of what is asked; nobody else finds it.
        assert (region_page(thread) in money) == (who == thread.zorgaanbieder)
        if who:
            answer = sign_in(who).get(region_page(thread))
            assert (answer.status_code == 200) == (region_page(thread) in money)


def test_a_plan_without_money_says_so_to_its_makers_and_nothing_to_others(cast, sign_in):
    plan = RegioplanFactory(region=cast.region, edition=2030, status=Status.GEPUBLICEERD)
    assert "nog geen geld ingevuld" in money_of_page(sign_in(cast.regiocoordinator), plan)
    assert money_of_page(sign_in(None), plan) == ""


def test_the_page_of_a_region_tells_how_its_budget_stands_to_who_may_see_it(thread, sign_in):
    path = thread.region.get_absolute_url()
    now = part_of(sign_in(thread.ambtenaar).get(path).content.decode(), "geld-nu")
    for said in ("SPUK IZA 2026", "3.674.551", "1.100.000", thread.budget.get_absolute_url(), region_page(thread)):
        assert said in now, said
    of_provider = part_of(sign_in(thread.zorgaanbieder).get(path).content.decode(), "geld-nu")
    assert region_page(thread) in of_provider
    assert "3.674.551" not in of_provider
    for who in (thread.buitenstaander, None):
        assert part_of(sign_in(who).get(path).content.decode(), "geld-nu") == ""


def test_the_pages_of_plan_and_region_stay_within_twelve_queries(thread, sign_in):
    tied(thread)
    client = sign_in(thread.ambtenaar)
    paths = [thread.plan.get_absolute_url(), f"/geld/plannen/{thread.plan.pk}/", thread.region.get_absolute_url()]
    for path in paths:
        queries_of(client, path)  # Pieces that are the same for everybody are kept from here on.
    few = [queries_of(client, path) for path in paths]
    BudgetregelFactory.create_batch(30, budget=thread.budget, opgave_key=thread.asks.key)
    for path, before in zip(paths, few, strict=True):
        assert len(queries_of(client, path)) == len(before) <= 12, "\n".join(before)


def test_thirty_lines_take_as_many_queries_as_three(thread, sign_in):
    tied(thread)
    client = sign_in(thread.kassier)
    paths = [f"/geld/budgetten/{thread.budget.pk}/draad/", region_page(thread)]
    few = [len(queries_of(client, path)) for path in paths]
    BudgetregelFactory.create_batch(14, budget=thread.budget)
    BudgetregelFactory.create_batch(14, budget=thread.budget, opgave_key=thread.asks.key)
    assert [len(queries_of(client, path)) for path in paths] == few


def test_a_dossier_tells_what_was_granted_and_asked_and_nothing_of_the_lines(thread):
    tied(thread)
    told = with_money_of_region(thread.region, chapters(thread.plan))
    assert [chapter.key for chapter in told][-2:] == ["geld", "bronnen"]
    context = told[-2].context
    assert {(row["stream"], row["year"]) for row in context["asked"]} == {
        ("SPUK IZA", 2026),
        ("brede SPUK (GALA)", 2026),
        ("eigen middelen van de partijen", 2026),
    }
    assert [row["amount"] for row in context["granted"] if row["regeling"] == "SPUK IZA"] == [
        "€\N{NO-BREAK SPACE}3.427.099",
        "€\N{NO-BREAK SPACE}3.674.551",
    ]
    assert thread.activity.title not in str(context)


def test_a_dossier_without_money_has_no_chapter_about_it(cast):
    told = chapters(cast.plan)
    assert with_money_of_region(cast.region, told) == told
    assert not Opgave.objects.exists()


def test_who_saves_the_form_as_it_came_keeps_an_opgave_of_another_plan(thread, sign_in):
    old = uuid4()
    line = BudgetregelFactory(budget=thread.budget, opgave_key=old)
    client, path = sign_in(thread.kassier), f"/geld/budgetten/{thread.budget.pk}/regels/{line.pk}/opgave/"
    form = client.get(path).context["form"]
    assert f'value="{old}" selected' in str(form["opgave"])
    shown = {name: form[name].value() for name in form.fields}
    assert client.post(path, shown).status_code == 302
    line.refresh_from_db()
    assert line.opgave_key == old
    assert client.post(path, shown | {"opgave": str(uuid4())}).status_code == 422


def test_what_was_booked_on_a_line_is_asked_by_its_budget_for_so_the_postings_are_indexed(thread, sign_in):
    tied(thread)
    asked = queries_of(sign_in(thread.kassier), region_page(thread))
    asked_of = [part for sql in asked for part in sql.split('FROM "funding_boeking"')[1:]]
    assert asked_of
    assert all(re.search(r'"budget_id" (=|IN)', part.split(" WHERE ", 1)[1]) for part in asked_of)
