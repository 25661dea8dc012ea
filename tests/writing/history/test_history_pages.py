from datetime import datetime, timedelta

import pytest
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone

from iza_portal.texts.building import paragraph, text
from iza_portal.writing.history.moments import keep_bursts, keep_named
from iza_portal.writing.history.versions import keep_version
from iza_portal.writing.models import Moment
from plans.adoption import move
from tests.factories import RegioplanFactory, SectionFactory
from tests.queries import queries_of

NOW = datetime(2026, 11, 20, 14, 3, tzinfo=timezone.get_fixed_timezone(60))


@pytest.fixture(autouse=True)
def at_three_past_two(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def client(cast, sign_in):
    return sign_in(cast.ambtenaar)


@pytest.fixture
def burst(cast, write, time_machine):
    """An hour in which two people wrote, which was kept when it was over."""
    write(" Ook nu.", cast.ambtenaar)
    time_machine.move_to(NOW + timedelta(minutes=37), tick=False)
    write(" En straks.", cast.ambtenaar_2)
    time_machine.move_to(NOW + timedelta(minutes=60), tick=False)
    keep_bursts()


def page(client, name, *args, **query):
    answer = client.get(reverse(name, args=args, query=query), follow=True)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_moments_are_told_in_words_under_their_days(cast, client, sign_in, document, burst, time_machine):
    shown = page(client, "text-history", document.pk)
    assert "Geschiedenis van 1 Inleiding" in shown
    assert "<h2>Vandaag</h2>" in shown
    assert ">14.03–14.40 uur</time></strong> · ambtenaar (Ridderkerk) en ambtenaar 2 (Nissewaard)" in shown
    assert "Vanzelf bewaard" in shown
    time_machine.move_to(NOW + timedelta(days=1), tick=False)
    assert "<h2>Gisteren</h2>" in page(sign_in(cast.ambtenaar), "text-history", document.pk)
    time_machine.move_to(NOW + timedelta(days=9), tick=False)
    assert "<h2>20 november 2026</h2>" in page(sign_in(cast.ambtenaar), "text-history", document.pk)


def test_two_moments_stand_beside_each_other_the_older_first(client, document, burst):
    latest, first = Moment.objects.all()
    shown = page(client, "text-compare", document.pk, van=latest.pk, naar=first.pk)
    assert "Van 20 november 2026, 14.03 uur naar 20 november 2026, 14.03–14.40 uur." in shown
    assert "1 alinea gewijzigd." in shown
    assert "Geschreven door ambtenaar (Ridderkerk) en ambtenaar 2 (Nissewaard)." in shown
    assert " Ook nu. En straks" in shown
    assert "<del>" not in shown.split('class="text comparison"')[1]


def test_a_moment_beside_now_tells_what_nobody_kept_yet(cast, client, document, write):
    write(" Ook nu.", cast.kassier)
    shown = page(client, "text-compare", document.pk, van=Moment.objects.get().pk, naar="nu")
    assert "<ins>" in shown
    assert "Geschreven door kassier (Nissewaard)." in shown
    # What is kept for the page is of this state of the text alone.
    write(" En straks.", cast.kassier)
    assert "En straks" in page(client, "text-compare", document.pk, van=Moment.objects.get().pk, naar="nu")


@pytest.mark.parametrize("van", ["", "0", "x", "²", "9" * 30, "nu"])
def test_who_chose_no_two_texts_is_asked_again(client, document, van):
    shown = page(client, "text-compare", document.pk, van=van, naar="nu")
    assert "Kies twee verschillende teksten" in shown
    assert "Geschiedenis van 1 Inleiding" in shown


def test_a_moment_of_another_text_is_no_choice(cast, client, document):
    from iza_portal.writing.together.exchange import document_for

    other = document_for(SectionFactory(plan=cast.plan, body=text(paragraph("Geheim"))))
    moment = other.moments.get()
    assert "Geheim" not in page(client, "text-compare", document.pk, van=moment.pk, naar="nu")
    assert client.get(reverse("text-moment", args=[document.pk, moment.pk])).status_code == 404


def test_one_moment_is_read_as_it_was(client, document, burst):
    shown = page(client, "text-moment", document.pk, Moment.objects.last().pk)
    assert "De gemeenten kiezen samen." in shown
    assert "Ook nu" not in shown


def test_a_text_is_kept_under_a_name(client, document):
    address = reverse("text-keep", args=[document.pk])
    refused = client.post(address, {"name": " "})
    assert refused.status_code == 422
    answer = client.post(address, {"name": "Voor de tafel"}, follow=True)
    assert "Bewaard als “Voor de tafel”" in answer.content.decode()


def test_putting_back_asks_first_and_shows_what_changes(cast, client, document, write):
    write(" Ook nu.", cast.ambtenaar_2)
    first = Moment.objects.get()
    address = reverse("text-restore", args=[document.pk, first.pk])
    asked = client.get(address).content.decode()
    assert "<del>" in asked
    assert "wordt weer zoals de tekst was op 20 november 2026, 14.03 uur" in asked
    answer = client.post(address, follow=True).content.decode()
    assert "De oudere tekst staat er weer" in answer
    assert "Bewaard voordat een oudere tekst werd teruggezet" in answer
    assert "gelijk aan deze oudere tekst" in client.get(address).content.decode()


def test_who_only_reads_puts_nothing_back(cast, sign_in, document, burst):
    reader = sign_in(cast.bestuurder)
    assert "terugzetten" not in page(reader, "text-history", document.pk)
    address = reverse("text-restore", args=[document.pk, Moment.objects.last().pk])
    assert reader.get(address).status_code == 403
    assert reader.post(address).status_code == 403


def test_when_a_plan_is_closed_nothing_is_put_back(cast, client, document, burst):
    type(cast.plan).objects.filter(pk=cast.plan.pk).update(status="ter_consultatie")
    address = reverse("text-restore", args=[document.pk, Moment.objects.last().pk])
    assert client.post(address).status_code == 403
    assert "terugzetten" not in page(client, "text-history", document.pk)


def test_a_whole_is_kept_and_held_against_now(cast, client, section, write):
    other = SectionFactory(plan=cast.plan, position=2, title="Opgaven", body=text(paragraph("Wonen.")))
    answer = client.post(reverse("whole-keep", args=["plan", cast.plan.pk]), {"name": "Voor de tafel"}, follow=True)
    assert "De versie “Voor de tafel” is bewaard." in answer.content.decode()
    write(" Ook nu.", cast.kassier)
    type(other).objects.filter(pk=other.pk).update(title="Doelen")
    SectionFactory(plan=cast.plan, position=3, title="Slot", body=text(paragraph("Tot ziens.")))
    version = keep_version(cast.plan, by=cast.ambtenaar, name="Later")
    shown = page(client, "whole-compare", "plan", cast.plan.pk, van=version.pk - 1, naar="nu")
    assert "Van “Voor de tafel” naar “De tekst van nu”." in shown
    assert "Heette eerst “2 Opgaven”." in shown
    assert 'Slot <span class="state">nieuw</span>' in shown
    assert "Tot ziens." in shown
    assert "Geschreven door kassier (Nissewaard)." in shown
    assert "alle teksten zijn gelijk" in page(client, "whole-compare", "plan", cast.plan.pk, van=version.pk, naar="nu")
    assert "Kies twee" in page(client, "whole-compare", "plan", cast.plan.pk, van="nu", naar="nu")
    assert "Kies twee" in page(client, "whole-compare", "plan", cast.plan.pk, van="vastgesteld", naar="nu")


def test_texts_without_a_difference_fold_into_one_line(cast, client, section, write):
    for number in range(3):
        SectionFactory(plan=cast.plan, position=number + 2, title=f"Gelijk {number}")
    version = keep_version(cast.plan, by=cast.ambtenaar, name="Voor de tafel")
    write(" Ook nu.", cast.kassier)
    shown = page(client, "whole-compare", "plan", cast.plan.pk, van=version.pk, naar="nu")
    assert "<summary>3 teksten gelijk</summary>" in shown


def test_what_is_too_much_for_one_page_is_asked_for_by_itself(cast, client, section, write, monkeypatch):
    from iza_portal.writing.history import sides

    other = SectionFactory(plan=cast.plan, position=2, title="Opgaven", body=text(paragraph("Wonen.")))
    version = keep_version(cast.plan, by=cast.ambtenaar, name="Voor de tafel")
    write(" Ook nu.", cast.kassier)
    type(other).objects.filter(pk=other.pk).update(body=text(paragraph("Zorg.")))
    monkeypatch.setattr(sides, "MOST_CHARACTERS", 500)
    shown = page(client, "whole-compare", "plan", cast.plan.pk, van=version.pk, naar="nu")
    assert "Vergelijk alleen 2 Opgaven" in shown
    one = page(client, "whole-compare", "plan", cast.plan.pk, van=version.pk, naar="nu", deel=2)
    assert "Zorg" in one
    assert "Ook nu" not in one


def test_what_was_adopted_is_one_click_from_the_plan(cast, client, section):
    old = RegioplanFactory(region=cast.region, edition=2023, title="Regioplan 2023", status="gepubliceerd")
    SectionFactory(plan=old, position=1, title="Inleiding", body=text(paragraph("Van toen.")))
    address = reverse("whole-compare", args=["plan", cast.plan.pk], query={"van": "vastgesteld", "naar": "nu"})
    for name, args in (("plan", [cast.plan.pk]), ("whole-history", ["plan", cast.plan.pk])):
        assert address.replace("&", "&amp;") in page(client, name, *args)
    shown = page(client, "whole-compare", "plan", cast.plan.pk, van="vastgesteld", naar="nu")
    assert "Van “Regioplan 2023, zoals vastgesteld” naar “De tekst van nu”." in shown
    assert "Van toen" in shown


def test_a_version_is_read_whole(cast, client, section):
    version = keep_version(cast.plan, by=cast.ambtenaar, name="Voor de tafel")
    shown = page(client, "whole-version", "plan", cast.plan.pk, version.pk)
    assert "De gemeenten kiezen samen." in shown
    other = RegioplanFactory(region=cast.region, edition=2025)
    assert client.get(reverse("whole-version", args=["plan", other.pk, version.pk])).status_code == 404
    assert client.get(reverse("whole-history", args=["brief", cast.plan.pk])).status_code == 404


def test_both_pages_of_a_history_lead_to_each_other(cast, client, section):
    versions, trail = (
        reverse("whole-history", args=["plan", cast.plan.pk]),
        reverse("plan-history", args=[cast.plan.pk]),
    )
    assert f'href="{trail}"' in page(client, "whole-history", "plan", cast.plan.pk)
    assert f'href="{versions}"' in page(client, "plan-history", cast.plan.pk)


def test_a_list_asks_as_much_for_one_moment_as_for_thirty(cast, client, document, section):
    address = reverse("text-history", args=[document.pk])
    keep_named(document, by=cast.ambtenaar, name="Een")
    keep_version(cast.plan, by=cast.ambtenaar, name="Een")
    few = queries_of(client, address)
    for number in range(30):
        keep_named(document, by=cast.ambtenaar, name=f"Versie {number}")
        keep_version(cast.plan, by=cast.ambtenaar, name=f"Versie {number}")
    assert len(queries_of(client, address)) == len(few) <= 13


def test_versions_ask_as_much_for_one_as_for_thirty(cast, client, section):
    address = reverse("whole-history", args=["plan", cast.plan.pk])
    keep_version(cast.plan, by=cast.ambtenaar, name="Een")
    few = queries_of(client, address)
    for number in range(30):
        keep_version(cast.plan, by=cast.ambtenaar, name=f"Versie {number}")
        SectionFactory(plan=cast.plan, position=number + 2)
    assert len(queries_of(client, address)) == len(few) <= 15


def test_comparing_wholes_asks_as_much_for_one_text_as_for_thirty(cast, client, section, write):
    def compared(name):
        version = keep_version(cast.plan, by=cast.ambtenaar, name=name)
        sections = type(section).objects.filter(plan=cast.plan)
        sections.update(body=text(paragraph(f"Na {name}")))
        caches["fragments"].clear()
        return queries_of(client, reverse("whole-compare", args=["plan", cast.plan.pk]) + f"?van={version.pk}&naar=nu")

    few = compared("een")
    for number in range(30):
        SectionFactory(plan=cast.plan, position=number + 2, title=f"Nog {number}")
    assert len(compared("dertig")) == len(few) <= 16


def test_a_step_is_told_with_its_moment(cast, sign_in, section, document):
    move(cast.plan, by=cast.regiocoordinator, source="concept", target="ter_consultatie")
    client = sign_in(cast.bestuurder)
    shown = page(client, "text-history", document.pk)
    assert "De versie die aan de deelnemers is voorgelegd" in shown
