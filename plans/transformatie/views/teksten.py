"""The texts of a plan: all of them in the order of the national format, and the page on which one is written."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from iza_portal.writing.margin.reading import open_talks
from iza_portal.writing.reading import texts_as_html
from iza_portal.writing.together.settling import settle
from iza_portal.writing.views.editor import show_editor
from plans.models.transformatie import Transformatieplan
from plans.transformatie import rules
from plans.transformatie.workflow import WRITABLE, Stap


def _worked_on(request, pk) -> Transformatieplan:
    plans = Transformatieplan.objects.worked_on_by(request.user).select_related("region").prefetch_related("partijen")
    return get_object_or_404(plans, pk=pk)


def _parts(plan) -> list:
    """Answer the texts of the plan in their order, without their bodies, each with who wrote in it last."""
    parts = list(plan.onderdelen.select_related("edited_by").defer("body").order_by("position"))
    for part in parts:
        part.plan = plan
    return parts


@login_required
@require_safe
def show_texts(request, pk):
    """All texts as they are now, for who works on the plan; those of the full plan are folded until it is their turn."""
    plan = _worked_on(request, pk)
    parts = _parts(plan)
    if plan.status in WRITABLE:
        settle(parts)
    html = texts_as_html([part for part in parts if not part.is_empty], tells_newer=True)
    of_step = [(step, [(part, html.get(part.pk)) for part in parts if part.step == step]) for step in Stap]
    context = {
        "plan": plan,
        "steps": of_step,
        "parts": parts,
        "is_folded": plan.step == Stap.SNELLE_TOETS,
        "obstacle": rules.why_not_writable(request.user, plan),
        "may_talk": rules.may_talk(request.user, plan),
        "talks": open_talks(part.document_id for part in parts),
        "current_page": "transformatieplan-tekst",
    }
    return render(request, "plans/transformatie/teksten/list.html", context)


@login_required
@require_safe
def write_text(request, pk, code):
    """The page where one text is written; who works on the plan and does not write sees it too, and reads why not."""
    plan = _worked_on(request, pk)
    text = get_object_or_404(plan.onderdelen.all(), code=code)
    text.plan = plan
    parts = _parts(plan)
    context = {
        "plan": plan,
        "parts": [part for part in parts if part.step == text.step],
        "talks": open_talks(part.document_id for part in parts),
        "is_early": text.step == Stap.BEOORDELING and plan.step == Stap.SNELLE_TOETS,
    }
    return show_editor(
        request, text, heading=text.title, template="plans/transformatie/teksten/write.html", context=context
    )
