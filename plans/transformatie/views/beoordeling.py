"""Judging a submission for a market leader: per criterion beside the text, an advice, and a second person who signs.

The forms are pages of their own, and open in place (`iza_portal.page.fragments`): the criteria are one piece that comes
back whole after a save, while forms that are open stay as they are. `bij` in its address names where the focus goes, and
`open` the link of the form that opens then.
"""

from typing import NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from iza_portal.outdated import OutdatedVersion
from iza_portal.page.access import posted, reposted
from iza_portal.page.fragments import asks_fragment, with_fragments
from iza_portal.trail.recording import history
from plans.models.transformatie import (
    Beoordeling,
    Beoordelingstand,
    Indiening,
    Kadercriterium,
    Notitie,
    Oordeel,
)
from plans.transformatie import rules
from plans.transformatie.beoordeling import assigning, comparing, forms, judging, noting, reading, signing
from plans.transformatie.beoordeling.holding import why_closed, why_not_drawn_up
from plans.transformatie.content import places_of
from plans.transformatie.finding import plan_or_404
from plans.transformatie.kaders import criteria_of
from plans.transformatie.termijnen import term_of

#: The piece that comes back whole after a change in place.
PIECE = "#ter-plekke"
TEMPLATES = "plans/transformatie/beoordeling"


class Found(NamedTuple):
    """A criterion, what the own insurer finds of it, and the notes that the person reads there."""

    criterion: Kadercriterium
    oordeel: Oordeel | None
    notes: list[Notitie]
    parts: list[tuple[str, str]]


def _own(request, pk: int, indiening_pk: int) -> Beoordeling:
    """Answer the judgment that this person draws up or signs, for the market leader whose hat is on.

    404 for who has no part in judging; who recused themselves or has an interest in the plan is refused.
    """
    if not rules.opens_the_workbench(request.user):
        raise Http404
    judgments = assigning.with_reviewer(Beoordeling.objects.annotate(other_is_open=reading.other_is_open()))
    # The parties decide of who has an interest, and their names stand in what was submitted.
    judgments = judgments.select_related(
        "indiening__kader", "indiening__plan__region", "submitted_by", "signed_by"
    ).prefetch_related("indiening__plan__partijen")
    judgment = get_object_or_404(judgments, indiening=indiening_pk, indiening__plan=pk, organisation=request.user.hat)
    if not rules.may_see(request.user, judgment.indiening.plan):
        raise Http404
    if rules.signs_for(request.user, judgment.indiening) is None:
        raise PermissionDenied
    return judgment


def _judges(user) -> bool:
    """Does who may see the judgment also draw it up? A bestuurder signs only."""
    return bool(rules.functions_under_hat(user) & rules.JUDGING_FUNCTIONS)


def _drawn_up(request, pk: int, indiening_pk: int) -> Beoordeling:
    judgment = _own(request, pk, indiening_pk)
    if not _judges(request.user):
        raise PermissionDenied
    return judgment


def _address(judgment: Beoordeling) -> str:
    return reverse("beoordelen", args=[judgment.indiening.plan_id, judgment.indiening_id])


# --- The page ---


@login_required
@require_safe
def show_judgments(request, pk):
    """The submissions of a plan, with where the own judgment on each stands; the way to both once both are in."""
    plan = plan_or_404(request, pk)
    if not rules.reads_judgments(request.user, plan):
        raise Http404
    judgments = (
        Beoordeling.objects.filter(indiening__plan=plan, organisation=request.user.hat)
        .annotate(other_is_open=reading.other_is_open())
        .select_related("indiening")
        .defer("indiening__content", "indiening__differences")
        .order_by("-indiening__at")
    )
    shown = list(judgments)
    if shown and rules.recused(request.user, shown[0].indiening):
        raise PermissionDenied
    context = {
        "plan": plan,
        "judgments": [(each, each.status == Beoordelingstand.INGEDIEND and not each.other_is_open) for each in shown],
        "current_page": "transformatieplan-beoordeling",
    }
    return render(request, f"{TEMPLATES}/list.html", context)


