"""What the pages of insurers and of the country cost with very many transformatieplannen, beside a floor of their size.

5,000 plans of all regions in every state, 3,000 submissions that are judged now, 60,000 judgments of a criterion.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import cycle

from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from iza_portal.accounts.models import Function, Kind, Membership, Organisation, User
from iza_portal.bench.data import Setting, body
from iza_portal.bench.floor import Floor
from iza_portal.bench.measuring import Result
from iza_portal.bench.pages import compare
from iza_portal.hashing import hash_of
from iza_portal.texts.plain import to_search_text
from plans.models.transformatie import (
    Beoordeling,
    Beoordelingstand,
    Indiening,
    Kader,
    Mijlpaalbedrag,
    Oordeel,
    Partijrol,
    Samenvatting,
    Sector,
    Thema,
    Toewijzing,
    Transformatiemijlpaal,
    Transformatieonderdeel,
    Transformatiepartij,
    Transformatieplan,
)
from plans.transformatie.content import content_of
from plans.transformatie.kaders import judged_criteria
from plans.transformatie.starten.starting import template_parts
from plans.transformatie.workflow import Planstand, Stap
from regions.models import Region

PLANS, JUDGED_NOW, CRITERIA = 5_000, 3_000, 10
#: How the others stand, over and over.
STANDS = [Planstand.CONCEPT, Planstand.UITWERKEN, Planstand.WACHTRIJ, Planstand.UITVOERING]
#: The way of a plan, as far as it came.
WAY = [
    Planstand.CONCEPT,
    Planstand.SNELLE_TOETS,
    Planstand.UITWERKEN,
    Planstand.BEOORDELING,
    Planstand.VOORGENOMEN,
    Planstand.WACHTRIJ,
    Planstand.UITVOERING,
]
NAMES = ["page.werkbank", "page.beoordeling", "page.landelijk", "page.landelijk-cijfers"]


def measure(setting: Setting, only: str) -> Iterator[Result]:
    """Measure those pages whose name begins with `only`, as a reviewer of the insurer that judges most."""
    if not any(name.startswith(only) for name in NAMES):
        return
    insurers = list(Organisation.objects.filter(kind=Kind.ZORGVERZEKERAAR).order_by("pk")[:3])
    reviewer = _reviewer(insurers[0])
    indiening = _fill(insurers, reviewer)
    own = f"/transformatieplannen/{indiening.plan_id}/"
    addresses = [
        "/transformatieplannen/werkbank/",
        f"{own}indieningen/{indiening.pk}/beoordelen/",
        "/transformatieplannen/",
        "/transformatieplannen/cijfers/",
    ]
    client = Client()
    client.force_login(reviewer)
    floor = Floor(reviewer)
    for name, address in zip(NAMES, addresses, strict=True):
        if name.startswith(only):
            yield compare(name, lambda address=address: client.get(address, secure=True), floor)


def _reviewer(insurer: Organisation) -> User:
    reviewer = User.objects.create_user("beoordelaar@example.nl", name="Beoordelaar")
    Authenticator.objects.create(user=reviewer, type=Authenticator.Type.TOTP, data={"secret": ""})
    Membership.objects.create(user=reviewer, organisation=insurer, function=Function.BEOORDELAAR)
    return reviewer


def _fill(insurers: list[Organisation], reviewer: User) -> Indiening:
    """Make the plans; answer a submission of one that is written out, to be judged by `reviewer`."""
    now, regions, themes = timezone.now(), cycle(Region.objects.all()), cycle(Thema.objects.all())
    plans = Transformatieplan.objects.bulk_create(
        (
            Transformatieplan(
                region=next(regions),
                title=f"Transformatieplan {number} voor zorg dichtbij",
                theme=next(themes),
                marktleider_1=insurers[number % 3],
                marktleider_2=insurers[(number + 1) % 3],
                insurer=insurers[number % 3],
                requested=1_000_000 + number * 1_000,
                first_submitted_at=now - timedelta(days=number % 400),
            )
            for number in range(PLANS)
        ),
        batch_size=1000,
    )
    link = Transformatieplan.regions.through
    link.objects.bulk_create((link(transformatieplan=plan, region=plan.region) for plan in plans), batch_size=2000)
    _add_milestones(plans, _add_parties(plans))
    first = plans[0]
    tree = body(5)
    Transformatieonderdeel.objects.bulk_create(
        Transformatieonderdeel(plan=first, position=position, body=tree, plain_text=to_search_text(tree), **part)
        for position, part in enumerate(template_parts(), start=1)
    )
    submissions = _submit(plans[:JUDGED_NOW], reviewer)
    _judge(submissions, reviewer)
    _move(plans)
    _summarise([plan for plan in plans[JUDGED_NOW:] if plan.status in {Planstand.WACHTRIJ, Planstand.UITVOERING}])
    return submissions[0]


def _add_parties(plans: list[Transformatieplan]) -> list[Transformatiepartij]:
    """Give each plan three parties; answer the leads, in the order of the plans."""
    municipalities = cycle(Organisation.objects.filter(kind=Kind.GEMEENTE))
    sectors = cycle(Sector)
    parties = Transformatiepartij.objects.bulk_create(
        (
            Transformatiepartij(
                plan=plan,
                organisation=next(municipalities),
                part=Partijrol.BETROKKEN if number else Partijrol.INDIENER,
                is_lead=not number,
                sector=next(sectors),
            )
            for plan in plans
            for number in range(3)
        ),
        batch_size=2000,
    )
    return parties[::3]


def _add_milestones(plans: list[Transformatieplan], leads: list[Transformatiepartij]) -> None:
    """Let each plan ask what its one milestone says."""
    milestones = Transformatiemijlpaal.objects.bulk_create(
        (
            Transformatiemijlpaal(plan=plan, position=1, kind="resultaat", title="Het werkt", due_on=date(2028, 6, 30))
            for plan in plans
        ),
        batch_size=2000,
    )
    Mijlpaalbedrag.objects.bulk_create(
        (
            Mijlpaalbedrag(
                mijlpaal=mijlpaal, partij=lead, sector=lead.sector, costs="project", amount=mijlpaal.plan.requested
            )
            for mijlpaal, lead in zip(milestones, leads, strict=True)
        ),
        batch_size=2000,
    )


def _submit(plans: list[Transformatieplan], by: User) -> list[Indiening]:
    kader, now, today = Kader.objects.last(), timezone.now(), timezone.localdate()
    # What was submitted is large; one of them is read.
    contents = [content_of(plans[0]), *({} for _ in plans[1:])]
    return Indiening.objects.bulk_create(
        (
            Indiening(
                plan=plan,
                step=Stap.SNELLE_TOETS,
                number=1,
                kader=kader,
                content=content,
                content_hash=hash_of(content),
                leader_1=plan.marktleider_1,
                leader_2=plan.marktleider_2,
                coordinator=plan.insurer,
                by=by,
                at=now - timedelta(days=number % 60),
                due_on=today + timedelta(days=28 - number % 60),
            )
            for number, (plan, content) in enumerate(zip(plans, contents, strict=True))
        ),
        batch_size=1000,
    )


def _judge(submissions: list[Indiening], reviewer: User) -> None:
    """Let both leaders judge ten criteria of each submission; of every third one leader is ready, and one is assigned."""
    now, kader = timezone.now(), submissions[0].kader
    criteria = judged_criteria(kader, Stap.SNELLE_TOETS, with_money=False)[:CRITERIA]
    made = Beoordeling.objects.bulk_create(
        (
            Beoordeling(indiening=each, organisation_id=leader)
            for each in submissions
            for leader in (each.leader_1_id, each.leader_2_id)
        ),
        batch_size=2000,
    )
    Oordeel.objects.bulk_create(
        (
            Oordeel(beoordeling=each, criterion=criterion, outcome="voldoet", by=reviewer, at=now)
            for each in made
            for criterion in criteria
        ),
        batch_size=5000,
    )
    ready = Beoordeling.objects.filter(indiening__plan__pk__in=[each.plan_id for each in submissions[2::3]])
    ready.update(status=Beoordelingstand.TER_ONDERTEKENING, submitted_by=reviewer, submitted_at=now, advice="impactvol")
    own = [each for each in submissions[::3] if reviewer.hat.pk in {each.leader_1_id, each.leader_2_id}]
    Toewijzing.objects.bulk_create(
        Toewijzing(indiening=each, organisation=reviewer.hat, person=reviewer, by=reviewer, at=now) for each in own
    )


def _move(plans: list[Transformatieplan]) -> None:
    """Bring every plan to its state, along the table of moves."""
    for number, plan in enumerate(plans):
        plan.status = Planstand.SNELLE_TOETS if number < JUDGED_NOW else STANDS[number % len(STANDS)]
    now = timezone.now()
    for number, stand in enumerate(WAY[1:], start=1):
        beyond = [plan.pk for plan in plans if WAY.index(plan.status) >= number]
        approved = {"approved_at": now, "shared_at": now} if stand == Planstand.WACHTRIJ else {}
        Transformatieplan.objects.filter(pk__in=beyond).update(status=stand, **approved)


def _summarise(plans: list[Transformatieplan]) -> None:
    now = timezone.now()
    Samenvatting.objects.bulk_create(
        (
            Samenvatting(
                plan=plan,
                number=1,
                goals="Minder mensen hoeven naar het ziekenhuis.",
                agreements="Partijen werken samen in de wijk.",
                results="Van 12% naar 8% heropnames.",
                parties="Gemeente en ziekenhuis",
                contact="Gemeente",
                checked_at=now,
                published_at=now,
            )
            for plan in plans
        ),
        batch_size=1000,
    )
