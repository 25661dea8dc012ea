"""Arranging a regiobeeld: its own data, the procesvoorstel, its themes and their indicators."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from iza_portal.outdated import OutdatedVersion
from iza_portal.page.access import get_visible_or_404, posted, reposted
from regions.models import Indicator, Regiobeeld, Theme
from regions.regiobeelden import arranging, rules
from regions.regiobeelden.forms import AddThemeForm, BeeldForm, ProposalForm, ThemeForm

STEPS = {"omhoog": -1, "omlaag": 1}


def _beeld(request, pk) -> Regiobeeld:
    """Answer the regiobeeld that this person arranges; 404 for who may not see it, 403 for who may not arrange it."""
    regiobeeld = get_visible_or_404(Regiobeeld.objects.select_related("region"), request.user, pk=pk)
    if not rules.may_arrange(request.user, regiobeeld):
        raise PermissionDenied
    return regiobeeld


def _theme(regiobeeld, pk) -> Theme:
    theme = get_object_or_404(regiobeeld.themes, pk=pk)
    theme.regiobeeld = regiobeeld
    return theme


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def arrange(request, pk):
    """The themes of a regiobeeld in order, with a form to add one."""
    regiobeeld = _beeld(request, pk)
    form = AddThemeForm(posted(request))
    if form.is_valid():
        theme = arranging.add_theme(regiobeeld, by=request.user, title=form.cleaned_data["title"])
        messages.success(request, f"“{theme.title}” staat nu onderaan.")
        return redirect("regiobeeld-arrange", pk=regiobeeld.pk)
    themes = list(
        regiobeeld.themes.with_owner().defer("body").prefetch_related("indicators").order_by("position", "title")
    )
    context = {
        "regiobeeld": regiobeeld,
        "themes": [theme for theme in themes if theme.position is not None],
        "removed": [theme for theme in themes if theme.position is None],
        "form": form,
    }
    return render(request, "regiobeelden/arrange.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def beeld_settings(request, pk):
    """The title, the date, the kernboodschap and the note on the scale."""
    regiobeeld = _beeld(request, pk)
    form = BeeldForm(
        posted(request), initial={name: getattr(regiobeeld, name) for name in ["version", *arranging.DATA]}
    )
    said = "De gegevens van het beeld zijn aangepast."
    return _versioned(request, regiobeeld, form, arranging.change_regiobeeld, said, "regiobeelden/settings.html")


def _versioned(request, regiobeeld, form, operation, said, template):
    """Change what stands in the form; what somebody else changed meanwhile is shown beside it, and nothing is lost."""
    theirs = None
    if form.is_valid():
        try:
            operation(regiobeeld, by=request.user, **form.cleaned_data)
        except OutdatedVersion as outdated:
            fields = [name for name in form.cleaned_data if name != "version"]
            theirs = [(form[name].label, getattr(outdated.current, name)) for name in fields]
            # Whoever saves again has seen what stands now.
            reposted(form, version=outdated.current.version)
        else:
            messages.success(request, said)
            return redirect(regiobeeld)
    context = {"regiobeeld": regiobeeld, "form": form, "theirs": theirs}
    return render(request, template, context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request, pk):
    """The procesvoorstel, by who takes the initiative."""
    regiobeeld = get_visible_or_404(Regiobeeld.objects.select_related("region"), request.user, pk=pk)
    if not rules.may_propose(request.user, regiobeeld):
        raise PermissionDenied
    form = ProposalForm(posted(request), initial={"proposal": regiobeeld.proposal, "version": regiobeeld.version})
    said = "Het procesvoorstel is opgeslagen."
    return _versioned(request, regiobeeld, form, arranging.write_proposal, said, "regiobeelden/proposal.html")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def theme_settings(request, pk, theme_pk):
    """The title of a theme, its indicators, and their order."""
    regiobeeld = _beeld(request, pk)
    theme = _theme(regiobeeld, theme_pk)
    form = ThemeForm(posted(request), theme=theme)
    if form.is_valid():
        try:
            arranging.change_theme(theme, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"“{form.cleaned_data['title']}” is aangepast.")
            return redirect("regiobeeld-arrange", pk=regiobeeld.pk)
    context = {
        "regiobeeld": regiobeeld,
        "theme": theme,
        "form": form,
        "chosen": [row.indicator for row in theme.theme_indicators.select_related("indicator")],
    }
    return render(request, "regiobeelden/theme_settings.html", context, status=422 if form.is_bound else 200)


def _act(request, pk, theme_pk, operation, *, said="", place="", **arguments):
    """Do one thing to one theme and go back to the list, to `place` on it; what someone else did meanwhile is said."""
    regiobeeld = _beeld(request, pk)
    theme = _theme(regiobeeld, theme_pk)
    try:
        operation(theme, by=request.user, **arguments)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        if said:
            messages.success(request, said.format(theme.title))
    return redirect(reverse("regiobeeld-arrange", args=[regiobeeld.pk]) + place)


@login_required
@require_POST
def move_theme(request, pk, theme_pk):
    direction = request.POST.get("richting")
    # Back to the same button, so that who moves a theme by keyboard goes on where they were.
    place = f"#{direction}-{theme_pk}" if direction in STEPS else ""
    return _act(request, pk, theme_pk, arranging.move_theme, steps=STEPS.get(direction, 0), place=place)


@login_required
@require_POST
def remove_theme(request, pk, theme_pk):
    said = "“{}” is weggehaald. Onderaan deze pagina kunt u het terugzetten."
    return _act(request, pk, theme_pk, arranging.remove_theme, said=said)


@login_required
@require_POST
def restore_theme(request, pk, theme_pk):
    return _act(request, pk, theme_pk, arranging.restore_theme, said="“{}” staat weer in het beeld, onderaan.")


@login_required
@require_POST
def move_indicator(request, pk, theme_pk, indicator_pk):
    regiobeeld = _beeld(request, pk)
    theme = _theme(regiobeeld, theme_pk)
    indicator = get_object_or_404(Indicator, pk=indicator_pk)
    direction = request.POST.get("richting")
    try:
        arranging.move_indicator(theme, indicator, by=request.user, steps=STEPS.get(direction, 0))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    place = f"#{direction}-{indicator_pk}" if direction in STEPS else ""
    return redirect(reverse("theme-settings", args=[pk, theme_pk]) + place)
