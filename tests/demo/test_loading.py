import re
from decimal import Decimal

import pytest
from django.apps import apps
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone

from funding.models import Budget, SpukAanvraag
from iza_portal.accounts.demonstration import DEMO_DOMAIN, DEMO_PASSWORD
from iza_portal.accounts.models import Membership, User
from iza_portal.demo.accounts import ACCOUNTS
from iza_portal.demo.figures import EARLIER_FILES, LATER_FILES
from iza_portal.demo.loading import load
from iza_portal.demo.plans import PLANS
from iza_portal.demo.transformatieplannen import QUEUE, WANTED
from iza_portal.demo.werkagendas import WERKAGENDAS
from iza_portal.texts.building import paragraph, text
from iza_portal.texts.check import check
from iza_portal.writing.together.rewriting import rewrite
from plans.arranging import change_section, move_section
from plans.models import PlanKind, Regioplan, Section, Status
from plans.toetsing.checking import check as check_plan
from plans.werkagenda.inzet import lines_of
from regions.models import AreaFigure, BatchState, BeeldStatus, Figure, FigureBatch, Participation, Regiobeeld
from regions.regiobeelden.content import differences
from regions.regiobeelden.reading import page_of


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The demonstration, loaded once for all tests here; answers how much of it was new."""
    with django_db_blocker.unblock(), override_settings(DEMO=True), transaction.atomic():
        call_command("load_reference", verbosity=0)
        yield load()
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded, db):
    return loaded


def person(local_part):
    return User.objects.get(email=local_part + DEMO_DOMAIN)


def row_counts():
    return {model._meta.label: model.objects.count() for model in apps.get_models()}


def test_loading_makes_the_people_and_the_plans(demo):
    plans = len(PLANS) + len(WERKAGENDAS) + len(WANTED) + len(QUEUE)
    assert demo == (len(ACCOUNTS), plans, len(EARLIER_FILES + LATER_FILES), 3)
    assert User.objects.count() == len(ACCOUNTS)
    regioplannen = Regioplan.objects.filter(kind=PlanKind.REGIOPLAN)
    assert sorted(regioplannen.values_list("region__slug", "edition", "status")) == sorted(
        (plan.region, plan.edition, plan.way[-1].value) for plan in PLANS
    )


def test_the_werkagenda_shows_what_is_done_what_deviates_and_what_is_left_out(demo):
    plan = Regioplan.objects.get(kind=PlanKind.WERKAGENDA)
    lines = {line.code: line for opgave in plan.opgaven.all() for line in lines_of(opgave, opgave.inzetten.all())}
    assert lines["valrisico"].has_path
    assert (lines["beweeginterventie"].deviates, lines["beweeginterventie"].lacks_motive) == (True, False)
    assert plan.opgaven.get(aanpak="3a.2").waiver
    found = {result.criterion.code: result for result in check_plan(plan)}
    assert "3a.1 Nu Niet Zwanger: IST" in found["WA-3"].found.why
    assert not found["WA-7"].found.why.startswith("Wijkt af")


def test_the_figures_are_real_and_regions_and_the_country_follow(demo):
    assert set(FigureBatch.objects.values_list("state", flat=True)) == {BatchState.VERWERKT}
    older = AreaFigure.objects.filter(indicator__code="BEV04", year=2024)
    assert round(older.get(region__slug="zhe-bar").value, 1) == Decimal("22.6")
    assert round(older.get(region=None).value, 1) == Decimal("20.5")
    assert AreaFigure.objects.get(indicator__code="BEV01", region=None, year=2024).value == 17_942_942


# Worked out apart from the portal, from the municipalities in the files and which of them lie in each region.
KNOWN = {
    ("zhe-bar", "BEV01"): "426905", ("zhe-bar", "BEV04"): "22.5785", ("zhe-bar", "BEV08"): "540.0888",
    ("zhe-bar", "GEZ01"): "72.2895", ("zhe-bar", "BEV11"): "9.8486", ("zhe-bar", "SOC09"): "36.2084",
    ("zeeland", "BEV01"): "391634", ("zeeland", "BEV08"): "219.7842", ("zeeland", "TOE03"): "1.5115",
    ("drechtsteden", "BEV03-65PLUS"): "60970", ("drechtsteden", "BEV04"): "20.5241", ("zoetermeer", "BEV08"): "3730",
}  # fmt: skip


@pytest.mark.parametrize(("region", "code"), KNOWN)
def test_a_region_has_the_sum_the_mean_or_the_density_of_its_municipalities(demo, region, code):
    figure = AreaFigure.objects.get(indicator__code=code, region__slug=region, year=2024)
    assert (figure.value, figure.known) == (Decimal(KNOWN[region, code]), figure.expected)


def test_what_does_not_add_up_is_of_municipalities_alone(demo):
    assert Figure.objects.filter(indicator__code="BEV13").count() == 342
    assert not AreaFigure.objects.filter(indicator__code="BEV13").exists()


def test_the_regiobeelden_stand_where_they_are_said_to(demo):
    beelden = Regiobeeld.objects.order_by("region__slug", "edition").values_list("region__slug", "edition", "status")
    assert list(beelden) == [
        ("flevoland", 2023, BeeldStatus.HERIJKING),
        ("flevoland", 2028, BeeldStatus.BASISBEELD),
        ("zhe-bar", 2026, BeeldStatus.VERRIJKING),
    ]
    closed, running = Regiobeeld.objects.get(region__slug="zhe-bar").cycles.order_by("number")
    assert (closed.closed_at is None, running.closed_at is None) == (False, True)
    assert closed.reactions.count() == 3


def test_the_renewed_regiobeeld_shows_what_the_later_figures_moved(demo):
    earlier = Regiobeeld.objects.get(region__slug="flevoland", edition=2023)
    then, now = page_of(earlier), page_of(earlier.next)
    moved = {
        figure["label"]: (figure["before"], figure["after"])
        for theme in differences(then, now)["themes"]
        for figure in theme["figures"]
    }
    assert moved == {"Goed ervaren gezondheid": ("69,3% (2022)", "73,1% (2024)")}


def test_loading_again_changes_nothing(demo):
    before = row_counts()
    assert load() == (0, 0, 0, 0)
    assert row_counts() == before


def test_loading_again_keeps_what_people_made_of_it(demo):
    plan = Regioplan.objects.get(region__slug="zhe-bar", kind=PlanKind.REGIOPLAN)
    writer, coordinator = person("ambtenaar.ridderkerk"), person("regiocoordinator.zhe-bar")
    section = plan.sections.get(title="Inleiding")
    body = text(paragraph("Wat iemand hier zelf schreef."))
    rewrite(section, by=writer, body=body)
    change_section(section, by=coordinator, title="Hoe het begon", is_numbered=True, due_on=None, assignees=[writer])
    move_section(section, by=coordinator, steps=-1)
    Membership.objects.filter(user=person("bestuurder.ridderkerk")).update(ended_at=plan.created_at)
    Participation.objects.filter(region__slug="zhe-bar", organisation__kind="ggd").update(ended_on="2026-01-01")
    User.objects.filter(pk=writer.pk).update(name="Iemand anders")
    before = row_counts()

    assert load() == (0, 0, 0, 0)

    section.refresh_from_db()
    assert (section.title, section.position, section.body) == ("Hoe het begon", 1, body)
    assert person("ambtenaar.ridderkerk").name == "Iemand anders"
    assert row_counts() == before


def test_a_plan_that_is_not_there_yet_is_added_while_its_coordinator_may_begin_it(demo):
    Regioplan.objects.filter(region__slug="zhe-bar", kind=PlanKind.REGIOPLAN).delete()
    coordinator = Membership.objects.filter(user=person("regiocoordinator.zhe-bar"))
    coordinator.update(ended_at=timezone.now())
    assert load() == (0, 0, 0, 0)
    coordinator.update(ended_at=None)
    assert load() == (0, 1, 0, 0)


def test_loading_the_reference_data_again_keeps_the_parts_of_the_demonstration(demo):
    before = list(Participation.objects.current().order_by("pk").values())
    call_command("load_reference", verbosity=0)
    assert list(Participation.objects.current().order_by("pk").values()) == before


def test_parts_that_no_source_states_say_so(demo):
    parts = Participation.objects.filter(follows_data=False)
    assert parts.exists()
    for part in parts:
        assert part.source == "Demonstratie"
        assert part.certainty_note.startswith("Voor de demonstratie bedacht")


def test_everybody_signs_in_with_the_password_that_is_printed(demo):
    for account in ACCOUNTS:
        client = Client()
        response = client.post("/accounts/login/", {"login": account.email, "password": DEMO_PASSWORD})
        assert response.status_code == 302, response.content.decode()
        assert client.session["_auth_user_id"] == str(person(account.local_part).pk)


def test_the_accounts_are_printed_with_the_password_once(demo, capsys):
    call_command("demo_accounts")
    printed = capsys.readouterr().out
    assert printed.count(DEMO_PASSWORD) == 1
    assert all(account.email in printed and account.can in printed for account in ACCOUNTS)


def test_every_address_belongs_to_the_demonstration_and_nothing_is_mailed(demo):
    addresses = {*User.objects.values_list("email", flat=True)}
    for section in Section.objects.all():
        addresses.update(re.findall(r"[\w.+-]+@[\w.-]+", str(section.body)))
    assert all(address.endswith(DEMO_DOMAIN) for address in addresses)
    assert mail.outbox == []


def test_every_plan_and_regiobeeld_is_marked_as_a_demonstration(demo):
    assert Regioplan.objects.exists()
    assert not Regioplan.objects.filter(is_demonstration=False).exists()
    assert not Regiobeeld.objects.filter(is_demonstration=False).exists()


def test_every_text_is_sound_and_says_where_it_comes_from(demo):
    written = [section for section in Section.objects.select_related("plan") if not section.is_empty]
    assert written
    for section in written:
        check(section.body)
        last = section.plain_text.splitlines()[-1]
        assert last.startswith("Bron"), f"{section.plan}: {section}"


def test_no_mark_of_the_file_is_left_in_a_text(demo):
    """What the reader doesn't know would stand there as it is in the file."""
    for section in Section.objects.all():
        assert not re.search(r"\*|\]\(|^\s*(#|>|- |\||\d+\. )", section.plain_text, re.MULTILINE), section