@login_required
@with_fragments
@require_safe
def review(request, pk, indiening_pk):
    """What was submitted, with beside it the criteria, what the own insurer finds of each, and its advice."""
    return _page(request, _own(request, pk, indiening_pk))


def _page(request, judgment: Beoordeling, *, status=200, **opened):
    """Answer the page with what is `opened` in it: a form at its place; or the piece of the criteria alone."""
    context = _context(request, judgment) | opened
    if not asks_fragment(request):
        return render(request, f"{TEMPLATES}/review.html", context, status=status)
    response = render(request, f"{TEMPLATES}/_swapped.html", context)
    response["HX-Retarget"] = PIECE
    return response


def _context(request, judgment: Beoordeling) -> dict:
    indiening, user = judgment.indiening, request.user
    criteria, places = criteria_of(indiening), places_of(indiening.content)
    oordelen = reading.oordelen_of(judgment)
    notes = noting.notes_for(indiening, user, judgment.organisation_id)
    obstacle = why_not_drawn_up(judgment)
    waits = judgment.status == Beoordelingstand.TER_ONDERTEKENING and not why_closed(indiening)
    return {
        "plan": indiening.plan,
        "indiening": indiening,
        "judgment": judgment,
        "found": [
            Found(
                each,
                oordelen.get(each.pk),
                [note for note in notes if note.criterion_id == each.pk],
                [(code, places[code]) for code in each.parts if code in places],
            )
            for each in criteria
        ],
        "places": places,
        "done": sum(each.pk in oordelen for each in criteria),
        "notes": [note for note in notes if note.criterion_id is None],
        "obstacle": obstacle,
        "may_judge": _judges(user) and not obstacle,
        "may_assign": _judges(user) and not why_closed(indiening),
        "waits": waits,
        "drew_it_up": judgment.submitted_by_id == user.pk,
        "both_in": judgment.status == Beoordelingstand.INGEDIEND and not judgment.other_is_open,
        "termijn": term_of(indiening),
        "current_page": "transformatieplan-beoordeling",
    }


def _form(request, judgment: Beoordeling, form, kind: str, *, theirs=None, **more):
    """Answer a form in its slot: the page with it opened there, or the form alone to put in its place."""
    opened = {"opened": kind, "form": form, "theirs": theirs, "here": request.get_full_path(), **more}
    status = 422 if form.is_bound else 200
    if not asks_fragment(request):
        return _page(request, judgment, status=status, **opened)
    context = {"plan": judgment.indiening.plan, "indiening": judgment.indiening, "judgment": judgment, **opened}
    return render(request, f"{TEMPLATES}/_{kind}_form.html", context, status=status)


def _back(request, judgment: Beoordeling, at: str):
    """Go back to the page after a save, to what was saved."""
    return redirect(f"{_address(judgment)}?bij={at}" if asks_fragment(request) else f"{_address(judgment)}#{at}")


# --- A criterion ---


@login_required
@with_fragments
@require_http_methods(["GET", "HEAD", "POST"])
def judge(request, pk, indiening_pk, criterion_pk):
    """Say what is found of one criterion; what a colleague kept meanwhile is shown beside what was typed."""
    judgment = _drawn_up(request, pk, indiening_pk)
    criteria = criteria_of(judgment.indiening)
    criterion = next((each for each in criteria if each.pk == criterion_pk), None)
    if criterion is None:
        raise Http404
    now = judgment.oordelen.filter(criterion=criterion).first()
    initial = {"version": now.version, **_said(now)} if now else {"version": 0}
    form = forms.OordeelForm(
        posted(request),
        criterion=criterion,
        places=places_of(judgment.indiening.content),
        initial=initial,
        auto_id=f"criterium-{criterion.pk}-%s",
    )
    theirs = None
    if form.is_valid():
        try:
            judging.judge(judgment.indiening, by=request.user, criterion=criterion, **form.cleaned_data)
        except OutdatedVersion as outdated:
            theirs = list(judging.facts_of(outdated.current).items())
            reposted(form, version=outdated.current.version)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _on(request, judgment, criteria, criterion)
    return _form(request, judgment, form, "oordeel", theirs=theirs, opened_criterion=criterion)


