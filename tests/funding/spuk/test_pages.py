"""The pages of applications: who reads and writes them, what they say is missing, and that nothing typed is lost."""

import re
from datetime import date

import pytest

from funding.models import Begrotingsregel, Regelingfeit, SpukAanvraag
from funding.spuk.budgeting import set_line
from funding.spuk.participating import add_municipality, remove_municipality
from funding.verbs import FundingVerb
from iza_portal.notices.models import Notice
from iza_portal.trail.recording import record
from plans.papers import MOST_BYTES
from plans.transformatie.workflow import Planstand
from tests.factories import BusinesscaseregelFactory, OrganisationFactory, TransformatiepartijFactory
from tests.funding.spuk.conftest import paper
from tests.funding.transformatie.carried_out import asked, put
from tests.queries import queries_of

NBSP = "\N{NO-BREAK SPACE}"


def home(plan, rest=""):
    return f"/geld/transformatieplannen/{plan.pk}/spuk/{rest}"


def text(answer):
    return answer.content.decode()


def test_a_municipality_begins_on_the_page_and_other_parties_read_that_it_did(applying, sign_in):
    plan = applying.plan
    client = sign_in(applying.ambtenaar)
    assert "Begin de aanvraag van Gemeente Ridderkerk" in text(client.get(home(plan)))
    answer = client.post(home(plan, "beginnen/"))
    aanvraag = SpukAanvraag.objects.get()
    assert answer.headers["Location"] == aanvraag.get_absolute_url()
    assert client.post(home(plan, "beginnen/")).headers["Location"] == aanvraag.get_absolute_url()
    assert "Begin de aanvraag" not in text(client.get(home(plan)))
    provider = sign_in(applying.zorgaanbieder)
    page = text(provider.get(home(plan)))
    assert "Gemeente Ridderkerk" in page
    assert aanvraag.get_absolute_url() not in page
    assert provider.get(aanvraag.get_absolute_url()).status_code == 404
    assert provider.post(home(plan, "beginnen/")).status_code == 403


def test_who_is_no_party_finds_nothing(begun, sign_in):
    for who in ["buitenstaander", "andere_ambtenaar", "beoordelaar_1", "toekenner"]:
        client = sign_in(getattr(begun, who))
        assert client.get(home(begun.plan)).status_code == 404, who
        assert client.get(begun.aanvraag.get_absolute_url()).status_code == 404, who


def test_there_is_none_before_approval(applying, sign_in):
    put(applying.plan, Planstand.VOORGENOMEN, approved_at=None)
    assert sign_in(applying.ambtenaar).get(home(applying.plan)).status_code == 404


@pytest.mark.parametrize("page", ["", "uitvoering/"])
def test_the_pages_of_the_plan_show_the_way(applying, sign_in, page):
    address = f"/transformatieplannen/{applying.plan.pk}/{page}"
    assert home(applying.plan) in text(sign_in(applying.ambtenaar).get(address))
    assert home(applying.plan) not in text(sign_in(applying.beoordelaar_1).get(address))


def test_the_page_says_what_is_missing_and_where_that_is_mended(begun, sign_in):
    client = sign_in(begun.ambtenaar)
    page = text(client.get(begun.aanvraag.get_absolute_url()))
    assert "Wat nog ontbreekt" in page
    assert 'href="#overeenkomst"' in page
    assert "999" not in page
    assert f"€{NBSP}1.500,10" in page
    assert "Leg vast dat u hebt ingediend" not in page
    assert "SP-7" in page


