"""A werkagenda D5: beginning one, choosing its aanpakken, and what is agreed on for their streefwaarden."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from iza_portal.outdated import OutdatedVersion
from iza_portal.page.access import posted, reposted
from plans import rules
from plans.models import PlanKind, Regioplan, Status
from plans.views.finding import plan_inside
from plans.werkagenda import choosing, following, template
from plans.werkagenda.forms import InzetForm, MotiveForm, StartForm
from plans.werkagenda.inzet import agree_inzet, facts_of, lines_of
from plans.werkagenda.measures import for_region
from plans.werkagenda.reading import completeness_of, werkagenda_of
from plans.werkagenda.starting import start_werkagenda
from plans.workflow import IN_FORCE
from regions.models import Region


def _werkagenda(user, pk: int) -> Regioplan:
    plan = plan_inside(user, pk)
    if plan.kind != PlanKind.WERKAGENDA:
        raise Http404
    return plan


def _chosen(user, pk: int) -> Regioplan:
    plan = _werkagenda(user, pk)
    if not choosing.may_choose(user, plan):
        raise PermissionDenied
    return plan


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request, slug):
    region = get_object_or_404(Region, slug=slug)
    if not rules.may_start(request.user, region):
        raise PermissionDenied
    form = StartForm(posted(request), region=region)
    if form.is_valid():
        try:
            plan = start_werkagenda(region, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "De werkagenda is begonnen. De verplichte onderdelen en aanpakken staan klaar.")
            return redirect("aanpakken", pk=plan.pk)
    context = {
        "region": region,
        "form": form,
        "mandatory": [each for each in template.aanpakken().values() if each.is_mandatory],
        "leefgebieden": template.leefgebieden(),
        "sources": template.sources(),
    }
    return render(request, "plans/werkagenda/start.html", context, status=422 if form.is_bound else 200)


@login_required
@require_safe
def show_aanpakken(request, pk):
    """The aanpakken by leefgebied: what is in the werkagenda, how far it is, and what the format asks."""
    plan = _werkagenda(request.user, pk)
    is_concept = plan.status == Status.CONCEPT
    may_add = not rules.why_no_opgave_added(request.user, plan)
    context = {
        "plan": plan,
        "werkagenda": werkagenda_of(plan),
        "completeness": completeness_of(plan) if plan.status in IN_FORCE else None,
        "changes": following.changes_of(plan) if is_concept else None,
        "may_choose": choosing.may_choose(request.user, plan),
        "may_add": may_add,
        "removed": plan.opgaven.filter(position=None, aanpak="").order_by("title") if may_add else [],
        "is_concept": is_concept,
        "sources": template.sources(),
        "certainty_note": next(iter(template.aanpakken().values())).certainty_note,
        "current_page": "aanpakken",
    }
    return render(request, "plans/werkagenda/aanpakken.html", context)


@login_required
@require_POST
def follow(request, pk):
    """Take over what the format asks now."""
    plan = _chosen(request.user, pk)
    following.follow_format(plan, by=request.user)
    messages.success(request, "Het nieuwe format is overgenomen. Wat er al stond, is niet veranderd.")
    return redirect("aanpakken", pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave_out(request, pk, code):
    plan = _chosen(request.user, pk)
    opgave = get_object_or_404(plan.opgaven.present().exclude(aanpak=""), aanpak=code[:10].replace("\x00", ""))
    form = MotiveForm(posted(request), is_mandatory=opgave.is_mandatory)
    if form.is_valid():
        try:
            choosing.leave_out(plan, opgave.aanpak, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Aanpak {opgave.aanpak} is weggelaten. Alles is bewaard.")
            return redirect(f"{reverse('aanpakken', args=[pk])}#aanpak-{opgave.aanpak}")
    context = {"plan": plan, "opgave": opgave, "form": form, "back": reverse("aanpakken", args=[pk])}
    return render(request, "plans/werkagenda/leave_out.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def take_up(request, pk, code):
    plan = _chosen(request.user, pk)
    try:
        opgave = choosing.take_up(plan, code[:10].replace("\x00", ""), by=request.user)
    except ValidationError:
        raise Http404 from None
    messages.success(request, f"Aanpak {opgave.aanpak} staat in de werkagenda.")
    return redirect(f"{reverse('aanpakken', args=[pk])}#aanpak-{opgave.aanpak}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_inzet(request, pk, opgave_pk, streefwaarde):
    """What the region does for one streefwaarde; what somebody else noted meanwhile is shown, and nothing is lost."""
    plan = _werkagenda(request.user, pk)
    opgave = get_object_or_404(plan.opgaven.present().prefetch_related("partijen"), pk=opgave_pk)
    opgave.plan = plan
    if reason := rules.why_opgave_not_writable(request.user, opgave):
        raise PermissionDenied(reason)
    lines = lines_of(opgave, opgave.inzetten.all())
    line = next((each for each in lines if each.code == streefwaarde), None)
    if line is None:
        raise Http404
    form = InzetForm(posted(request), line=line)
    theirs = None
    back = f"{opgave.get_absolute_url()}#streefwaarde-{streefwaarde}"
    if form.is_valid():
        version, motive = form.cleaned_data["version"], form.cleaned_data["motive"]
        try:
            agree_inzet(opgave, streefwaarde, by=request.user, version=version, path=form.path, motive=motive)
        except OutdatedVersion as outdated:
            theirs = list(facts_of(outdated.current).items())
            reposted(form, version=outdated.current.version)
        except ValidationError as error:
            form.add_error(None, error)
            if line.inzet is None:
                # What somebody emptied meanwhile is put back as something new.
                reposted(form, version=0)
        else:
            messages.success(request, "Opgeslagen.")
            return redirect(back)
    context = {
        "plan": plan,
        "opgave": opgave,
        "line": line,
        "measure": for_region(line, plan.region),
        "form": form,
        "theirs": theirs,
        "back": back,
    }
    return render(request, "plans/werkagenda/inzet.html", context, status=422 if form.is_bound else 200)