def _said(oordeel: Oordeel) -> dict:
    return {"outcome": oordeel.outcome, "reason": oordeel.reason, "place": oordeel.place}


def _on(request, judgment: Beoordeling, criteria: list[Kadercriterium], criterion: Kadercriterium):
    """Go on after a save: to the next criterion where that was asked, else to the one that was saved."""
    messages.success(request, f"Opgeslagen: {criterion}.")
    place = criteria.index(criterion) + 1
    if "verder" not in request.POST or place == len(criteria):
        return _back(request, judgment, f"criterium-{criterion.pk}")
    following = criteria[place].pk
    if asks_fragment(request):
        return redirect(f"{_address(judgment)}?bij=beoordeel-{following}&open=beoordeel-{following}")
    next_one = reverse("oordeel", args=[judgment.indiening.plan_id, judgment.indiening_id, following])
    return redirect(f"{next_one}#criterium-{following}")


# --- The advice, and the second person ---


@login_required
@with_fragments
@require_http_methods(["GET", "HEAD", "POST"])
def advise(request, pk, indiening_pk):
    """Write the advice with its motivation, and lay the judgment before a second person."""
    judgment = _drawn_up(request, pk, indiening_pk)
    initial = {"version": judgment.version, "advice": judgment.advice, "motivation": judgment.motivation}
    form = forms.AdviesForm(posted(request), indiening=judgment.indiening, initial=initial, auto_id="advies-%s")
    theirs = None
    if form.is_valid():
        hands_over = "voorleggen" in request.POST
        act = signing.hand_over if hands_over else signing.advise
        try:
            act(judgment.indiening, by=request.user, **form.cleaned_data)
        except OutdatedVersion as outdated:
            theirs = list(signing.facts_of(outdated.current).items())
            reposted(form, version=outdated.current.version)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            said = "De beoordeling wacht op de handtekening van een tweede." if hands_over else "Het advies is bewaard."
            messages.success(request, said)
            return _back(request, judgment, "advies")
    return _form(request, judgment, form, "advies", theirs=theirs)


@login_required
@require_POST
def sign(request, pk, indiening_pk):
    """Sign the judgment as it was read, for the insurer."""
    judgment = _own(request, pk, indiening_pk)
    said = request.POST.get("version", "")
    version = int(said) if said.isdecimal() and len(said) < 10 else 0
    try:
        signing.sign(judgment.indiening, by=request.user, version=version)
    except OutdatedVersion:
        messages.warning(request, "De beoordeling is intussen gewijzigd. Lees haar opnieuw voordat u tekent.")
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, "De beoordeling is ondertekend en ingediend.")
    return redirect(_address(judgment))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request, pk, indiening_pk):
    """Send the judgment back to who drew it up, with the reason."""
    judgment = _own(request, pk, indiening_pk)
    form = forms.SendBackForm(posted(request), initial={"version": judgment.version})
    if form.is_valid():
        try:
            signing.send_back(judgment.indiening, by=request.user, **form.cleaned_data)
        except OutdatedVersion as outdated:
            form.add_error(None, "De beoordeling is intussen gewijzigd. Lees haar opnieuw.")
            reposted(form, version=outdated.current.version)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "De beoordeling is teruggestuurd en kan weer worden gewijzigd.")
            return redirect(_address(judgment))
    return _own_page(request, judgment, form, "send_back")


def _own_page(request, judgment: Beoordeling, form, name: str, **more):
    """Answer a form that is a page of its own."""
    context = {
        "plan": judgment.indiening.plan,
        "indiening": judgment.indiening,
        "judgment": judgment,
        "form": form,
        "back": _address(judgment),
        "current_page": "transformatieplan-beoordeling",
        **more,
    }
    return render(request, f"{TEMPLATES}/{name}.html", context, status=422 if form.is_bound else 200)