def test_each_place_where_something_is_mended_is_on_the_page(complete, sign_in):
    remove_municipality(complete.other, by=complete.ambtenaar)
    add_municipality(complete.aanvraag, by=complete.ambtenaar, partij=complete.other.partij)
    Begrotingsregel.objects.filter(bedrag=complete.theirs).update(revenues=None, year=2024)
    Begrotingsregel.objects.filter(bedrag=complete.first).update(costs=1)
    SpukAanvraag.objects.update(overeenkomst=None)
    page = text(sign_in(complete.ambtenaar).get(complete.aanvraag.get_absolute_url()))
    anchors = set(re.findall(r'href="#([a-z0-9-]+)"', page)) - {"inhoud"}
    assert {anchor.split("-")[0] for anchor in anchors} >= {"overeenkomst", "gemeenten", "bedrag", "regel"}
    for anchor in anchors:
        assert f'id="{anchor}"' in page, anchor


def test_what_the_regeling_says_of_the_years_stands_beside_how_it_is_read(begun, sign_in):
    page = text(sign_in(begun.ambtenaar).get(begun.aanvraag.get_absolute_url()))
    assert "De regeling zegt: “Een jaar terug.”" in page
    assert "Kosten tellen mee van 2025 tot en met 2028." in page


def test_terms_on_which_sources_differ_stand_side_by_side(begun, sign_in):
    said = {"regeling": begun.regeling, "topic": "beslissen", "label": "Beslissing", "unit": "weken"}
    known = {"peildatum": date(2026, 4, 22), "certainty": "vastgesteld"}
    Regelingfeit.objects.create(number=13, is_followed=True, source="De regeling, art. 7", position=1, **said, **known)
    Regelingfeit.objects.create(number=10, is_followed=False, source="dus-i.nl", position=2, **said, **known)
    page = text(sign_in(begun.ambtenaar).get(begun.aanvraag.get_absolute_url()))
    for words in ["13 weken", "10 weken", "De regeling, art. 7", "dus-i.nl"]:
        assert words in page


def test_a_complete_one_is_handed_in_on_its_page(complete, sign_in):
    client, address = sign_in(complete.ambtenaar), complete.aanvraag.get_absolute_url()
    page = text(client.get(address))
    assert "De aanvraag is compleet" in page
    assert "EH2+" in page
    said = {"on": "2026-11-20", "reference": "TM-1", "version": complete.aanvraag.version}
    assert client.post(f"{address}indienen/", said).headers["Location"] == address
    page = text(client.get(address))
    assert "Kenmerk TM-1" in page
    assert "Wijzig" not in page
    # Nothing is asked any more, and what is posted all the same is refused with what was typed.
    assert client.get(f"{address}indienen/").status_code == 302
    refused = client.post(f"{address}indienen/", said | {"reference": "TM-2"})
    assert refused.status_code == 422
    assert "TM-2" in text(refused)


def test_municipalities_of_the_plan_read_it_and_only_the_aanvrager_writes(complete, sign_in):
    client, address = sign_in(complete.ambtenaar_barendrecht), complete.aanvraag.get_absolute_url()
    page = text(client.get(address))
    assert "Vervang het bewijs" in page
    assert "Voeg een regel toe" not in page
    regel = Begrotingsregel.objects.get(bedrag=complete.theirs)
    for rest in [f"regels/{regel.pk}/", "overeenkomst/", "gemeenten/nieuw/", "indienen/"]:
        assert client.get(f"{address}{rest}").status_code == 403, rest
    assert client.get(f"{address}gemeenten/{complete.other.pk}/bewijs/").status_code == 200


def test_a_municipality_adds_its_own_proof_and_steps_out(complete, sign_in):
    client, address = sign_in(complete.ambtenaar_barendrecht), complete.aanvraag.get_absolute_url()
    proof = f"{address}gemeenten/{complete.other.pk}/bewijs/"
    assert client.post(proof, {"paper": paper(name="nieuw.pdf")}).headers["Location"] == address
    assert "nieuw.pdf" in text(client.get(address))
    assert client.post(f"{address}gemeenten/{complete.other.pk}/weg/").headers["Location"] == address
    assert complete.aanvraag.deelnemers.count() == 1
    applicant = complete.aanvraag.deelnemers.get()
    assert client.post(f"{address}gemeenten/{applicant.pk}/weg/").status_code == 403
    assert sign_in(complete.ambtenaar).get(f"{address}gemeenten/{applicant.pk}/bewijs/").status_code == 404


