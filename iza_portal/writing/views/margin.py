"""The margin of a text: a page of its own, and the panel that the editor shows beside the text.

The editor asks with the header HX-Request and gets a piece of a page, or JSON where something is refused: 401 {reason};
403 {reason}; 409 {reason} the text changed under the selection; 422 {errors: {field: [sentences]}}. What is done leads, with
and without JavaScript, to the margin as it then is.
"""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Value
from django.db.models.functions import Lower, StrIndex
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from iza_portal.accounts.models import Membership, User
from iza_portal.page.access import posted
from iza_portal.writing.homes import home_of
from iza_portal.writing.margin import forms
from iza_portal.writing.margin.places import PlaceMoved
from iza_portal.writing.margin.proposing import accept, propose, refuse
from iza_portal.writing.margin.reading import margin_of
from iza_portal.writing.margin.talking import answer, close, reopen, start_thread
from iza_portal.writing.models import Document, JointText, Thread, ThreadKind

#: How many people a search for a name answers.
MOST_PEOPLE = 8

MOVED = "De tekst is intussen gewijzigd. Selecteer het stuk opnieuw en probeer het nog eens."


def _is_piece(request) -> bool:
    return request.headers.get("HX-Request") == "true"


def _in_margin(view):
    """Let a view work on a text whose making this person may see: `view(request, document, text, …)`."""

    @wraps(view)
    @never_cache
    @vary_on_headers("HX-Request")
    def inner(request, pk, **rest):
        if not request.user.is_authenticated:
            if _is_piece(request):
                return JsonResponse({"reason": "U bent uitgelogd."}, status=401)
            return redirect_to_login(request.get_full_path())
        document = get_object_or_404(Document.objects.defer("snapshot"), pk=pk)
        text = get_object_or_404(home_of(document).visible_to(request.user), document=document)
        text.document = document
        try:
            return view(request, document, text, **rest)
        except PermissionDenied as denied:
            if _is_piece(request):
                return JsonResponse({"reason": str(denied)}, status=403)
            raise
        except PlaceMoved:
            return JsonResponse({"reason": MOVED}, status=409)

    return inner


def _on_thread(view):
    """Let a view work on a thread of such a text: `view(request, text, thread)`."""

    @_in_margin
    @wraps(view)
    def inner(request, document, text, thread_pk):
        thread = get_object_or_404(document.threads.select_related("started_by"), pk=thread_pk)
        thread.document = document
        return view(request, text, thread)

    return inner


@_in_margin
@require_safe
def margin(request, document, text):
    is_open = request.GET.get("stand") != "afgesloten"
    context = {"margin": margin_of(document, text, user=request.user, is_open=is_open), "is_open": is_open}
    if _is_piece(request):
        return render(request, "writing/margin/_panel.html", context | _new_forms(text))
    return render(request, "writing/margin/margin.html", context | _around(text))


@_in_margin
@require_safe
def people(request, document, text):
    """Who can be mentioned, by a part of their name: {people: [{pk, name, organisation}]}, whose name begins so first."""
    part = request.GET.get("naam", "").strip()[:100].replace("\0", "")
    found = home_of(document).people(text).filter(name__icontains=part).exclude(pk=request.user.pk)
    # A subquery, because what is distinct cannot be put in an order of its own.
    found = User.objects.filter(pk__in=found.values("pk")).exclude(name="")
    found = list(found.order_by(StrIndex(Lower("name"), Lower(Value(part))), "name", "pk")[:MOST_PEOPLE])
    return JsonResponse({"people": _with_organisations(found)})


def _with_organisations(found) -> list[dict]:
    organisations: dict[int, str] = {}
    for membership in Membership.objects.active().filter(user__in=found).select_related("organisation"):
        organisations.setdefault(membership.user_id, str(membership.organisation))
    return [
        {"pk": person.pk, "name": person.name, "organisation": organisations.get(person.pk, "")} for person in found
    ]


