"""The public page of a plan, its PDF, and the feeds: readable for everybody, made only of what was frozen."""

import re

from django.contrib.syndication.views import Feed
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.views.decorators.http import condition, require_safe

from iza_portal.lines import on_one_line
from plans.models import Regioplan, Status, VaststellingsPdf, Vaststellingsversie
from plans.publicatie.reading import public_plan, public_url, published
from plans.vaststelling.standing import standing_of
from regions.models import Region

_EDITION = re.compile(r"(\d{4})(?:-v([2-9]|[1-9]\d))?", re.ASCII)
LATEST = 30


@require_safe
def public_page(request, slug, kind, edition):
    """A plan at its lasting address; one that is withdrawn says so (410), one that never came out is not there."""
    said = _EDITION.fullmatch(edition)
    if said is None:
        raise Http404
    at = {"region__slug": slug, "kind": kind, "edition": said[1], "version": said[2] or 1}
    plan = get_object_or_404(published(), **at)
    others, latest = _beside(plan)
    if plan.status == Status.INGETROKKEN:
        return _withdrawn(request, plan, others)
    public = public_plan(plan)
    if public is None:
        raise Http404
    context = {
        "plan": plan,
        "others": others,
        "latest": latest,
        "versie": public.versie,
        "title": public.title,
        # Made of the frozen content alone, by a template.
        "html": mark_safe(public.html),  # noqa: S308
        "standing": standing_of(plan),
        "pdf": VaststellingsPdf.objects.filter(versie=public.versie).only("sha256").first(),
    }
    return render(request, "plans/publicatie/public.html", context)


def _beside(plan) -> tuple[list, Regioplan | None]:
    """Answer the other plans of the region of this kind with their addresses, and the newest that is later than this one."""
    family = published(Regioplan.objects.filter(region=plan.region, kind=plan.kind).exclude(pk=plan.pk))
    others = sorted(family, key=_edition_of, reverse=True)
    later = [
        other for other in others if other.status == Status.GEPUBLICEERD and _edition_of(other) > _edition_of(plan)
    ]
    return [(other, public_url(other)) for other in others], later[0] if later else None


def _withdrawn(request, plan, others):
    return render(request, "plans/publicatie/withdrawn.html", {"plan": plan, "others": others}, status=410)


def _edition_of(plan) -> tuple[int, int]:
    return plan.edition, plan.version


def _public_pdfs():
    """Answer the PDFs of what came out: of a plan that was taken back once, what was kept before that is not public."""
    latest = Vaststellingsversie.objects.filter(plan=OuterRef("versie__plan")).order_by("-number").values("pk")[:1]
    return VaststellingsPdf.objects.filter(versie__plan__status=Status.GEPUBLICEERD, versie=Subquery(latest))


def _pdf_tag(request, versie_pk) -> str | None:
    sha256 = _public_pdfs().filter(versie=versie_pk).values_list("sha256", flat=True).first()
    return sha256 and f'"{sha256}"'


@require_safe
@condition(etag_func=_pdf_tag)
def public_pdf(request, versie_pk):
    """The PDF of what was frozen, of a plan that is published now; of one that is withdrawn the page that says so (410)."""
    gone = published().filter(status=Status.INGETROKKEN, vaststellingsversies=versie_pk).first()
    if gone:
        return _withdrawn(request, gone, _beside(gone)[0])
    pdfs = _public_pdfs().select_related("versie__plan__region").defer("versie__content")
    pdf = get_object_or_404(pdfs, versie=versie_pk)
    plan = pdf.versie.plan
    answer = HttpResponse(bytes(pdf.content), content_type="application/pdf")
    name = f"{plan.region.slug}-{plan.kind}-{plan.edition}.pdf"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=name)
    return answer


class PlansFeed(Feed):
    """What came out lately of all regions, or of one."""

    feed_type = Atom1Feed

    def get_object(self, request, slug=None):
        return slug and get_object_or_404(Region, slug=slug)

    def title(self, region):
        return f"Plannen van {region.name}" if region else "Plannen van alle regio’s"

    def link(self, region):
        return region.get_absolute_url() if region else reverse("plan-list")

    def items(self, region):
        return published(region.regioplannen.all() if region else None)[:LATEST]

    def item_title(self, plan):
        return on_one_line(f"{plan.title} is ingetrokken" if plan.status == Status.INGETROKKEN else plan.title)

    def item_description(self, plan):
        told = f"{capfirst(plan.get_kind_display())} van {plan.region.name}, {plan.edition}"
        return on_one_line(plan.withdrawal_reason or told)

    def item_link(self, plan):
        return public_url(plan)

    def item_pubdate(self, plan):
        return plan.published_at

    def item_updateddate(self, plan):
        return plan.withdrawn_at or plan.published_at