def test_papers_are_files_to_save_that_no_browser_keeps_and_no_other_party_gets(complete, sign_in):
    address = complete.aanvraag.get_absolute_url()
    papers = [f"{address}overeenkomst/stuk/", f"{address}gemeenten/{complete.other.pk}/bewijs/stuk/"]
    for path in papers:
        answer = sign_in(complete.ambtenaar_barendrecht).get(path)
        assert answer.content.startswith(b"%PDF-")
        assert answer["Content-Disposition"].startswith("attachment")
        assert "no-store" in answer["Cache-Control"]
        assert sign_in(complete.zorgaanbieder).get(path).status_code == 404
    # Nor by the address of the evidence of milestones, which all parties and insurers may open.
    stuk = complete.other.bewijs_id
    plan = complete.plan.pk
    for who in ["zorgaanbieder", "beoordelaar_1"]:
        client = sign_in(getattr(complete, who))
        assert client.get(f"/transformatieplannen/{plan}/stukken/{stuk}/").status_code == 404


@pytest.mark.parametrize(
    ("posted", "words"),
    [({}, "Vul dit in"), ({"paper": b"PK\x03\x04"}, "geen PDF"), ({"paper": b"%PDF-" + b" " * MOST_BYTES}, "te groot")],
)
def test_what_is_no_pdf_is_refused_at_its_field(begun, sign_in, posted, words):
    address = f"{begun.aanvraag.get_absolute_url()}overeenkomst/"
    sent = {name: paper(content) for name, content in posted.items()}
    answer = sign_in(begun.ambtenaar).post(address, sent)
    assert answer.status_code == 422
    assert words in text(answer)


def test_another_municipality_is_chosen_and_told(begun, sign_in):
    client, address = sign_in(begun.ambtenaar), f"{begun.aanvraag.get_absolute_url()}gemeenten/nieuw/"
    page = text(client.get(address))
    assert "Gemeente Barendrecht" in page
    assert ">Zorgaanbieder<" not in page
    for wrong in ["", "x", "999999999", begun.plan.partijen.get(organisation=begun.provider).pk]:
        assert client.post(address, {"partij": wrong}).status_code == 422, wrong
    partij = begun.plan.partijen.get(organisation=begun.barendrecht)
    assert client.post(address, {"partij": partij.pk}).status_code == 302
    notice = Notice.objects.get(person=begun.ambtenaar_barendrecht)
    assert notice.path == begun.aanvraag.get_absolute_url()
    assert "Er is geen andere gemeente" in text(client.get(address))


