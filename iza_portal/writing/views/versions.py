"""The history of a whole plan or regiobeeld: its versions, two of them beside each other, and keeping one under a name."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from iza_portal.page.access import posted
from iza_portal.writing.history import telling
from iza_portal.writing.history.forms import NameForm
from iza_portal.writing.history.sides import (
    CHANGED,
    Compared,
    Side,
    compare_parts,
    matched,
    show_parts,
    shown,
    side_adopted,
    side_now,
    side_of,
)
from iza_portal.writing.history.versions import keep_version, versions_of, why_not_kept
from iza_portal.writing.homes import home_of_whole, homes
from iza_portal.writing.models import Version
from iza_portal.writing.views.history import CHOOSE, NOW

VERSIONS_ON_A_PAGE = 30
ADOPTED = "vastgesteld"


def _in_whole(view):
    """Let a view work on a whole whose making this person may see: `view(request, whole, …)`."""

    @wraps(view)
    @never_cache
    def inner(request, kind, pk, **rest):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        home = next((home for home in homes() if home.whole_kind == kind), None)
        if home is None:
            raise Http404
        return view(request, get_object_or_404(home.wholes_visible_to(request.user), pk=pk), **rest)

    return inner


@_in_whole
@require_safe
def versions(request, whole):
    home = home_of_whole(whole)
    rows = versions_of(whole).select_related("by")
    page = Paginator(rows, VERSIONS_ON_A_PAGE).get_page(request.GET.get("pagina"))
    names = telling.names_of(version.by for version in page.object_list if version.by)
    adopted = home.adopted(whole)
    context = {
        "page_obj": page,
        "rows": [(version, names.get(version.by_id, "")) for version in page.object_list],
        "adopted": adopted,
        "is_adopted": adopted == whole,
        "texts": home.texts_of(whole, with_bodies=False),
        "may_keep": not why_not_kept(request.user, whole),
    }
    return render(request, "writing/history/versions.html", context | _around(whole))


@_in_whole
@require_safe
def compare(request, whole):
    """Two versions beside each other: their keys as `van` and `naar`, or «nu», or «vastgesteld»; `deel`: of one text."""
    sides = [_chosen(whole, request.GET.get(name, "")) for name in ("van", "naar")]
    if None in sides or request.GET.get("van") == request.GET.get("naar"):
        messages.warning(request, CHOOSE)
        return redirect("whole-history", kind=home_of_whole(whole).whole_kind, pk=whole.pk)
    old, new = sides
    # The older one stands first, however they were chosen.
    if new.at and (old.at is None or old.at > new.at):
        old, new = new, old
    parts = matched(old, new)
    asked = request.GET.get("deel", "")
    only = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else None
    compare_parts(parts, only=only)
    show_parts(parts, only=only)
    _tell_writers(parts)
    context = {
        "old": old,
        "new": new,
        "parts": [part for part in parts if part.is_told and only in (None, part.place)],
        "same": [part for part in parts if not part.is_told] if only is None else [],
        "is_one": only is not None,
    }
    return render(request, "writing/history/compare_whole.html", context | _around(whole))


def _chosen(whole: Model, said: str) -> Side | None:
    if said == NOW:
        return side_now(whole)
    if said == ADOPTED:
        return side_adopted(whole)
    is_key = said.isascii() and said.isdigit() and len(said) < 19
    version = versions_of(whole).filter(pk=int(said)).first() if is_key else None
    return version and side_of(version, whole)


def _tell_writers(parts: list[Compared]) -> None:
    """Say of each text that was worked in between who wrote; of a text of another edition that cannot be told."""
    worked = [
        part
        for part in parts
        if part.state == CHANGED and part.old.document == part.new.document and part.old.seq is not None
    ]
    if worked:
        writers = telling.writers_between({part.new.document: (part.old.seq, part.new.seq) for part in worked})
        for part in worked:
            part.writers = writers[part.new.document]


@_in_whole
@require_safe
def version(request, whole, version_pk):
    """One version: all of its texts, as they were."""
    version = get_object_or_404(Version.objects.select_related("by"), pk=version_pk, pk__in=versions_of(whole))
    side = side_of(version, whole)
    context = {"version": version, "parts": list(zip(side.parts, shown(side.parts), strict=True))}
    return render(request, "writing/history/version.html", context | _around(whole))


@_in_whole
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request, whole):
    if reason := why_not_kept(request.user, whole):
        raise PermissionDenied(reason)
    form = NameForm(posted(request))
    if form.is_valid():
        try:
            keep_version(whole, by=request.user, name=form.cleaned_data["name"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"De versie “{form.cleaned_data['name']}” is bewaard.")
            return redirect("whole-history", kind=home_of_whole(whole).whole_kind, pk=whole.pk)
    context = {"form": form} | _around(whole)
    return render(request, "writing/history/keep_version.html", context, status=422 if form.is_bound else 200)


def _around(whole: Model) -> dict:
    home = home_of_whole(whole)
    return {
        "whole": whole,
        "kind": home.whole_kind,
        home.whole_name: whole,
        "within": home.within,
        "trail_url": home.trail_url(whole),
    }