def test_published_plans_have_no_empty_section(demo):
    for plan in Regioplan.objects.exclude(status=Status.CONCEPT):
        assert not [section.title for section in plan.sections.present() if section.is_empty]


def test_my_work_of_those_who_write_names_their_sections(demo, sign_in):
    plan = next(plan for plan in PLANS if plan.region == "zhe-bar")
    for title, work in plan.work.items():
        for writer in work.writers:
            page = sign_in(person(writer)).get("/mijn-werk/?toon=alles").text
            assert (f">{title}</a>" in page) is not work.is_ready
            assert ("u bent eigenaar" in page) or work.owner != writer


def test_the_sign_in_page_names_accounts_of_the_demonstration_and_their_password(client, db, settings):
    settings.DEMO = True
    page = client.get("/accounts/login/").text
    named = set(re.findall(r"<li>([a-z.-]+)(?:<wbr>)?@demo\.example", page))
    assert len(named) >= 4
    assert named <= {account.local_part for account in ACCOUNTS}
    assert DEMO_PASSWORD in page


def test_the_plan_that_is_written_shows_a_picture_and_footnotes(demo):
    section = Section.objects.get(plan__region__slug="zhe-bar", title="Regio en opgaven in beeld")
    [own] = section.document.pictures.all()
    html = Client()
    html.force_login(person("ambtenaar.ridderkerk"))
    page = html.get(section.plan.get_absolute_url()).content.decode()
    assert f'<img src="/teksten/{section.document_id}/afbeeldingen/{own.pk}/" alt="Staafdiagram van' in page
    assert page.count('role="doc-noteref"') == 2
    assert 'href="https://opendata.cbs.nl/statline/#/CBS/nl/dataset/85984NED"' in page


