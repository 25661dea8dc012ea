"""The reading version of a plan, and the reactions on it: for who reacts for a party, and for who answers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from iza_portal.outdated import OutdatedVersion
from iza_portal.page.access import posted, reposted
from plans.consultaties import answering, reacting, rules
from plans.consultaties.forms import AnswerForm, ChangeReactionForm, ReactForm
from plans.consultaties.places import drawn_places
from plans.models import About, Consultatie, Consultatiereactie
from plans.views.consultaties import round_inside

REACTIONS_ON_A_PAGE = 50
#: What the list can be narrowed to, as the address says it.
OPEN, ANSWERED = "open", "beantwoord"


@login_required
@require_safe
def read_version(request, pk, number):
    """The reading version, place by place, with what the own organisation said of each."""
    consultatie = round_inside(request.user, pk, number)
    own = {}
    for reactie in rules.own_reactions(request.user, consultatie):
        own.setdefault((reactie.about, reactie.key), []).append(reactie)
    places = [(place, html, own.get((place.about, place.key), [])) for place, html in drawn_places(consultatie)]
    is_asked = rules.is_asked(request.user, consultatie)
    context = {
        "plan": consultatie.plan,
        "consultatie": consultatie,
        "places": places,
        "is_asked": is_asked,
        "may_react": is_asked and consultatie.takes_reactions,
        "why_no_reaction": rules.why_no_reaction(consultatie),
        "current_page": "plan-consultaties",
    }
    return render(request, "plans/consultaties/reading_version.html", context)


def _asked(user, pk: int, number: int) -> Consultatie:
    consultatie = round_inside(user, pk, number)
    if not rules.is_asked(user, consultatie):
        raise PermissionDenied
    return consultatie


def _place(consultatie: Consultatie, slug: str):
    """Answer the place of this name, with the HTML of what stands there; 404 where there is none."""
    found = next(((place, html) for place, html in drawn_places(consultatie) if place.slug == slug), None)
    if found is None:
        raise Http404
    return found


def _version_at(consultatie: Consultatie, place):
    return redirect(f"{reverse('consultatie-version', args=[consultatie.plan_id, consultatie.number])}#{place.slug}")


def _page(request, consultatie, form, place, html, **more):
    context = {
        "plan": consultatie.plan,
        "consultatie": consultatie,
        "form": form,
        "place": place,
        "html": html,
        "why_no_reaction": rules.why_no_reaction(consultatie),
        "current_page": "plan-consultaties",
        **more,
    }
    return render(request, "plans/consultaties/react.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def react(request, pk, number, place):
    """React on one place for the organisation whose hat is on."""
    consultatie = _asked(request.user, pk, number)
    place, html = _place(consultatie, place)
    form = ReactForm(posted(request))
    if form.is_valid():
        try:
            reacting.react(consultatie, place, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Uw reactie op {place.in_words} is bewaard.")
            return _version_at(consultatie, place)
    return _page(request, consultatie, form, place, html)


def _own(request, pk: int, number: int, reactie_pk: int) -> Consultatiereactie:
    """Answer a reaction of the organisation whose hat is on; 404 for another one, and for one that is gone."""
    consultatie = _asked(request.user, pk, number)
    reactie = get_object_or_404(rules.own_reactions(request.user, consultatie), pk=reactie_pk)
    reactie.consultatie = consultatie
    return reactie


def _place_of(reactie: Consultatiereactie):
    slug = reactie.about if reactie.about == About.PLAN else f"{reactie.about}-{reactie.key}"
    return _place(reactie.consultatie, slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_reaction(request, pk, number, reactie_pk):
    """Change what the own organisation said; where a colleague did so meanwhile, both are shown."""
    consultatie = _asked(request.user, pk, number)
    if request.method == "POST" and not consultatie.reacties.filter(pk=reactie_pk).exists():
        return _withdrawn_meanwhile(request, consultatie)
    reactie = _own(request, pk, number, reactie_pk)
    place, html = _place_of(reactie)
    initial = {name: getattr(reactie, name) for name in ("version", "stance", "text")}
    form = ChangeReactionForm(posted(request), initial=initial)
    theirs = None
    if form.is_valid():
        try:
            reacting.change_reaction(reactie, by=request.user, **form.cleaned_data)
        except OutdatedVersion as outdated:
            theirs = list(reacting.facts_of(outdated.current).items())[:2]
            reposted(form, version=outdated.current.version)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Uw reactie op {place.in_words} is gewijzigd.")
            return _version_at(reactie.consultatie, place)
    return _page(request, reactie.consultatie, form, place, html, reactie=reactie, theirs=theirs)


def _withdrawn_meanwhile(request, consultatie):
    """Show the words that were typed for a reaction that a colleague took back, to give them anew."""
    place, html = _place(consultatie, request.POST.get("plaats", ""))
    form = ReactForm(request.POST)
    form.add_error(None, "Een collega heeft deze reactie intussen ingetrokken. Bewaar haar om haar opnieuw te geven.")
    anew = reverse("consultatie-react", args=[consultatie.plan_id, consultatie.number, place.slug])
    return _page(request, consultatie, form, place, html, action=anew)


@login_required
@require_POST
def withdraw_reaction(request, pk, number, reactie_pk):
    reactie = _own(request, pk, number, reactie_pk)
    place, _ = _place_of(reactie)
    try:
        reacting.withdraw(reactie, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, f"Uw reactie op {place.in_words} is ingetrokken.")
    return _version_at(reactie.consultatie, place)


@login_required
@require_POST
def say_done(request, pk, number):
    """Say that the reaction of the own organisation is complete, or not yet."""
    consultatie = _asked(request.user, pk, number)
    is_done = request.POST.get("klaar") == "ja"
    try:
        reacting.say_done(consultatie, by=request.user, is_done=is_done)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        said = "Uw reactie is compleet. Dank u wel." if is_done else "U kunt verder met uw reactie."
        messages.success(request, said)
    return redirect(consultatie)


@login_required
@require_safe
def reaction_list(request, pk, number):
    """All reactions of the round for the writers, in the order of the reading version, with the way to answer each."""
    consultatie = round_inside(request.user, pk, number)
    if not rules.sees_all(request.user, consultatie.plan):
        raise Http404
    state = request.GET.get("stand", "")
    found = consultatie.reacties.select_related("organisation", "answered_by").order_by("place", "at", "pk")
    if state == OPEN:
        found = found.filter(handling="")
    elif state == ANSWERED:
        found = found.exclude(handling="")
    page = Paginator(found, REACTIONS_ON_A_PAGE).get_page(request.GET.get("pagina"))
    own, present = _own_organisation(request.user, consultatie), _present(consultatie)
    for reactie in page.object_list:
        reactie.is_own, reactie.url_now = reactie.organisation_id in own, present.get(reactie.key)
    context = {
        "plan": consultatie.plan,
        "consultatie": consultatie,
        "page_obj": page,
        "state": state if state in (OPEN, ANSWERED) else "",
        "may_answer": rules.may_answer(request.user, consultatie),
        "current_page": "plan-consultaties",
    }
    return render(request, "plans/consultaties/reactions.html", context)


def _own_organisation(user, consultatie) -> set[int]:
    """Answer of which organisations this person answers no reactions."""
    own = rules.organisations_of(user, consultatie.plan)
    return {organisation for organisation in own if not rules.may_answer_of(user, consultatie, organisation)}


def _present(consultatie) -> dict:
    """Answer where in the plan, as it is now, each place of the reading version stands, by its key; two queries."""
    plan = consultatie.plan
    found = {section.key: section for section in plan.sections.present().only("key", "plan")}
    found |= {opgave.key: opgave for opgave in plan.opgaven.present().only("key", "plan")}
    return {key: row.get_absolute_url() for key, row in found.items()}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer_reaction(request, pk, number, reactie_pk):
    """Answer a reaction; where the party or somebody else changed it meanwhile, both are shown."""
    consultatie = round_inside(request.user, pk, number)
    if not rules.sees_all(request.user, consultatie.plan):
        raise Http404
    reactie = consultatie.reacties.select_related("organisation").filter(pk=reactie_pk).first()
    if reactie is None and request.POST.get("answer"):
        context = {"plan": consultatie.plan, "consultatie": consultatie, "current_page": "plan-consultaties"}
        typed = {"answer": request.POST["answer"]}
        return render(request, "plans/consultaties/answer_to_none.html", context | typed, status=422)
    if reactie is None:
        messages.warning(request, "Deze reactie is er niet meer. De partij heeft haar ingetrokken.")
        return redirect("consultatie-reactions", pk=pk, number=number)
    reactie.consultatie = consultatie
    was_closed_meanwhile = request.method == "POST" and consultatie.accounted_at
    if not was_closed_meanwhile and not rules.may_answer_of(request.user, consultatie, reactie.organisation_id):
        raise PermissionDenied(f"Een ander dan {reactie.organisation} beantwoordt deze reactie.")
    initial = {name: getattr(reactie, name) for name in ("version", "handling", "answer")}
    form = AnswerForm(posted(request), initial=initial, stance=reactie.stance)
    theirs = None
    if form.is_valid():
        try:
            answering.answer(reactie, by=request.user, **form.cleaned_data)
        except OutdatedVersion as outdated:
            theirs = list(reacting.facts_of(outdated.current).items())
            reposted(form, version=outdated.current.version)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Het antwoord is bewaard.")
            return _after_answer(request, consultatie, reactie)
    context = {
        "plan": consultatie.plan,
        "consultatie": consultatie,
        "reactie": reactie,
        "place_url": _present(consultatie).get(reactie.key),
        "form": form,
        "theirs": theirs,
        "current_page": "plan-consultaties",
    }
    return render(request, "plans/consultaties/answer.html", context, status=422 if form.is_bound else 200)


def _after_answer(request, consultatie, reactie):
    """Go on with the next reaction that waits and that this person answers, or back to the list."""
    if "volgende" in request.POST:
        waiting = consultatie.reacties.filter(handling="").order_by("place", "at", "pk")
        for following in waiting.exclude(organisation__in=_own_organisation(request.user, consultatie)):
            return redirect(
                "reactie-answer", pk=consultatie.plan_id, number=consultatie.number, reactie_pk=following.pk
            )
    place = reverse("consultatie-reactions", args=[consultatie.plan_id, consultatie.number])
    return redirect(f"{place}#reactie-{reactie.pk}")
