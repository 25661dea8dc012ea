"""The pages of proposals: the whole course of one, what is refused, and that lists ask no more for more rows."""

from datetime import date

import pytest

from funding.grootboek.standing import saldo_of
from funding.models import Deel, Verdeelvoorstel
from funding.verdelen import proposing
from iza_portal.accounts.models import Function
from iza_portal.agenda.dates import Wanted, dates_of
from iza_portal.notices.due import due_by
from tests.conftest import _person
from tests.factories import IndelingFactory, MunicipalityFactory, OpgaveFactory
from tests.funding.verdelen.conftest import add, all_agree
from tests.queries import queries_of


def url(money, rest=""):
    return f"/geld/budgetten/{money.budget.pk}/voorstellen/{rest}"


def text(answer):
    return answer.content.decode().replace("\xa0", " ")


def test_the_whole_course_of_a_proposal(money, sign_in):
    kassier, bestuurder = sign_in(money.kassier), sign_in(money.bestuurder)
    opgave = OpgaveFactory(plan=money.plan, position=1, title="Valpreventie")
    begun = kassier.post(url(money, "nieuw/"), {"year": "2026", "note": "Zoals <b>besproken</b>."})
    voorstel = Verdeelvoorstel.objects.get()
    assert begun.headers["Location"] == voorstel.get_absolute_url()
    assert "&lt;b&gt;besproken" in text(kassier.get(voorstel.get_absolute_url()))
    # Nobody but the kassier and the regiocoördinator reads a concept.
    assert bestuurder.get(voorstel.get_absolute_url()).status_code == 404
    assert "nummer 1" not in text(bestuurder.get(url(money)))
    row = {
        "title": "Coördinatie",
        "opgave_key": str(opgave.key),
        "cents": "1.000.000,01",
        "note": "Een coördinator",
        "divide": "sleutel",
    }
    form = url(money, f"{voorstel.pk}/regels/nieuw/regionaal/")
    assert 'href="/geld/" aria-current="true"' in text(kassier.get(form))
    assert kassier.post(form, row).status_code == 302
    local = {"municipality": money.ridderkerk.pk, "cents": "250000"}
    assert kassier.post(url(money, f"{voorstel.pk}/regels/nieuw/lokaal/"), local).status_code == 302
    line = voorstel.regels.get(regel__part=Deel.REGIONAAL)
    assert (line.cents, line.regel.opgave_key) == (100_000_001, opgave.key)
    page = text(kassier.get(voorstel.get_absolute_url()))
    assert "€ 1.250.000,01" in page
    assert "Leg voor aan de gemeenten" in page
    voorstel.refresh_from_db()
    put = url(money, f"{voorstel.pk}/voorleggen/")
    assert "Barendrecht, Nissewaard, Ridderkerk" in text(kassier.get(put))
    assert kassier.post(put, {"due_on": "2026-12-18", "version": voorstel.version}).status_code == 302
    own = url(money, f"{voorstel.pk}/gemeenten/{money.ridderkerk.pk}/")
    assert own in text(bestuurder.get(voorstel.get_absolute_url()))
    refused = bestuurder.post(own, {"answer": "niet_akkoord", "reason": " "})
    assert refused.status_code == 422
    assert "Schrijf waarom" in text(refused)
    assert bestuurder.post(own, {"answer": "niet_akkoord", "reason": "Te weinig."}).status_code == 302
    assert "Te weinig." in text(kassier.get(voorstel.get_absolute_url()))
    book = url(money, f"{voorstel.pk}/verwerken/")
    refused = kassier.post(book)
    assert refused.status_code == 422
    assert "Nog niet akkoord: Barendrecht, Nissewaard, Ridderkerk." in text(refused)
    assert bestuurder.post(own, {"answer": "akkoord", "reason": ""}).status_code == 302
    all_agree(money, voorstel)
    assert "Verwerk in de verdeling" in text(kassier.get(voorstel.get_absolute_url()))
    assert kassier.post(book).status_code == 302
    assert saldo_of(money.budget, 2026).verdeeld == 125_000_001
    page = text(bestuurder.get(voorstel.get_absolute_url()))
    # It goes on to show what it changed.
    assert "+€ 1.000.000,01" in page
    assert kassier.post(book).status_code == 422
    assert bestuurder.post(own, {"answer": "akkoord"}).status_code == 422


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"cents": ""}, "Vul dit in"),
        ({"cents": "-5"}, "nul of hoger"),
        ({"cents": "1,000,000"}, "Vul een getal in"),
        ({"cents": "1,000.00"}, "Vul een getal in"),
        ({"cents": "1000000000000000"}, "te groot"),
        ({"cents": "9" * 5000}, "te groot"),
        ({"cents": "0,001"}, "2 cijfers achter de komma"),
        ({"cents": "NaN"}, "Vul een getal in"),
        ({"cents": "€ 4.000.000"}, "meer dan er over 2026 is"),
        ({"title": ""}, "Vul dit in"),
        ({"title": "a" * 201}, "200"),
        ({"title": "a\x00b"}, "Null"),
        ({"divide": "zelf"}, "minder dan het bedrag"),
        ({"divide": "anders"}, "geldige keuze"),
        ({"opgave_key": "x"}, "geldige keuze"),
    ],
)
def test_what_is_no_line_is_refused_with_the_reason_and_what_was_typed(money, voorstel, sign_in, change, words):
    said = {"title": "Netwerk", "cents": "100", "divide": "sleutel", **change}
    answer = sign_in(money.kassier).post(url(money, f"{voorstel.pk}/regels/nieuw/regionaal/"), said)
    assert answer.status_code == 422
    page = text(answer)
    assert words.lower() in page.lower()
    assert "Dit gaat nog niet goed" in page
    if said["title"] == "Netwerk":
        assert "Netwerk" in page
    assert voorstel.regels.count() == 2


