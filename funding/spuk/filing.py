"""What people do with the file of an application: have it made of what the application says now, and take it along."""

import json
from dataclasses import asdict
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.shortcuts import get_object_or_404
from django.utils import timezone

from funding import rules
from funding.models import Aanvraagbestand, SpukAanvraag
from funding.spuk.reading import Application, BudgetLine, MilestoneLine, Participant, application_of
from funding.verbs import FundingVerb
from iza_portal.hashing import hash_of
from iza_portal.page.templatetags.page import long_date
from iza_portal.trail.recording import record
from iza_portal.work.offering import offer
from plans.models.transformatie import Transformatieplan
from plans.transformatie import dossier
from plans.transformatie.dossier import Taken
from plans.transformatie.workflow import Stap

#: Raised when the papers look or read otherwise, so that asking again gives a new file.
LAYOUT = 1
#: So many of the files of an application stand on its page: that of what it says now, and then the last first.
MOST_SHOWN = 12
NOT_COMPLETE = "De aanvraag is nog niet compleet. Zie wat er ontbreekt."
NOT_SUBMITTED = "Van dit plan staat geen versie in het portaal die de verzekeraars goedkeurden."
# What a file does not show, and what would make the same content another one: keys, versions, and what is for writing.
_NOT_SHOWN = {
    "pk",
    "version",
    "bedrag_pk",
    "organisation_pk",
    "revenues_said",
    "missing",
    "first_year",
    "last_year",
    "years_rule",
}


@transaction.atomic
def request_file(aanvraag: SpukAanvraag, *, by) -> Aanvraagbestand:
    """Have the file made of what the application says now; answer it at once, a worker makes the ZIP.

    Where the same content was asked before, that file is answered; it is made again only where that failed, or its ZIP got
    lost. Raises `PermissionDenied`, and `ValidationError` where the application lacks something.
    """
    found = SpukAanvraag.objects.select_related("plan__region", "aanvrager", "overeenkomst")
    held = found.defer("overeenkomst__content").select_for_update(of=("self",), no_key=True)
    # Somebody may have thrown it away meanwhile.
    aanvraag = get_object_or_404(held, pk=aanvraag.pk)
    if not rules.keeps_application(by, aanvraag):
        raise PermissionDenied
    content = content_of(aanvraag)
    content_hash = hash_of(content)
    bestand = aanvraag.bestanden.select_for_update(no_key=True).filter(content_hash=content_hash).first()
    if bestand and (bestand.is_under_way or bestand.is_available):
        return bestand
    if bestand is None:
        number = aanvraag.bestanden.count() + 1
        bestand = Aanvraagbestand(
            aanvraag=aanvraag, number=number, on=timezone.localdate(), content=content, content_hash=content_hash
        )
    bestand.file = bestand.sha256 = ""
    bestand.bytes = None
    bestand.ask(by)
    bestand.save()
    record(FundingVerb.APPLICATION_FILE_ASKED, aanvraag, by=by, detail=str(bestand), part_id=bestand.pk)
    transaction.on_commit(lambda: offer(bestand))
    return bestand


def shown_to(user, aanvraag: SpukAanvraag, application: Application) -> dict:
    """Answer what the page of an application shows of its files to this person; one query.

    `bestand` is the one of what the application says now, however long ago it was asked, else the last that was asked;
    `is_outdated` where that says something else. `earlier` are the others that can be taken along.
    """
    says_now = ExpressionWrapper(Q(content__application=frozen(application)), output_field=BooleanField())
    found = aanvraag.bestanden.defer("content").annotate(says_now=says_now)
    bestanden = list(found.order_by("-says_now", "-requested_at", "-pk")[:MOST_SHOWN])
    bestand = bestanden[0] if bestanden else None
    return {
        "aanvraag": aanvraag,
        "bestand": bestand,
        "is_outdated": bool(bestand) and not bestand.says_now,
        "earlier": [each for each in bestanden[1:] if each.is_available],
        "is_complete": application.is_complete,
        "may_ask": rules.keeps_application(user, aanvraag),
    }


@transaction.atomic
def note_taken(bestand: Aanvraagbestand, *, by) -> None:
    """Note that a person took the ZIP along: with it they hold the papers of the plan and of other municipalities."""
    after = {"sha256": bestand.sha256}
    record(
        FundingVerb.APPLICATION_FILE_TAKEN,
        bestand.aanvraag,
        by=by,
        detail=str(bestand),
        part_id=bestand.pk,
        after=after,
    )


def content_of(aanvraag: SpukAanvraag) -> dict:
    """Answer all that the file shows of a complete application, as JSON-able data. Raises `ValidationError`."""
    application = application_of(aanvraag)
    if application.missing:
        raise ValidationError(NOT_COMPLETE)
    proofs = [
        {"name": str(each.partij), "pk": each.bewijs_id, "sha256": each.bewijs.sha256}
        for each in aanvraag.deelnemers.select_related("partij__organisation", "bewijs")
        .defer("bewijs__content")
        .exclude(partij__organisation=aanvraag.aanvrager_id)
        .order_by("pk")
    ]
    agreement = aanvraag.overeenkomst
    return {
        "layout": LAYOUT,
        "application": frozen(application),
        "agreement": {"pk": agreement.pk, "sha256": agreement.sha256},
        "proofs": proofs,
        "plan": _plan(aanvraag.plan),
    }


def frozen(application: Application) -> dict:
    """Answer what the file shows of the application, as it is kept in JSON."""

    def shown(fields):
        return {name: value for name, value in fields if name not in _NOT_SHOWN}

    return json.loads(json.dumps(asdict(application, dict_factory=shown), cls=DjangoJSONEncoder))


def thawed(content: dict) -> Application:
    """Answer the complete application that was kept by `frozen`."""
    kept = content | {
        "participants": tuple(Participant(**each) for each in content["participants"]),
        "budget": tuple(BudgetLine(**_dated(each)) for each in content["budget"]),
        "milestones": tuple(MilestoneLine(**_dated(each)) for each in content["milestones"]),
        "years": tuple(map(tuple, content["years"])),
        "criteria": tuple(map(tuple, content["criteria"])),
        "deadline": date.fromisoformat(content["deadline"]) if content["deadline"] else None,
    }
    return Application(**kept, missing=(), first_year=0, last_year=0)


def _dated(line: dict) -> dict:
    return line | {"due_on": date.fromisoformat(line["due_on"])}


def _plan(plan: Transformatieplan) -> dict:
    """Answer the dossier of the plan as the insurers approved it: what was submitted and the decisions on it."""
    submitted = plan.indieningen.filter(step=Stap.BEOORDELING, taken_back_at=None)
    indiening = submitted.order_by("-at", "-pk").first()
    if indiening is None:
        raise ValidationError(NOT_SUBMITTED)
    taken = Taken(plan, indiening)
    chapters = [chapter._asdict() for chapter in dossier.chapters_as_decided(taken)]
    # How far the plan is by now is no part of what was approved.
    about = dossier.about(taken) | {"status": f"goedgekeurd op {long_date(plan.approved_at)}"}
    return {"about": about, "chapters": chapters, "region": plan.region.short_name}