def test_a_line_is_changed_and_added_in_euros_as_they_are_written_here(begun, sign_in):
    client, address = sign_in(begun.ambtenaar), begun.aanvraag.get_absolute_url()
    regel = Begrotingsregel.objects.get(bedrag=begun.first)
    path = f"{address}regels/{regel.pk}/"
    assert "1000,10" in text(client.get(path)) or "1.000,10" in text(client.get(path))
    said = {"activity": "Inrichting", "year": "2026", "costs": "€ 1.100,10", "revenues": "100", "version": "1"}
    assert client.post(path, said).headers["Location"] == f"{address}#bedrag-{begun.first.pk}"
    regel.refresh_from_db()
    assert (regel.activity, regel.costs, regel.revenues, regel.version) == ("Inrichting", 110_010, 10_000, 2)
    new = {"activity": "Opening", "year": "2026", "costs": "0,01", "revenues": "0"}
    assert client.post(f"{address}regels/nieuw/{begun.first.pk}/", new).status_code == 302
    page = text(client.get(address))
    assert f"De begroting vraagt €{NBSP}0,01 meer" in page
    assert "te veel begroot" in page
    for bedrag in [begun.theirs, begun.provided]:
        assert client.get(f"{address}regels/nieuw/{bedrag.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"costs": "1,000.10"}, "Vul een getal in"),
        ({"costs": "1" * 16}, "te groot"),
        ({"costs": "0"}, "hoger zijn dan nul"),
        ({"costs": "-5"}, "hoger zijn dan nul"),
        ({"costs": "0,001"}, "cijfers"),
        ({"revenues": ""}, "Vul dit in"),
        ({"revenues": "-1"}, "van nul of hoger"),
        ({"revenues": "5000"}, "hoger dan de kosten"),
        ({"year": "2024"}, "keuze"),
        ({"year": "2029"}, "keuze"),
        ({"activity": " "}, "Vul dit in"),
        ({"activity": "x" * 301}, "300"),
        ({"version": "0"}, ""),
    ],
)
def test_a_line_that_is_wrong_is_refused_and_what_was_typed_stays(begun, sign_in, said, words):
    regel = Begrotingsregel.objects.get(bedrag=begun.first)
    path = f"{begun.aanvraag.get_absolute_url()}regels/{regel.pk}/"
    typed = {"activity": "Wat ik typte", "year": "2026", "costs": "12", "revenues": "0", "version": "1"} | said
    answer = sign_in(begun.ambtenaar).post(path, typed)
    assert answer.status_code == 422
    assert words in text(answer)
    assert typed["activity"].strip() in text(answer)
    regel.refresh_from_db()
    assert regel.version == 1


def test_what_a_colleague_changed_meanwhile_is_shown_beside_what_was_typed(begun, sign_in):
    regel = Begrotingsregel.objects.get(bedrag=begun.first)
    told = {"activity": "Van de collega", "year": 2026, "costs": 100_010, "revenues": 0}
    set_line(begun.aanvraag, by=begun.kassier_ridderkerk, regel=regel, version=1, **told)
    client, path = sign_in(begun.ambtenaar), f"{begun.aanvraag.get_absolute_url()}regels/{regel.pk}/"
    typed = {"activity": "Wat ik typte", "year": "2026", "costs": "1000,10", "revenues": "0", "version": "1"}
    answer = client.post(path, typed)
    assert answer.status_code == 422
    assert "Van de collega" in text(answer)
    assert "Wat ik typte" in text(answer)
    assert client.post(path, typed | {"version": "2"}).status_code == 302
    # Taking it away asks the version as well.
    assert client.post(f"{path}weg/", {"version": "2"}).status_code == 302
    assert Begrotingsregel.objects.filter(pk=regel.pk).exists()
    assert client.post(f"{path}weg/", {"version": "3"}).status_code == 302
    assert not Begrotingsregel.objects.filter(pk=regel.pk).exists()
    assert client.get(path).status_code == 404


def test_gains_of_the_business_case_stand_beside_the_budget(applying, sign_in):
    plan = put(applying.plan, Planstand.UITWERKEN)
    for organisation, title in [(applying.ridderkerk, "Minder Wmo"), (applying.provider, "Minder bedden")]:
        partij = plan.partijen.get(organisation=organisation)
        BusinesscaseregelFactory(plan=plan, kind="baten", title=title, amount=777, partij=partij, who="")
    put(plan, Planstand.UITVOERING)
    client = sign_in(applying.ambtenaar)
    client.post(home(plan, "beginnen/"))
    page = text(client.get(SpukAanvraag.objects.get().get_absolute_url()))
    assert "Minder Wmo" in page
    assert "Minder bedden" not in page
    assert "nog in te vullen" in page


def test_it_is_thrown_away_by_the_version_that_was_seen(begun, sign_in):
    client, address = sign_in(begun.ambtenaar), begun.aanvraag.get_absolute_url()
    assert client.post(f"{address}weg/", {"version": "x"}).headers["Location"] == address
    assert client.post(f"{address}weg/", {"version": "1"}).headers["Location"] == home(begun.plan)
    assert client.get(address).status_code == 404