def test_shares_that_the_kassier_types_are_kept_and_shown_again(money, voorstel, sign_in):
    client = sign_in(money.kassier)
    shares = {f"aandeel-{money.nissewaard.pk}": "60,50", f"aandeel-{money.barendrecht.pk}": "39,5"}
    said = {"title": "Netwerk", "cents": "100", "divide": "zelf", **shares}
    assert client.post(url(money, f"{voorstel.pk}/regels/nieuw/regionaal/"), said).status_code == 302
    row = voorstel.regels.get(regel__title="Netwerk")
    assert {each.municipality_id: each.cents for each in row.aandelen.all()} == {
        money.nissewaard.pk: 6_050,
        money.barendrecht.pk: 3_950,
    }
    page = text(client.get(url(money, f"{voorstel.pk}/regels/{row.pk}/")))
    assert 'value="60,5"' in page or 'value="60,50"' in page


def test_a_line_that_a_colleague_changed_shows_both(money, voorstel, sign_in):
    row = voorstel.regels.get(regel__part=Deel.LOKAAL)
    client = sign_in(money.kassier)
    path = url(money, f"{voorstel.pk}/regels/{row.pk}/")
    add(money, voorstel, regel=row.regel, version=row.version, cents=7_700)
    answer = client.post(path, {"cents": "88", "version": row.version})
    assert answer.status_code == 422
    page = text(answer)
    assert "Dit is intussen gewijzigd" in page
    assert "€ 77" in page
    assert 'value="88"' in page
    assert client.post(path, {"cents": "88", "version": row.version + 1}).status_code == 302
    row.refresh_from_db()
    assert row.cents == 8_800


