"""The history of a text: its moments, two of them beside each other, keeping one, and putting an older one back."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from iza_portal.page.access import posted
from iza_portal.writing.history import telling
from iza_portal.writing.history.forms import NameForm
from iza_portal.writing.history.moments import keep_named
from iza_portal.writing.history.restoring import restore
from iza_portal.writing.history.sides import CHANGED, SAME, Compared, compare_parts, part_now, part_of_moment, shown
from iza_portal.writing.homes import home_of
from iza_portal.writing.models import Document, JointText, Moment
from iza_portal.writing.together.settling import settle

MOMENTS_ON_A_PAGE = 30
NOW = "nu"
CHOOSE = "Kies twee verschillende teksten om naast elkaar te zetten."


def _in_history(view):
    """Let a view work on a text whose making this person may see: `view(request, text, …)`."""

    @wraps(view)
    @never_cache
    def inner(request, pk, **rest):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        document = get_object_or_404(Document.objects.defer("snapshot"), pk=pk)
        text = get_object_or_404(home_of(document).visible_to(request.user), document=document)
        text.document = document
        return view(request, text, **rest)

    return inner


def _on_moment(view):
    """Let a view work on a moment of such a text: `view(request, text, moment)`."""

    @_in_history
    @wraps(view)
    def inner(request, text, moment_pk):
        return view(request, text, get_object_or_404(_moments(text).prefetch_related("writers"), pk=moment_pk))

    return inner


def _moments(text: JointText):
    return Moment.objects.filter(document=text.document_id)


@_in_history
@require_safe
def moments(request, text):
    rows = _moments(text).defer("body").prefetch_related("writers")
    page = Paginator(rows, MOMENTS_ON_A_PAGE).get_page(request.GET.get("pagina"))
    told = telling.told(page.object_list)
    context = {
        "page_obj": page,
        "days": telling.by_day(told),
        "newest": told[0].moment.pk if told else None,
        "may_write": not home_of(text.document).why_not_writable(request.user, text),
    }
    return render(request, "writing/history/moments.html", context | _around(text))


@_in_history
@require_safe
def compare(request, text):
    """Two states of the text beside each other: the keys of moments as `van` and `naar`, or «nu»."""
    chosen = [_chosen(text, request.GET.get(name, "")) for name in ("van", "naar")]
    if None in chosen or chosen[0] == chosen[1]:
        messages.warning(request, CHOOSE)
        return redirect("text-history", pk=text.document_id)
    # The older one stands first, however they were chosen.
    old, new = sorted(chosen, key=_place)
    compared = _compared(text, old, new)
    context = {
        "compared": compared,
        "old": _label(old),
        "new": _label(new),
        "restorable": None if old == NOW else old,
        "may_write": not home_of(text.document).why_not_writable(request.user, text),
    }
    return render(request, "writing/history/compare.html", context | _around(text))


def _chosen(text: JointText, said: str) -> Moment | str | None:
    if said == NOW:
        return NOW
    is_key = said.isascii() and said.isdigit() and len(said) < 19
    return _moments(text).filter(pk=int(said)).first() if is_key else None


def _place(side) -> tuple:
    return (1,) if side == NOW else (0, side.at, side.pk)


def _label(side) -> str:
    if side == NOW:
        return "de tekst van nu"
    (told,) = telling.told([side])
    return f"“{side.name}” van {told.label}" if side.name else told.label


def _compared(text: JointText, old, new) -> Compared:
    """Answer the text at two times, one of which may be now, with what differs and who wrote in between."""
    settle([text])
    parts = [part_now(text) if side == NOW else part_of_moment(side) for side in (old, new)]
    compared = Compared(1, "", SAME if parts[0].body == parts[1].body else CHANGED, *parts)
    compare_parts([compared])
    if compared.state == CHANGED and old != NOW:
        ends = None if new == NOW else new.seq
        compared.writers = telling.writers_between({text.document_id: (old.seq, ends)})[text.document_id]
    return compared


@_on_moment
@require_safe
def moment(request, text, moment):
    (told,) = telling.told([moment])
    context = {
        "told": told,
        "moment": moment,
        "shown": shown([part_of_moment(moment)])[0],
        "may_write": not home_of(text.document).why_not_writable(request.user, text),
    }
    return render(request, "writing/history/moment.html", context | _around(text))


@_in_history
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request, text):
    _ask_writing(request, text)
    form = NameForm(posted(request))
    if form.is_valid():
        try:
            keep_named(text.document, by=request.user, name=form.cleaned_data["name"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"De tekst is bewaard als “{form.cleaned_data['name']}”.")
            return redirect("text-history", pk=text.document_id)
    context = {"form": form} | _around(text)
    return render(request, "writing/history/keep.html", context, status=422 if form.is_bound else 200)


@_on_moment
@require_http_methods(["GET", "HEAD", "POST"])
def put_back(request, text, moment):
    """Ask to confirm that the older text is put back, with what that changes; and put it back."""
    _ask_writing(request, text)
    errors = []
    if request.method == "POST":
        try:
            restore(moment, by=request.user)
        except ValidationError as error:
            errors = error.messages
        else:
            messages.success(
                request, "De oudere tekst staat er weer. Wat er stond, vindt u in deze geschiedenis terug."
            )
            return redirect("text-history", pk=text.document_id)
    (told,) = telling.told([moment])
    context = {"told": told, "moment": moment, "compared": _compared(text, NOW, moment), "errors": errors}
    return render(request, "writing/history/restore.html", context | _around(text), status=422 if errors else 200)


def _ask_writing(request, text: JointText) -> None:
    if reason := home_of(text.document).why_not_writable(request.user, text):
        raise PermissionDenied(reason)


def _around(text: JointText) -> dict:
    home = home_of(text.document)
    whole = home.whole(text)
    return {
        "text": text,
        "title": home.title(text),
        "noun": home.noun,
        "whole": whole,
        "kind": home.whole_kind,
        home.whole_name: whole,
        "within": home.within,
        "editing_url": home.editing_url(text),
    }
