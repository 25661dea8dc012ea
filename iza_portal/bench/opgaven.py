"""What the pages of plans with very many opgaven cost, beside a floor of their size.

44 regions with three editions of 30 opgaven, 10 actions and 4 milestones each: 158,400 milestones; and the decisions of the
colleges of all municipalities.
"""

from collections.abc import Iterator
from datetime import date

from django.test import Client
from django.utils import timezone

from iza_portal.bench.data import Setting, body
from iza_portal.bench.floor import Floor
from iza_portal.bench.measuring import Result
from iza_portal.bench.pages import compare
from iza_portal.hashing import hash_of
from iza_portal.quarters import next_quarter
from iza_portal.texts.plain import to_search_text
from plans.content import content_of
from plans.models import Actie, Dekking, Doel, Mijlpaal, Opgave, Regioplan, Section, Status, Vaststellingsversie
from plans.publicatie.reading import public_url
from plans.vaststelling.rows import open_besluiten
from regions.models import Region

EDITIONS = (2050, 2051, 2052)
OPGAVEN, ACTIES, MIJLPALEN = 30, 10, 4
NAMES = [
    "page.opgaven",
    "page.rode-draad",
    "page.rode-draad-open",
    "page.voortgang",
    "page.voortgang-open",
    "page.toets",
    "page.publiek",
]


def measure(setting: Setting, only: str) -> Iterator[Result]:
    """Measure those pages whose name begins with `only`."""
    if not any(name.startswith(only) for name in NAMES):
        return
    plan = _fill(setting.region)
    own, opened = plan.get_absolute_url(), f"?opgave={plan.opgaven.present().first().pk}"
    addresses = [
        f"{own}opgaven/",
        f"{own}rode-draad/",
        f"{own}rode-draad/{opened}",
        f"{own}voortgang/",
        f"{own}voortgang/{opened}",
        f"{own}toets/",
        public_url(plan),
    ]
    client = Client()
    client.force_login(setting.coordinator)
    floor = Floor(setting.coordinator)
    for name, address in zip(NAMES, addresses, strict=True):
        if name.startswith(only):
            yield compare(name, lambda address=address: client.get(address, secure=True), floor)


def _fill(region: Region) -> Regioplan:
    """Make the plans of all regions; answer one of `region` that is published."""
    plans = Regioplan.objects.bulk_create(
        Regioplan(region=each, edition=edition, title=f"Regioplan {each.name} {edition}")
        for each in Region.objects.all()
        for edition in EDITIONS
    )
    tree = body(10)
    Section.objects.bulk_create(
        Section(plan=plan, position=1, title="Inleiding", body=tree, plain_text=to_search_text(tree)) for plan in plans
    )
    for plan in plans:
        _add_opgaven(plan)
    own = next(plan for plan in plans if plan.region == region)
    for plan in plans:
        # What the colleges decide on is large; one of them is read.
        content = content_of(plan) if plan == own else {}
        versie = Vaststellingsversie.objects.create(plan=plan, number=1, content=content, content_hash=hash_of(content))
        if plan.edition == EDITIONS[0]:
            open_besluiten(versie)
    for status in (Status.TER_CONSULTATIE, Status.AKKOORD_TAFEL, Status.GEPUBLICEERD):
        Regioplan.objects.filter(pk__in=[plan.pk for plan in plans]).update(status=status, published_at=timezone.now())
    return Regioplan.objects.select_related("region").get(pk=own.pk)


def _add_opgaven(plan: Regioplan) -> None:
    opgaven = Opgave.objects.bulk_create(
        Opgave(plan=plan, position=number, title=f"Opgave {number}", scale="regionaal")
        for number in range(1, OPGAVEN + 1)
    )
    goal = {"measure": "deelnemers", "unit": "%", "start_value": 5, "target_value": 14}
    doelen = Doel.objects.bulk_create(
        Doel(opgave=opgave, position=1, title="Van 5% naar 14%", **goal) for opgave in opgaven
    )
    acties = Actie.objects.bulk_create(
        Actie(opgave=opgave, position=number, title=f"Actie {number}")
        for opgave in opgaven
        for number in range(1, ACTIES + 1)
    )
    served = dict(zip((opgave.pk for opgave in opgaven), doelen, strict=True))
    link = Actie.doelen.through
    link.objects.bulk_create(link(actie=actie, doel=served[actie.opgave_id]) for actie in acties)
    begin = date(plan.edition, 1, 1)
    Mijlpaal.objects.bulk_create(
        (
            Mijlpaal(actie=actie, quarter=next_quarter(begin, number), activity=f"Mijlpaal {number}")
            for actie in acties
            for number in range(MIJLPALEN)
        ),
        batch_size=2000,
    )
    Dekking.objects.bulk_create(
        Dekking(opgave=opgave, stream="spuk_iza", year=plan.edition, amount=100_000) for opgave in opgaven
    )