def test_a_line_is_removed_and_an_old_page_removes_nothing(money, voorstel, sign_in):
    row = voorstel.regels.get(regel__part=Deel.LOKAAL)
    client = sign_in(money.kassier)
    path = url(money, f"{voorstel.pk}/regels/{row.pk}/weg/")
    for version in ["", "x", "²", str(10**30), "9" * 5000, str(row.version + 1)]:
        assert client.post(path, {"version": version}).status_code == 302
        assert voorstel.regels.filter(pk=row.pk).exists()
    assert client.get(path).status_code == 405
    assert client.post(path, {"version": row.version}).status_code == 302
    assert not voorstel.regels.filter(pk=row.pk).exists()
    assert client.post(path, {"version": row.version}).status_code == 404


def test_what_is_of_another_budget_or_proposal_is_not_found(money, voorstel, sign_in):
    client = sign_in(money.kassier)
    other = proposing.propose(money.budget, by=money.kassier, year=2025)
    row = voorstel.regels.first()
    for path in [
        url(money, f"{other.pk}/regels/{row.pk}/"),
        url(money, "999999/"),
        url(money, f"{voorstel.pk}/regels/nieuw/anders/"),
        url(money, f"{voorstel.pk}/gemeenten/999999/"),
        f"/geld/budgetten/{money.brede.pk}/voorstellen/",
        f"/geld/budgetten/{money.brede.pk}/voorstellen/{voorstel.pk}/",
    ]:
        assert client.get(path).status_code == 404, path


def test_a_proposal_is_withdrawn_with_a_reason_that_municipalities_read(money, put, sign_in):
    client = sign_in(money.kassier)
    path = url(money, f"{put.pk}/intrekken/")
    assert client.post(path, {"reason": "  "}).status_code == 422
    assert client.post(path, {"reason": "Er komt geld bij."}).status_code == 302
    assert "Er komt geld bij." in text(sign_in(money.bestuurder).get(put.get_absolute_url()))
    assert client.post(path, {"reason": "Nog eens."}).status_code == 422
    assert client.get(path).status_code == 302


def test_who_left_the_region_reads_why_it_is_not_asked(money, put, sign_in):
    speaker = _person("bestuurder Westvoorne", money.left.organisation, Function.BESTUURDER)
    client = sign_in(speaker)
    path = url(money, f"{put.pk}/gemeenten/{money.left.pk}/")
    assert "Westvoorne hoort in 2026 niet bij" in text(client.get(path))
    answer = client.post(path, {"answer": "akkoord"})
    assert answer.status_code == 422
    assert "Westvoorne hoort in 2026 niet bij" in text(answer)
    assert sign_in(money.bestuurder).get(path).status_code == 404


@pytest.mark.parametrize("posted", [{}, {"year": "2031"}, {"year": "x"}, {"year": "2026", "note": "n" * 5001}])
def test_a_proposal_that_cannot_begin_is_refused(money, sign_in, posted):
    answer = sign_in(money.kassier).post(url(money, "nieuw/"), posted)
    assert answer.status_code == 422
    assert not Verdeelvoorstel.objects.exists()


def test_who_speaks_for_a_municipality_is_reminded_until_it_answered(money, put):
    path = url(money, f"{put.pk}/gemeenten/{money.ridderkerk.pk}/")
    assert [due.path for due in due_by(date(2026, 12, 18), money.bestuurder.pk)] == [path]
    assert due_by(date(2026, 12, 17), money.bestuurder.pk) == []
    assert due_by(date(2026, 12, 31), money.ambtenaar.pk) == []
    wanted = Wanted(money.bestuurder, date(2026, 12, 1), date(2026, 12, 31))
    (entry,) = [each for each in dates_of(wanted) if each.kind == "verdeelvoorstel"]
    assert (entry.path, entry.on, entry.is_done) == (path, date(2026, 12, 18), False)
    all_agree(money, put)
    assert due_by(date(2026, 12, 31), money.bestuurder.pk) == []
    (entry,) = [each for each in dates_of(wanted) if each.kind == "verdeelvoorstel"]
    assert entry.is_done