def budget(code, **of):
    return Budget.objects.get(regeling__code=code, **of)


@pytest.fixture
def zhe_bar(demo):
    return budget("spuk-iza", mandaatregio__slug="zhe-bar")


@pytest.fixture
def ridderkerk(demo):
    return budget("brede-spuk", municipality__name="Ridderkerk")


@pytest.fixture
def read(sign_in):
    """Answer a function that reads a page as somebody of the demonstration, with each no-break space as a space."""

    def read(name, path):
        answer = sign_in(name and person(name)).get(path)
        assert answer.status_code == 200, path
        return answer.text.replace("\N{NO-BREAK SPACE}", " ")

    return read


def test_the_money_that_is_public_is_what_was_published(demo, read):
    page = read(None, "/geld/")
    for published in ("310.475.334", "264.423.052", "142.900.002", "153.213.599"):
        assert published in page
    assert "4.060.000" not in page
    page = read(None, "/geld/bedragen/?regeling=spuk-iza&zoek=ridderkerk")
    assert "€ 3.427.099" in page
    assert "€ 3.674.551" in page


def test_a_division_waits_for_two_municipalities_and_payments_for_the_second_kassier(zhe_bar, read):
    page = read("kassier.nissewaard", f"{zhe_bar.get_absolute_url()}voorstellen/")
    assert "5 van 7 gemeenten" in page
    page = read("tweede.kassier.nissewaard", "/mijn-werk/")
    assert "Beslis over 3 opdrachten" in page
    assert "Keur goed en boek" in read(
        "tweede.kassier.nissewaard",
        f"{zhe_bar.get_absolute_url()}opdrachten/{zhe_bar.opdrachten.filter(is_approved=None)[0].pk}/",
    )


