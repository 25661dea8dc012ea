"""Enriching a regiobeeld: the text of a theme, and the points below it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from iza_portal.outdated import OutdatedVersion
from iza_portal.page.access import get_visible_or_404, posted, reposted
from iza_portal.trail.recording import history
from iza_portal.writing.margin.reading import open_talks
from iza_portal.writing.views.editor import show_editor
from regions.models import Point, PointKind, Regiobeeld, Theme
from regions.regiobeelden import enriching
from regions.regiobeelden.forms import STORIES, PointForm, figure_rows
from regions.regiobeelden.telling import Pointer, shown_by_points, told
from regions.verbs import BeeldVerb
from regions.views.arranging import STEPS

POINT_FIELDS = ("version", "title", "text", "who", "url", "due_on", "is_ready")


@login_required
@require_safe
def edit_theme(request, pk, theme_pk):
    """The page where a theme is written; who sees how it is made sees it too, and reads why it cannot be written."""
    regiobeeld = get_object_or_404(Regiobeeld.objects.inside(request.user).select_related("region"), pk=pk)
    theme = get_object_or_404(regiobeeld.themes.with_owner().defer("body"), pk=theme_pk)
    theme.regiobeeld = regiobeeld
    return show_editor(
        request,
        theme,
        heading=theme.title,
        template="regiobeelden/write.html",
        context={
            "regiobeeld": regiobeeld,
            "theme": theme,
            "themes": list(regiobeeld.themes.present().values("pk", "title", "plain_text", "document")),
            "talks": open_talks(regiobeeld.themes.present().order_by().values("document")),
        },
    )


def _theme(request, pk, theme_pk) -> Theme:
    regiobeeld = get_visible_or_404(Regiobeeld.objects.select_related("region"), request.user, pk=pk)
    theme = get_object_or_404(regiobeeld.themes, pk=theme_pk)
    theme.regiobeeld = regiobeeld
    return theme


def _writable(request, pk, theme_pk) -> Theme:
    theme = _theme(request, pk, theme_pk)
    if reason := enriching.why_not_writable(request.user, theme):
        raise PermissionDenied(reason)
    return theme


def _point(request, pk, point_pk) -> Point:
    """Answer the point that this person may change, with its theme; 404 where it is gone."""
    found = get_object_or_404(Point, pk=point_pk, theme__regiobeeld=pk)
    found.theme = _writable(request, pk, found.theme_id)
    return found


def _group(theme, kind) -> str:
    """The address of the points of a kind on the page of their theme."""
    return f"{theme.get_absolute_url()}#{kind}"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_point(request, pk, theme_pk, kind):
    theme = _writable(request, pk, theme_pk)
    if kind not in PointKind.values:
        raise Http404
    form = PointForm(posted(request), kind=kind, region_id=theme.regiobeeld.region_id, initial={"version": 1})
    rows = figure_rows(theme, posted(request)) if kind == PointKind.KNELPUNT else None
    if form.is_valid() and (rows is None or rows.is_valid()):
        try:
            enriching.add_point(theme, by=request.user, kind=kind, **_fields(form), figures=_pointers(rows))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"“{form.cleaned_data['title']}” staat erbij.")
            return redirect(_group(theme, kind))
    return _form_page(request, theme, kind, form, rows)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_point(request, pk, point_pk):
    """Change a point; one that somebody else changed meanwhile is shown beside what was typed, and nothing is lost."""
    point = _point(request, pk, point_pk)
    initial = {name: getattr(point, name) for name in POINT_FIELDS} | {"owner": point.owner_id}
    region_id = point.theme.regiobeeld.region_id
    form = PointForm(posted(request), kind=point.kind, region_id=region_id, owner_id=point.owner_id, initial=initial)
    rows = None
    if point.kind == PointKind.KNELPUNT:
        rows = figure_rows(point.theme, posted(request), enriching.shown_by(point))
    theirs = None
    if form.is_valid() and (rows is None or rows.is_valid()):
        version = form.cleaned_data["version"]
        try:
            enriching.change_point(point, by=request.user, version=version, **_fields(form), figures=_pointers(rows))
        except OutdatedVersion as outdated:
            theirs = _theirs(outdated.current)
            # Whoever saves again has seen what stands now.
            reposted(form, version=outdated.current.version)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"“{form.cleaned_data['title']}” is aangepast.")
            return redirect(_group(point.theme, point.kind))
    return _form_page(request, point.theme, point.kind, form, rows, point=point, theirs=theirs)


def _form_page(request, theme, kind, form, rows, **more):
    context = {
        "regiobeeld": theme.regiobeeld,
        "theme": theme,
        "kind": PointKind(kind),
        "is_story": kind in STORIES,
        "form": form,
        "rows": rows,
        "back": _group(theme, kind),
    }
    return render(request, "regiobeelden/point.html", context | more, status=422 if form.is_bound else 200)


def _fields(form) -> dict:
    return {name: value for name, value in form.cleaned_data.items() if name != "version"}


def _pointers(rows) -> list[Pointer]:
    """Answer the figures that were chosen: the rows with an indicator."""
    chosen = [row.cleaned_data for row in rows or () if row.cleaned_data.get("indicator")]
    return [Pointer(each["indicator"], each["municipality"], each["year"]) for each in chosen]


def _theirs(point: Point) -> dict:
    """What somebody else made of the point, and who."""
    event = (
        history(point.theme.regiobeeld)
        .filter(verb=BeeldVerb.POINT_CHANGED, part_id=point.pk)
        .select_related("actor")
        .first()
    )
    region = point.theme.regiobeeld.region
    point = Point.objects.with_owner().annotate(shown=shown_by_points(region)).get(pk=point.pk)
    shown = point.shown
    return {"point": point, "by": event and event.actor, "at": event and event.at, "figures": told(region, shown)}


def _act(request, pk, point_pk, operation, *, said="", place="", **arguments):
    point = _point(request, pk, point_pk)
    try:
        operation(point, by=request.user, **arguments)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        if said:
            messages.success(request, said.format(point.title))
    return redirect(reverse("regiobeeld-theme", args=[pk, point.theme_id]) + (place or f"#{point.kind}"))


@login_required
@require_POST
def move_point(request, pk, point_pk):
    direction = request.POST.get("richting")
    place = f"#{direction}-{point_pk}" if direction in STEPS else ""
    return _act(request, pk, point_pk, enriching.move_point, steps=STEPS.get(direction, 0), place=place)


@login_required
@require_POST
def remove_point(request, pk, point_pk):
    return _act(request, pk, point_pk, enriching.remove_point, said="“{}” is weggehaald.")
