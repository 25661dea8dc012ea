"""The parties of a plan: the list, the form of one, taking one out, and handing over who is the lead."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from iza_portal.outdated import OutdatedVersion
from iza_portal.page.access import posted, reposted
from plans.models.transformatie import Partijrol
from plans.transformatie import rules
from plans.transformatie.finding import plan_or_404
from plans.transformatie.partijen import editing
from plans.transformatie.partijen.forms import LeadForm, PartyForm
from plans.transformatie.partijen.wording import facts_of, lacks_of
from plans.transformatie.views.gegevens import writable_or_refused
from plans.transformatie.workflow import WRITABLE


@login_required
@require_safe
def show_parties(request, pk):
    """The parties of a plan by what they are to it, for who works on it."""
    plan = plan_or_404(request, pk)
    if not rules.may_see_work(request.user, plan):
        raise PermissionDenied
    parties = list(plan.partijen.all())
    groups = [(part, [(party, lacks_of(party)) for party in parties if party.part == part]) for part in Partijrol]
    context = {
        "plan": plan,
        "groups": groups,
        "may_write": rules.may_write(request.user, plan),
        "may_hand_over": plan.status in WRITABLE and rules.speaks_for_lead(request.user, plan),
        "current_page": "transformatiepartijen",
    }
    return render(request, "plans/transformatie/partijen/list.html", context)


def _party_or_404(plan, pk: int):
    party = get_object_or_404(plan.partijen.select_related("organisation"), pk=pk)
    party.plan = plan
    return party


def _list(plan, party=None) -> str:
    return reverse("transformatiepartijen", args=[plan.pk]) + (f"#partij-{party.pk}" if party else "")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_party(request, pk):
    plan = writable_or_refused(request, pk)
    form = PartyForm(posted(request), plan=plan)
    if form.is_valid():
        try:
            party = editing.add_party(plan, by=request.user, **_fields(form))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{party} staat in het plan.{_who_writes(party)}")
            return redirect(_list(plan, party))
    return _form(request, plan, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_party(request, pk, partij_pk):
    """Change a party; one that somebody else changed meanwhile is shown beside what was typed."""
    plan = writable_or_refused(request, pk)
    party, theirs = _party_or_404(plan, partij_pk), None
    was = (party.part, party.organisation_id)
    form = PartyForm(posted(request), plan=plan, party=party)
    if form.is_valid():
        try:
            changed = editing.change_party(
                party, by=request.user, version=form.cleaned_data["version"], **_fields(form)
            )
        except OutdatedVersion as outdated:
            theirs = list(facts_of(outdated.current).items())
            reposted(form, version=outdated.current.version)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            rights = _who_writes(changed) if was != (changed.part, changed.organisation_id) else ""
            messages.success(request, f"Opgeslagen.{rights}")
            return redirect(_list(plan, changed))
    return _form(request, plan, form, party, theirs)


def _fields(form) -> dict:
    return {name: value for name, value in form.cleaned_data.items() if name != "version"}


def _who_writes(party) -> str:
    """Answer what it means for who may write, as a sentence that goes on from another one."""
    if party.organisation is None:
        return ""
    if party.part == Partijrol.INDIENER:
        return f" De mensen van {party} kunnen nu in het plan schrijven."
    if party.part == Partijrol.BETROKKEN:
        return f" De mensen van {party} kunnen nu meelezen."
    return f" De mensen van {party} zien het plan niet, tot zij betrokken zijn."


def _form(request, plan, form, party=None, theirs=None):
    context = {"plan": plan, "party": party, "form": form, "theirs": theirs, "back": _list(plan), "current_page": ""}
    return render(request, "plans/transformatie/partijen/form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove_party(request, pk, partij_pk):
    """Ask whether a party is to be taken out, and do so."""
    plan = writable_or_refused(request, pk)
    party, error = _party_or_404(plan, partij_pk), ""
    if request.method == "POST":
        name = str(party)
        try:
            editing.remove_party(party, by=request.user)
        except ValidationError as refused:
            error = refused.messages[0]
        else:
            messages.success(request, f"{name} is uit het plan gehaald.")
            # Who took the own organisation out may not see the plan any more.
            return redirect("my-work" if party.organisation == request.user.hat else _list(plan))
    context = {
        "plan": plan,
        "party": party,
        "error": error,
        "is_own": party.organisation is not None and party.organisation == request.user.hat,
        "back": _list(plan),
        "current_page": "",
    }
    return render(request, "plans/transformatie/partijen/remove.html", context, status=422 if error else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over_lead(request, pk):
    """Hand over who submits the plan for all, for who speaks for the lead now."""
    plan = plan_or_404(request, pk)
    if not rules.speaks_for_lead(request.user, plan):
        raise PermissionDenied
    form = LeadForm(posted(request), plan=plan)
    if form.is_valid():
        try:
            party = editing.hand_over_lead(plan, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{party} is nu de trekker, en dient het plan in.")
            return redirect(_list(plan, party))
    context = {"plan": plan, "form": form, "back": _list(plan), "current_page": ""}
    return render(request, "plans/transformatie/partijen/lead.html", context, status=422 if form.is_bound else 200)
