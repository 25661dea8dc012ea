from django.shortcuts import render
from django.views.decorators.http import require_safe

from iza_portal.page.access import get_visible_or_404
from iza_portal.trail.recording import history
from iza_portal.writing.margin.reading import open_talks
from iza_portal.writing.reading import texts_as_html
from iza_portal.writing.together.settling import settle
from plans import rules
from plans.adoption import moves_open_to
from plans.consultaties.reading import open_round
from plans.home import OPEN_TO_TALK
from plans.models import Regioplan, Status
from plans.outline import outline
from plans.raadsbrief.rules import may_make_one
from plans.toetsing.beside import is_shown_beside
from plans.views.finding import plan_inside
from regions.progress import progress_in


@require_safe
def plan_detail(request, pk):
    plans = Regioplan.objects.select_related("region").annotate(open_round=open_round(request.user))
    plan = get_visible_or_404(plans, request.user, pk=pk)
    entries = outline(plan, with_bodies=False)
    if plan.status == Status.CONCEPT:
        settle(entry.section for entry in entries)
    may_see_work = rules.may_see_work(request.user, plan)
    written = [entry.section for entry in entries if not entry.section.is_empty]
    html = texts_as_html(written, tells_newer=may_see_work)
    return render(
        request,
        "plans/plan.html",
        {
            "plan": plan,
            "entries": [
                (entry, rules.may_write(request.user, entry.section, entry.writers), html.get(entry.section.pk))
                for entry in entries
            ],
            "is_empty": not html,
            "progress": progress_in(entry.section for entry in entries),
            "moves": moves_open_to(request.user, plan),
            "may_arrange": rules.may_arrange(request.user, plan),
            "may_see_work": may_see_work,
            "shows_check": is_shown_beside(request.user, plan),
            "may_make_letter": may_make_one(request.user, plan),
            "may_talk": plan.status in OPEN_TO_TALK and rules.may_talk(request.user, plan),
            "talks": open_talks(entry.section.document_id for entry in entries) if may_see_work else {},
        },
    )


@require_safe
def plan_history(request, pk):
    """Who did what to the plan; for those who take part, not for every reader of a published plan."""
    plan = plan_inside(request.user, pk)
    return render(request, "plans/history.html", {"plan": plan, "events": history(plan)})
