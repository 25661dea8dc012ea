"""The consultations of a plan, for who runs them and who writes: the rounds, their term, and their account."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from iza_portal.outdated import OutdatedVersion
from iza_portal.page.access import posted, reposted
from iza_portal.sheets.writing import CONTENT_TYPES
from plans.consultaties import accounting, rounds, rules
from plans.consultaties.changes import changes_since
from plans.consultaties.forms import AccountForm, ChangeForm, OpenForm
from plans.consultaties.reading import rounds_of, with_counts
from plans.models import Consultatie
from plans.views.finding import plan_inside
from regions.roles import coordinates


def round_inside(user, pk: int, number: int) -> Consultatie:
    """Answer the round, without its reading version, to who may see how the plan is made; 404 for everybody else."""
    plan = plan_inside(user, pk)
    consultatie = get_object_or_404(with_counts(plan.consultaties.brief()), number=number)
    consultatie.plan = plan
    return consultatie


def _arranged(user, pk: int, number: int) -> Consultatie:
    consultatie = round_inside(user, pk, number)
    if not rules.may_arrange(user, consultatie):
        raise PermissionDenied
    return consultatie


@login_required
@require_safe
def round_list(request, pk):
    """The rounds of consultation of a plan, the last first."""
    plan = plan_inside(request.user, pk)
    found = rounds_of(plan)
    running = next((each for each in found if each.accounted_at is None), None)
    context = {
        "plan": plan,
        "rounds": found,
        "may_open": running is None and rules.may_open(request.user, plan),
        "obstacle": rounds.obstacle_to_agree(plan) if running else "",
        "current_page": "plan-consultaties",
    }
    return render(request, "plans/consultaties/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_round(request, pk):
    """Ask parties for their reaction on the plan as it is now."""
    plan = plan_inside(request.user, pk)
    if not coordinates(request.user, plan.region_id):
        raise PermissionDenied
    # Who typed a question while the plan was taken back reads so, with the own words still there.
    if not rules.may_open(request.user, plan) and request.method != "POST":
        messages.warning(request, f"Dit kan als het plan ter consultatie is. Nu is het “{plan.get_status_display()}”.")
        return redirect("plan-consultaties", pk=pk)
    form = OpenForm(posted(request), plan=plan)
    if form.is_valid():
        try:
            consultatie = rounds.open_round(plan, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{consultatie} is open. De partijen hebben bericht gekregen.")
            return redirect(consultatie)
    context = {"plan": plan, "form": form, "current_page": "plan-consultaties"}
    return render(request, "plans/consultaties/open.html", context, status=422 if form.is_bound else 200)


@login_required
@require_safe
def show_round(request, pk, number):
    """One round: what is asked of whom, what the own organisation said, and what the person can do."""
    consultatie = round_inside(request.user, pk, number)
    user = request.user
    is_asked = rules.is_asked(user, consultatie)
    parties = accounting.parties_of(consultatie)
    context = {
        "plan": consultatie.plan,
        "consultatie": consultatie,
        "parties": parties,
        "own_party": next((each for each in parties if user.hat and each["organisation_id"] == user.hat.pk), None),
        "own_reactions": list(rules.own_reactions(user, consultatie)),
        "is_asked": is_asked,
        "why_no_reaction": rules.why_no_reaction(consultatie),
        "sees_all": rules.sees_all(user, consultatie.plan),
        "sees_account": rules.sees_account(user, consultatie),
        "may_answer": rules.may_answer(user, consultatie),
        "may_arrange": rules.may_arrange(user, consultatie),
        "obstacle": "" if consultatie.accounted_at else rounds.obstacle_to_account(consultatie),
        "current_page": "plan-consultaties",
    }
    return render(request, "plans/consultaties/round.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_round(request, pk, number):
    """Give the parties more time, or ask more of them; where somebody else did so meanwhile, both are shown."""
    consultatie = _arranged(request.user, pk, number)
    form = ChangeForm(posted(request), consultatie=consultatie)
    theirs = None
    if form.is_valid():
        try:
            rounds.change_round(consultatie, by=request.user, **form.cleaned_data)
        except OutdatedVersion as outdated:
            now = outdated.current
            theirs = [
                ("Reageren tot en met", now.due_on),
                ("Antwoord uiterlijk", now.answer_due_on),
                ("Wie gevraagd zijn", ", ".join(map(str, now.parties.all()))),
            ]
            reposted(form, version=now.version)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{consultatie} is aangepast.")
            return redirect(consultatie)
    context = {
        "plan": consultatie.plan,
        "consultatie": consultatie,
        "form": form,
        "theirs": theirs,
        "current_page": "plan-consultaties",
    }
    return render(request, "plans/consultaties/change.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def end_reacting(request, pk, number):
    consultatie = _arranged(request.user, pk, number)
    try:
        rounds.end_reacting(consultatie, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, "Partijen kunnen niet meer reageren. Met een nieuwe datum neemt u dat terug.")
    return redirect(consultatie)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account_for(request, pk, number):
    """Account for the round and close it."""
    consultatie = round_inside(request.user, pk, number)
    # Who typed an account while a colleague gave one reads so, with the own words still there.
    if not rules.may_arrange(request.user, consultatie) and not (request.method == "POST" and consultatie.accounted_at):
        raise PermissionDenied
    form = AccountForm(posted(request))
    if form.is_valid():
        try:
            rounds.account_for(consultatie, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{consultatie} is afgesloten. De partijen kunnen de verantwoording lezen.")
            return redirect("consultatie-account", pk=pk, number=number)
    context = {
        "plan": consultatie.plan,
        "consultatie": consultatie,
        "form": form,
        "obstacle": "" if form.is_bound else rounds.obstacle_to_account(consultatie),
        "current_page": "plan-consultaties",
    }
    return render(request, "plans/consultaties/account_for.html", context, status=422 if form.is_bound else 200)


def _accounted(user, pk: int, number: int) -> Consultatie:
    """Answer the round to who may see its account; 404 for everybody else."""
    consultatie = round_inside(user, pk, number)
    if not rules.sees_account(user, consultatie):
        raise Http404
    return consultatie


@login_required
@require_safe
def show_account(request, pk, number):
    """The account of the round, to read and to print: every reaction with its answer."""
    consultatie = _accounted(request.user, pk, number)
    context = {
        "plan": consultatie.plan,
        "consultatie": consultatie,
        "parties": accounting.parties_of(consultatie),
        "places": accounting.by_place(accounting.reactions_of(consultatie)),
        "changes": changes_since(consultatie) if consultatie.accounted_at is None else consultatie.changes,
        "current_page": "plan-consultaties",
    }
    return render(request, "plans/consultaties/account.html", context)


@login_required
@require_safe
@never_cache
def download_account(request, pk, number, form):
    """The account as a table to take along."""
    consultatie = _accounted(request.user, pk, number)
    make = {"csv": accounting.account_as_csv, "xlsx": accounting.account_as_xlsx}[form]
    name = f"consultatie-{consultatie.number}-{consultatie.plan.region.slug}-{consultatie.plan.edition}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(make(consultatie), content_type=CONTENT_TYPES[form], headers=headers)