@_in_margin
@require_http_methods(["GET", "HEAD", "POST"])
def start(request, document, text):
    """Begin a talk; without JavaScript only about the whole text."""
    _ask_talking(request, document, text)
    form = forms.StartForm(posted(request), people=home_of(document).people(text))
    if form.is_valid():
        try:
            thread = start_thread(document, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("words", error)
        else:
            return _done(request, thread, "Uw opmerking is geplaatst.")
    return _refused(request, text, form, heading="Opmerking over de hele tekst", submit="Plaats opmerking")


@_in_margin
@require_POST
def suggest(request, document, text):
    """Propose a change of what is selected, which takes the editor's page."""
    _ask_talking(request, document, text)
    form = forms.ProposalForm(request.POST, people=home_of(document).people(text))
    if form.is_valid():
        try:
            thread = propose(document, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("proposal", error)
        else:
            return _done(request, thread, "Uw voorstel is geplaatst.")
    return _refused(request, text, form, heading="Stel een wijziging voor", submit="Stel voor")


@_on_thread
@require_http_methods(["GET", "HEAD", "POST"])
def answer_thread(request, text, thread):
    _ask_talking(request, thread.document, text)
    form = forms.AnswerForm(posted(request), people=home_of(thread.document).people(text))
    if form.is_valid():
        try:
            answer(thread, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("words", error)
        else:
            return _done(request, thread, "Uw antwoord is geplaatst.")
    return _refused(request, text, form, heading="Antwoord", submit="Plaats antwoord", thread=thread)


@_on_thread
@require_http_methods(["GET", "HEAD", "POST"])
def refuse_proposal(request, text, thread):
    if reason := home_of(thread.document).why_not_writable(request.user, text):
        raise PermissionDenied(reason)
    form = forms.RefuseForm(posted(request))
    if form.is_valid():
        try:
            refuse(thread, by=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error("reason", error)
        else:
            return _done(request, thread, "Het voorstel is afgewezen.")
    return _refused(request, text, form, heading="Voorstel afwijzen", submit="Wijs af", thread=thread)


@_on_thread
@require_POST
def accept_proposal(request, text, thread):
    if reason := home_of(thread.document).why_not_writable(request.user, text):
        raise PermissionDenied(reason)
    form = forms.AcceptForm(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else ""
    return _act(request, thread, lambda: accept(thread, by=request.user, seen=seen), "Het voorstel is overgenomen.")


@_on_thread
@require_POST
def close_thread(request, text, thread):
    said = "Het voorstel is ingetrokken." if thread.kind == ThreadKind.VOORSTEL else "De opmerking is afgesloten."
    return _act(request, thread, lambda: close(thread, by=request.user), said)


@_on_thread
@require_POST
def reopen_thread(request, text, thread):
    said = "Het voorstel is weer open." if thread.kind == ThreadKind.VOORSTEL else "De opmerking is weer open."
    return _act(request, thread, lambda: reopen(thread, by=request.user), said)


def _ask_talking(request, document: Document, text: JointText) -> None:
    if reason := home_of(document).why_not_open_to_talk(request.user, text):
        raise PermissionDenied(reason)


def _act(request, thread: Thread, act, said: str):
    """Do one thing to a thread; what somebody else did meanwhile is said at it."""
    try:
        act()
    except ValidationError as error:
        if _is_piece(request):
            return JsonResponse({"errors": {"": error.messages}}, status=422)
        messages.error(request, error.messages[0])
        return HttpResponseRedirect(_address(thread))
    return _done(request, thread, said)


def _done(request, thread: Thread, said: str):
    # The panel says it itself: a message would wait for the next page.
    if not _is_piece(request):
        messages.success(request, said)
    return HttpResponseRedirect(_address(thread))


def _address(thread: Thread) -> str:
    return f"{reverse('margin', args=[thread.document_id])}?gesprek={thread.pk}#gesprek-{thread.pk}"


def _refused(request, text: JointText, form, *, heading: str, submit: str, thread: Thread | None = None):
    """Answer the form with what is wrong in it, or empty where it was only asked for."""
    if form.is_bound and _is_piece(request):
        return JsonResponse({"errors": form.errors}, status=422)
    context = {"form": form, "heading": heading, "submit": submit, "thread": thread} | _around(text)
    return render(request, "writing/margin/form.html", context, status=422 if form.is_bound else 200)


def _new_forms(text: JointText) -> dict:
    """Answer the forms that the editor's page takes copies of."""
    people = home_of(text.document).people(text).none()
    new_forms = {
        "opmerking": forms.StartForm(people=people, auto_id="opmerking-%s"),
        "voorstel": forms.ProposalForm(people=people, auto_id="voorstel-%s"),
        "antwoord": forms.AnswerForm(people=people, auto_id="antwoord-%s"),
        "afwijzing": forms.RefuseForm(auto_id="afwijzing-%s"),
    }
    for name in ("opmerking", "voorstel", "antwoord"):
        new_forms[name].fields["words"].help_text = "Met @ en een naam noemt u iemand."
    return {"new_forms": new_forms}


def _around(text: JointText) -> dict:
    home = home_of(text.document)
    whole = home.whole(text)
    return {
        "text": text,
        "title": home.title(text),
        "whole": whole,
        home.whole_name: whole,
        "within": home.within,
        "editing_url": home.editing_url(text),
        "margin_url": reverse("margin", args=[text.document_id]),
    }