# --- Who judges ---


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request, pk, indiening_pk):
    """Assign the submission to a reviewer of the own insurer, oneself included."""
    judgment = _drawn_up(request, pk, indiening_pk)
    form = forms.ToewijzingForm(
        posted(request),
        indiening=judgment.indiening,
        organisation_id=judgment.organisation_id,
        initial={"instead_of": judgment.reviewer, "person": request.user.pk},
    )
    if form.is_valid():
        try:
            assigned = assigning.assign(judgment.indiening, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            reposted(form, instead_of=judgment.reviewer or "")
        else:
            messages.success(request, f"Toegewezen aan {assigned.person}.")
            return redirect(_address(judgment))
    return _own_page(request, judgment, form, "assign")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def recuse(request, pk, indiening_pk):
    """Stand back from judging the plan, with the reason, for good."""
    judgment = _own(request, pk, indiening_pk)
    form = forms.RecusalForm(posted(request))
    if form.is_valid():
        assigning.recuse(judgment.indiening, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, f"U beoordeelt “{judgment.indiening.plan}” niet meer.")
        return redirect("werkbank")
    return _own_page(request, judgment, form, "recuse")


# --- Notes ---


@login_required
@with_fragments
@require_http_methods(["GET", "HEAD", "POST"])
def add_note(request, pk, indiening_pk):
    """Jot something down, for oneself or for the colleagues who judge along."""
    judgment = _own(request, pk, indiening_pk)
    about = request.GET.get("criterium", "")
    form = forms.NotitieForm(
        posted(request),
        criteria=criteria_of(judgment.indiening),
        initial={"criterion": about if about.isdecimal() and len(about) < 10 else None},
        auto_id="notitie-%s",
    )
    if form.is_valid():
        try:
            noting.add_note(judgment.indiening, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "De notitie is bewaard.")
            return _back(request, judgment, "notities")
    return _form(request, judgment, form, "notitie")


@login_required
@with_fragments
@require_POST
def remove_note(request, pk, indiening_pk, notitie_pk):
    judgment = _own(request, pk, indiening_pk)
    notitie = get_object_or_404(
        Notitie, pk=notitie_pk, indiening=judgment.indiening, organisation=judgment.organisation_id, by=request.user
    )
    notitie.indiening = judgment.indiening
    noting.remove_note(notitie, by=request.user)
    messages.success(request, "De notitie is weggehaald.")
    return _back(request, judgment, "notities")


# --- What happened, and the two side by side ---


@login_required
@require_safe
def show_history(request, pk, indiening_pk):
    """What the own insurer did in judging: nobody else's, also once both are in."""
    judgment = _own(request, pk, indiening_pk)
    context = {"plan": judgment.indiening.plan, "indiening": judgment.indiening, "events": history(judgment)}
    context |= {"back": _address(judgment), "current_page": "transformatieplan-beoordeling"}
    return render(request, f"{TEMPLATES}/history.html", context)


@login_required
@require_safe
def compare(request, pk, indiening_pk):
    """Both judgments per criterion, what differs first; for the people of the two market leaders, once both are in."""
    judgment = _own(request, pk, indiening_pk)
    indiening: Indiening = judgment.indiening
    if judgment.status != Beoordelingstand.INGEDIEND or judgment.other_is_open:
        # The same words whatever the other one did: that is not to be told.
        messages.info(request, "U leest beide beoordelingen naast elkaar zodra beide marktleiders hebben ingediend.")
        return redirect(_address(judgment))
    judgments = reading.both_of(indiening)
    rows = comparing.compare(criteria_of(indiening), judgments)
    context = {
        "plan": indiening.plan,
        "indiening": indiening,
        "judgments": judgments,
        "rows": rows,
        "differing": sum(row.differs for row in rows),
        "same_advice": len({each.advice for each in judgments}) == 1,
        "places": places_of(indiening.content),
        "current_page": "transformatieplan-beoordeling",
    }
    return render(request, f"{TEMPLATES}/compare.html", context)