def test_ridderkerk_accounted_to_the_kassier_whose_account_waits(zhe_bar, read):
    own = zhe_bar.verantwoordingen.get(municipality__name="Ridderkerk")
    page = read("ambtenaar.ridderkerk", own.get_absolute_url())
    assert "SiSa-code H35B" in page
    assert "Vastgesteld door Bestuurder van zeven gemeenten" in page
    assert "€ 31.250" in page
    page = read("kassier.nissewaard", zhe_bar.verantwoordingen.get(year=2025, municipality=None).get_absolute_url())
    assert "aangeboden voor vaststelling" in page
    assert "Ridderkerk: gelijk aan wat de gemeente vaststelde (H35B)." in page
    assert "kan zo niet" not in page


def test_a_mistake_of_last_year_is_a_correction_in_this_one(zhe_bar, read):
    page = read("kassier.nissewaard", zhe_bar.verantwoordingen.get(year=2026).get_absolute_url())
    assert "−€ 12.500" in page
    assert "De correctie op 2025 is −€ 12.500: gelijk aan de correctieboekingen in 2026." in page


def test_one_file_was_booked_and_one_refused_place_by_place(zhe_bar, read):
    booked, refused = zhe_bar.inlezingen.order_by("pk")
    assert "Bekijk boekstuk" in read("kassier.nissewaard", f"{zhe_bar.get_absolute_url()}inlezen/{booked.pk}/")
    page = read("kassier.nissewaard", f"{zhe_bar.get_absolute_url()}inlezen/{refused.pk}/")
    assert "3 plekken gaan niet goed" in page
    for said in ("komma voor de duizendtallen", "is er niet in dit budget", "Dit kenmerk staat ook op regel 2"):
        assert said in page


def test_ridderkerk_sees_what_moved_on_and_that_much_will_be_left(ridderkerk, read):
    parts = f"{ridderkerk.get_absolute_url()}onderdelen/?jaar="
    assert "€ 87.300 daarvan ging al" in read("ambtenaar.ridderkerk", f"{parts}2025")
    page = read("ambtenaar.ridderkerk", f"{parts}2026")
    # From 2027 on it is no more foreseen, but so.
    assert "er dreigt veel over te blijven" in page or "er bleef veel over" in page
    assert "Voer een terugbetaling in" in page


def test_a_grant_was_settled_and_another_changed_each_with_its_paper(ridderkerk, read, sign_in):
    of_plan = budget("spuk-tm", holder__name="Almere")
    for name, which, kind in (
        ("ambtenaar.ridderkerk", ridderkerk, "Vaststelling"),
        ("ambtenaar.almere", of_plan, "Wijziging"),
    ):
        home = f"{which.get_absolute_url()}beschikkingen/"
        page = read(name, home)
        assert f'<th scope="row">{kind}</th>' in page
        assert "Voor de demonstratie bedacht." in page
        [paper] = re.findall(rf'href="({home}\d+/stuk/)"', page)
        assert b"".join(sign_in(person(name)).get(paper)).startswith(b"%PDF")


def test_the_money_of_a_plan_that_is_carried_out_is_seen_per_milestone_by_parties_and_insurer(demo, read):
    of_plan = budget("spuk-tm", holder__name="Almere")
    for name in ("ambtenaar.almere", "adviseur.flevoziekenhuis", "beoordelaar.zilverenkruis"):
        home = read(name, of_plan.get_absolute_url())
        money = f"/geld/transformatieplannen/{of_plan.plan_id}/"
        assert f'href="{money}"' in home
        page = read(name, money)
        assert "€ 2.790.000" in page
        assert "€ 3.500.000" in page


def test_the_application_for_the_spuk_was_handed_in_and_is_for_municipalities_alone(demo, read, sign_in):
    [aanvraag] = SpukAanvraag.objects.filter(plan__title="Positief Gezond Almere")
    page = read("ambtenaar.almere", aanvraag.get_absolute_url())
    assert "€ 4.000.000" in page
    assert "Almere-1" in page
    assert sign_in(person("beoordelaar.zilverenkruis")).get(aanvraag.get_absolute_url()).status_code == 404


def test_the_thread_of_money_holds_in_one_place_and_breaks_in_another(demo, read):
    page = read("ambtenaar.almere", "/geld/draad/flevoland/")
    breaks, *threads = page.split("<h2")[1:]
    assert "Een sterkere basis voor mensen, in gemeenschappen die voor elkaar zorgen</a>: SPUK IZA" in breaks
    assert "€ 2.790.000" in threads[0]