def test_thirty_amounts_take_the_queries_of_one(complete, sign_in):
    client, address = sign_in(complete.ambtenaar), complete.aanvraag.get_absolute_url()
    pages = [address, home(complete.plan)]
    few = [len(queries_of(client, page)) for page in pages]
    plan = put(complete.plan, Planstand.UITWERKEN)
    applicant = complete.aanvraag.deelnemers.get(partij__organisation=complete.ridderkerk)
    for number in range(30):
        bedrag = asked(plan, date(2027, 6, 30), complete.ridderkerk, "10", title=f"Mijlpaal {number}")
        Begrotingsregel.objects.create(
            deelnemer=applicant, bedrag=bedrag, position=9, activity="Scholing", year=2027, costs=1_000, revenues=0
        )
        TransformatiepartijFactory(plan=plan, organisation=OrganisationFactory(name=f"Gemeente {number}"))
    put(plan, Planstand.UITVOERING)
    many = [queries_of(client, page) for page in pages]
    assert [len(each) for each in many] == few, many
    assert max(few) <= 12, many


def test_what_was_typed_for_a_line_that_a_colleague_took_away_is_not_lost(begun, sign_in):
    client, address = sign_in(begun.ambtenaar), begun.aanvraag.get_absolute_url()
    regel = Begrotingsregel.objects.get(bedrag=begun.first)
    path = f"{address}regels/{regel.pk}/"
    regel.delete()
    typed = {"activity": "Wat ik typte", "year": "2026", "costs": "12", "revenues": "0", "version": "1"}
    for at, words in [(path, "haalde deze regel weg"), (f"{address}regels/nieuw/{begun.theirs.pk}/", "geen gemeente")]:
        assert client.get(at).status_code == 404
        answer = client.post(at, typed)
        assert answer.status_code == 422
        assert words in text(answer)
        assert "Wat ik typte" in text(answer)


def test_an_amount_that_is_no_money_is_refused_with_the_reason(applying, sign_in):
    plan = put(applying.plan, Planstand.UITWERKEN)
    asked(plan, date(2027, 6, 30), applying.ridderkerk, "999999999999", title="Te veel")
    put(plan, Planstand.UITVOERING)
    answer = sign_in(applying.ambtenaar).post(home(plan, "beginnen/"))
    assert answer.status_code == 422
    assert "te groot is om te begroten" in text(answer)


def test_the_history_tells_what_was_written_in_the_budget_in_euros(complete, sign_in):
    aanvraag, by = complete.aanvraag, complete.ambtenaar
    regel = Begrotingsregel.objects.filter(bedrag=complete.first).get()
    told = {"activity": "Loket", "year": 2026, "costs": 150_050, "revenues": 50_040}
    set_line(aanvraag, by=by, regel=regel, version=regel.version, **told)
    path = f"{aanvraag.get_absolute_url()}geschiedenis/"
    page = text(sign_in(complete.ambtenaar_barendrecht).get(path))
    assert "schreef in de begroting van de aanvraag: “" in page
    assert f"→ €{NBSP}1.500,50" in page
    assert f"→ €{NBSP}500,40" in page
    assert "voegde aan de aanvraag toe: “overeenkomst”" in page
    for who in (complete.zorgaanbieder, complete.beoordelaar_1):
        assert sign_in(who).get(path).status_code == 404


def test_thirty_acts_on_an_application_take_the_queries_of_one(begun, sign_in):
    client, path = sign_in(begun.ambtenaar), f"{begun.aanvraag.get_absolute_url()}geschiedenis/"
    few = queries_of(client, path)
    for number in range(30):
        record(FundingVerb.APPLICATION_PAPER, begun.aanvraag, by=begun.ambtenaar, detail=str(number))
    many = queries_of(client, path)
    assert len(many) == len(few) <= 12, many
