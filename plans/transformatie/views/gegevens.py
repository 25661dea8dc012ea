"""The forms of what is asked of a plan as a whole, of who judges it, and of its national number."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from iza_portal.outdated import OutdatedVersion
from iza_portal.page.access import posted, reposted
from plans.transformatie import rules
from plans.transformatie.finding import plan_or_404
from plans.transformatie.gegevens.changing import change_gegevens, give_number
from plans.transformatie.gegevens.forms import GegevensForm, InsurersForm, NumberForm
from plans.transformatie.gegevens.wording import facts_of
from plans.transformatie.insurers import correct_insurers, find_insurers, said_of


def writable_or_refused(request, pk):
    """Answer the plan to who writes in it.

    Who opens a form of it while it is not written reads why not; who posts one gets it back with what they typed, from the
    operation.
    """
    plan = plan_or_404(request, pk)
    if not rules.writes_for_party(request.user, plan):
        raise PermissionDenied(rules.ONLY_WRITERS)
    if request.method != "POST" and (reason := rules.why_not_writable(request.user, plan)):
        raise PermissionDenied(reason)
    return plan


def _saved(request, form, operation, plan, *, words) -> tuple[object, list | None]:
    """Do the operation with what the form holds; answer what it made of the plan, or None and what stands there now."""
    if not form.is_valid():
        return None, None
    try:
        return operation(plan, by=request.user, **form.cleaned_data), None
    except OutdatedVersion as outdated:
        # Whoever saves again has seen what stands now.
        reposted(form, version=outdated.current.version)
        return None, list(words(outdated.current).items())
    except ValidationError as error:
        form.add_error(None, error)
    return None, None


def _page(request, template: str, plan, form, theirs, **more):
    context = {"plan": plan, "form": form, "theirs": theirs, "current_page": ""} | more
    return render(request, f"plans/transformatie/gegevens/{template}", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_gegevens(request, pk):
    """Change the title, regions, scale, theme, impact, money and period of a plan."""
    plan = writable_or_refused(request, pk)
    before = said_of(plan)
    form = GegevensForm(posted(request), plan=plan, user=request.user)
    changed, theirs = _saved(request, form, change_gegevens, plan, words=facts_of)
    if changed is None:
        return _page(request, "gegevens.html", plan, form, theirs)
    messages.success(request, "Opgeslagen.")
    if before != said_of(changed):
        leaders = " en ".join(str(each) for each in (changed.marktleider_1, changed.marktleider_2) if each)
        messages.warning(request, f"Door de andere regio’s zijn de marktleiders nu {leaders or 'nog niet bekend'}.")
    return redirect(changed)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_insurers(request, pk):
    """Correct who judges the plan, with the reason; beside it stands who was found from the regions."""
    plan = writable_or_refused(request, pk)
    form = InsurersForm(posted(request), plan=plan)
    changed, theirs = _saved(request, form, correct_insurers, plan, words=said_of)
    if changed is None:
        found = find_insurers(plan.regions.all())
        return _page(request, "insurers.html", plan, form, theirs, found=found)
    messages.success(request, "De marktleiders en de coördinerend verzekeraar zijn gewijzigd.")
    return redirect(changed)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_number(request, pk):
    """Give the plan its national number, for the coördinerend verzekeraar."""
    plan = plan_or_404(request, pk)
    if not rules.may_number(request.user, plan):
        raise PermissionDenied
    form = NumberForm(posted(request), initial={"version": plan.version, "number": plan.number})
    changed, theirs = _saved(request, form, give_number, plan, words=lambda now: {"landelijk nummer": now.number})
    if changed is None:
        return _page(request, "number.html", plan, form, theirs)
    messages.success(request, "Het landelijk nummer is opgeslagen.")
    return redirect(changed)