def test_thirty_lines_and_municipalities_take_as_many_queries_as_a_few(money, voorstel, sign_in):
    clients = [sign_in(money.kassier), sign_in(money.bestuurder)]
    kassier = money.kassier
    for n in range(30):
        each = MunicipalityFactory(name=f"Gemeente {n}")
        IndelingFactory(municipality=each, purpose="mandaat", mandaatregio=money.mandaatregio)
    few = proposing.propose(money.budget, by=kassier, year=2025)
    row = add(money, few, title="Eén", part=Deel.REGIONAAL, cents=1_000, shares={money.ridderkerk.pk: 1_000})
    proposing.put(few, by=kassier, due_on=date(2026, 12, 18))
    few.instemmingen.exclude(municipality=money.ridderkerk).delete()
    for n in range(30):
        add(money, voorstel, title=f"Activiteit {n}", part=Deel.REGIONAAL, cents=10_000)
    assert row.aandelen.count() == 1
    proposing.put(voorstel, by=kassier, due_on=date(2026, 12, 18))
    for client in clients:
        client.get(url(money))
        for rest in ["{}/", f"{{}}/gemeenten/{money.ridderkerk.pk}/"]:
            small = len(queries_of(client, url(money, rest.format(few.pk))))
            large = len(queries_of(client, url(money, rest.format(voorstel.pk))))
            assert large == small
            assert large <= 12, rest


def test_the_form_of_a_line_takes_a_fixed_number_of_queries(money, voorstel, sign_in):
    client = sign_in(money.kassier)
    path = url(money, f"{voorstel.pk}/regels/nieuw/regionaal/")
    client.get(path)
    few = len(queries_of(client, path))
    for n in range(30):
        OpgaveFactory(plan=money.plan, position=n + 1, title=f"Opgave {n}")
        each = MunicipalityFactory(name=f"Gemeente {n}")
        IndelingFactory(municipality=each, purpose="mandaat", mandaatregio=money.mandaatregio)
    assert len(queries_of(client, path)) == few
    assert few <= 12


def test_the_list_takes_as_many_queries_for_thirty_proposals_as_for_one(money, put, sign_in):
    client = sign_in(money.kassier)
    client.get(url(money))
    few = len(queries_of(client, url(money)))
    proposing.withdraw(put, by=money.kassier, reason="Opnieuw.")
    for _ in range(30):
        each = proposing.propose(money.budget, by=money.kassier, year=2026)
        proposing.withdraw(each, by=money.kassier, reason="Opnieuw.")
    assert abs(len(queries_of(client, url(money))) - few) == 0
    assert few <= 12


def test_what_stands_only_in_a_concept_is_shown_to_no_municipality(money, voorstel, sign_in):
    """Not on the rode draad, not among what postings are filtered by, and not where its own local part is entered on."""
    home, region = f"/geld/budgetten/{money.budget.pk}", f"/geld/draad/{money.region.slug}/"
    pages = [f"{home}/draad/", f"{home}/boekingen/", f"{home}/verplichtingen/?zoek=x", region]
    local, regional = (voorstel.regels.get(regel__part=part).regel for part in (Deel.LOKAAL, Deel.REGIONAAL))

    def told(person):
        client = sign_in(person)
        return [page for page in pages if any(each.title in text(client.get(page)) for each in (local, regional))]

    ambtenaar = sign_in(money.ambtenaar)
    assert told(money.bestuurder) == told(money.ambtenaar) == []
    assert told(money.kassier) == told(money.regiocoordinator) == [f"{home}/draad/"]
    assert ambtenaar.get(f"{home}/regels/{local.pk}/opgave/").status_code == 404
    assert ambtenaar.get(f"{home}/boekingen/besteding/").status_code == 403
    proposing.put(voorstel, by=money.kassier, due_on=date(2026, 12, 18))
    # The rode draad of the region tells of lines with money alone.
    assert told(money.bestuurder) == pages[:-1]
    assert ambtenaar.get(f"{home}/regels/{local.pk}/opgave/").status_code == 200
