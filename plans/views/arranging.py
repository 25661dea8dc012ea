from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from iza_portal.page.access import get_visible_or_404, posted
from plans import arranging, rules
from plans.forms import AddSectionForm, PlanForm, SectionForm
from plans.models import Regioplan, Section
from plans.outline import outline


def _plan(request, pk) -> Regioplan:
    """Answer the plan that this person arranges; 404 for who may not see it, 403 for who may not arrange it."""
    plan = get_visible_or_404(Regioplan.objects.select_related("region"), request.user, pk=pk)
    if not rules.may_arrange(request.user, plan):
        raise PermissionDenied
    return plan


def _section(plan, pk) -> Section:
    section = get_object_or_404(plan.sections, pk=pk)
    section.plan = plan
    return section


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def arrange(request, pk):
    """The sections of a plan in order, with a form to add one."""
    plan = _plan(request, pk)
    form = AddSectionForm(posted(request))
    if form.is_valid():
        section = arranging.add_section(plan, by=request.user, title=form.cleaned_data["title"])
        messages.success(request, f"“{section.title}” staat nu onderaan.")
        return redirect("plan-arrange", pk=plan.pk)
    context = {
        "plan": plan,
        "entries": outline(plan, with_bodies=False),
        "removed": plan.sections.removed_alone().order_by("title"),
        "form": form,
    }
    return render(request, "plans/arrange.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan_settings(request, pk):
    """The title of the plan, and the day on which its text is due."""
    plan = _plan(request, pk)
    form = PlanForm(posted(request), initial={"title": plan.title, "due_on": plan.due_on})
    if form.is_valid():
        arranging.change_plan(plan, by=request.user, **form.cleaned_data)
        messages.success(request, "De gegevens van het plan zijn aangepast.")
        return redirect("plan-arrange", pk=plan.pk)
    return render(
        request, "plans/plan_settings.html", {"plan": plan, "form": form}, status=422 if form.is_bound else 200
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def section_settings(request, pk, section_pk):
    plan = _plan(request, pk)
    section = _section(plan, section_pk)
    form = SectionForm(posted(request), section=section)
    if form.is_valid():
        try:
            arranging.change_section(section, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"“{form.cleaned_data['title']}” is aangepast.")
            return redirect("plan-arrange", pk=plan.pk)
    context = {"plan": plan, "section": section, "form": form}
    return render(request, "plans/section_settings.html", context, status=422 if form.is_bound else 200)


def _act(request, pk, section_pk, operation, *, said="", place="", **arguments):
    """Do one thing to one section and go back to the list, to `place` on it; what someone else did meanwhile is said."""
    plan = _plan(request, pk)
    section = _section(plan, section_pk)
    try:
        operation(section, by=request.user, **arguments)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        if said:
            messages.success(request, said.format(section.title))
    return redirect(reverse("plan-arrange", args=[plan.pk]) + place)


@login_required
@require_POST
def move_section(request, pk, section_pk):
    direction = request.POST.get("richting")
    steps = {"omhoog": -1, "omlaag": 1}.get(direction, 0)
    # Back to the same button, so that who moves a section by keyboard goes on where they were.
    place = f"#{direction}-{section_pk}" if steps else ""
    return _act(request, pk, section_pk, arranging.move_section, steps=steps, place=place)


@login_required
@require_POST
def remove_section(request, pk, section_pk):
    said = "“{}” is weggehaald. Onderaan deze pagina kunt u het terugzetten."
    return _act(request, pk, section_pk, arranging.remove_section, said=said)


@login_required
@require_POST
def restore_section(request, pk, section_pk):
    return _act(request, pk, section_pk, arranging.restore_section, said="“{}” staat weer in het plan.")
