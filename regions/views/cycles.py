from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from iza_portal.page.access import get_visible_or_404, posted, reposted
from iza_portal.writing.reading import texts_as_html
from iza_portal.writing.together.settling import settle
from regions.models import Cycle, Regiobeeld
from regions.regiobeelden import cycles, reacting, rules
from regions.regiobeelden.forms import ChangeCycleForm, CloseCycleForm, HandleForm, OpenCycleForm, ReactForm
from regions.regiobeelden.reading import cycle_of


def _cycle(request, pk, number) -> Cycle:
    """Answer the cycle that this person may read; 404 for who may not."""
    regiobeeld = get_visible_or_404(Regiobeeld.objects.select_related("region"), request.user, pk=pk)
    cycle = get_object_or_404(regiobeeld.cycles.defer("before"), number=number)
    cycle.regiobeeld = regiobeeld
    if not rules.may_read_cycle(request.user, cycle):
        raise Http404
    return cycle


def _account(cycle):
    return redirect("cycle", pk=cycle.regiobeeld_id, number=cycle.number)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_cycle(request, pk):
    """Ask parties for their reaction."""
    regiobeeld = get_visible_or_404(Regiobeeld.objects.select_related("region"), request.user, pk=pk)
    if not rules.may_arrange(request.user, regiobeeld):
        raise PermissionDenied
    form = OpenCycleForm(posted(request), regiobeeld=regiobeeld)
    if form.is_valid():
        try:
            cycle = cycles.open_cycle(regiobeeld, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{cycle} is open. De partijen zien de vraag op Mijn werk.")
            return _account(cycle)
    context = {"regiobeeld": regiobeeld, "form": form}
    return render(request, "regiobeelden/open_cycle.html", context, status=422 if form.is_bound else 200)


@require_safe
def cycle_detail(request, pk, number):
    """The account of a cycle, or how far it is while it is open."""
    cycle = _cycle(request, pk, number)
    context = {
        "regiobeeld": cycle.regiobeeld,
        "cycle": cycle,
        "account": cycle_of(cycle),
        "may_react": rules.may_react(request.user, cycle),
        "may_handle": rules.may_handle(request.user, cycle),
        "may_close": cycle.closed_at is None and rules.may_arrange(request.user, cycle.regiobeeld),
    }
    return render(request, "regiobeelden/cycle.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def react(request, pk, number):
    """All themes of the regiobeeld, each with a form for the reaction of the organisation whose hat is on."""
    cycle = _cycle(request, pk, number)
    if not rules.is_asked(request.user, cycle):
        raise PermissionDenied
    if cycle.closed_at and request.method != "POST":
        messages.warning(request, reacting.CLOSED)
        return _account(cycle)
    themes = list(cycle.regiobeeld.themes.present().defer("body"))
    settle(themes)
    given = {reaction.theme_id: reaction for reaction in cycle.reactions.filter(organisation=request.user.hat)}
    chosen = None
    if request.method == "POST":
        chosen = get_object_or_404(cycle.regiobeeld.themes, pk=_number(request.POST.get("thema")))
        form = ReactForm(request.POST, auto_id=f"id_{chosen.pk}_%s")
        if form.is_valid():
            try:
                reacting.react(cycle, chosen, by=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return redirect(f"{reverse('cycle-react', args=[pk, number])}#thema-{chosen.pk}")
        # Taken out meanwhile, or closed meanwhile: the words that were typed are still shown.
        themes = [chosen] if cycle.closed_at else themes + [chosen] * (chosen not in themes)
    html = texts_as_html([theme for theme in themes if theme.plain_text], tells_newer=True)
    entries = []
    for theme in themes:
        reaction = given.get(theme.pk)
        first = {"stance": reaction.stance, "text": reaction.text} if reaction else {}
        own = form if theme == chosen else ReactForm(initial=first, auto_id=f"id_{theme.pk}_%s")
        entries.append((theme, reaction, own, html.get(theme.pk)))
    context = {
        "regiobeeld": cycle.regiobeeld,
        "cycle": cycle,
        "entries": entries,
        "reacted_count": sum(reaction is not None for _, reaction, _, _ in entries),
    }
    return render(request, "regiobeelden/react.html", context, status=422 if chosen else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def handle(request, pk, number):
    """All reactions of the cycle, each with a form for what was done with it; without one those of the own organisation."""
    cycle = _cycle(request, pk, number)
    if not rules.may_write(request.user, cycle.regiobeeld):
        raise PermissionDenied
    if cycle.closed_at and request.method != "POST":
        messages.warning(request, f"{cycle} is afgesloten.")
        return _account(cycle)
    reactions = list(
        cycle.reactions.select_related("theme", "organisation", "handled_by").order_by("theme__position", "theme", "at")
    )
    chosen = None
    if request.method == "POST":
        chosen = get_object_or_404(cycle.reactions, pk=_number(request.POST.get("reactie")))
        form = HandleForm(request.POST, auto_id=f"id_{chosen.pk}_%s")
        if form.is_valid():
            try:
                reacting.handle(chosen, by=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return redirect(f"{reverse('cycle-handle', args=[pk, number])}#reactie-{chosen.pk}")
        # What is shown now is what the editor sees now.
        reposted(form, seen=chosen.at.isoformat())
    entries = []
    for reaction in reactions:
        own = None
        if reaction == chosen:
            own = form
        elif rules.may_handle_of(request.user, cycle.regiobeeld, reaction.organisation_id):
            first = {"seen": reaction.at.isoformat(), "handling": reaction.handling, "answer": reaction.answer}
            own = HandleForm(initial=first, auto_id=f"id_{reaction.pk}_%s")
        entries.append((reaction, own))
    context = {
        "regiobeeld": cycle.regiobeeld,
        "cycle": cycle,
        "entries": entries,
        "handled_count": sum(bool(reaction.handling) for reaction in reactions),
        "may_close": rules.may_arrange(request.user, cycle.regiobeeld),
    }
    return render(request, "regiobeelden/handle.html", context, status=422 if chosen else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_cycle(request, pk, number):
    """Give the parties more time, or ask more of them."""
    cycle = _cycle(request, pk, number)
    if not rules.may_arrange(request.user, cycle.regiobeeld):
        raise PermissionDenied
    form = ChangeCycleForm(posted(request), cycle=cycle)
    if form.is_valid():
        try:
            cycles.change_cycle(cycle, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{cycle} is aangepast.")
            return _account(cycle)
    context = {"regiobeeld": cycle.regiobeeld, "cycle": cycle, "form": form}
    return render(request, "regiobeelden/change_cycle.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close_cycle(request, pk, number):
    """Account for the cycle and close it."""
    cycle = _cycle(request, pk, number)
    if not rules.may_arrange(request.user, cycle.regiobeeld):
        raise PermissionDenied
    form = CloseCycleForm(posted(request))
    if form.is_valid():
        try:
            cycles.close_cycle(cycle, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, f"{cycle} is afgesloten. Iedereen die het beeld leest, kan de verantwoording lezen."
            )
            return _account(cycle)
    context = {"regiobeeld": cycle.regiobeeld, "cycle": cycle, "form": form}
    return render(request, "regiobeelden/close_cycle.html", context, status=422 if form.is_bound else 200)


def _number(text) -> int:
    """Answer the number that a form names; 404 for what is none."""
    if not text or not text.isdecimal() or len(text) > 18:
        raise Http404
    return int(text)
