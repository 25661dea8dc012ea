"""The letter of a college to its council about a plan: filled in, and made as a file."""

import re

import structlog
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from iza_portal.page.access import posted
from plans.letter import Letter
from plans.raadsbrief.composing import compose
from plans.raadsbrief.facts import facts_of, mijlpalen_table, money_table, opgaven_table
from plans.raadsbrief.formats import FORMATS, CannotBeMade
from plans.raadsbrief.forms import LetterForm
from plans.raadsbrief.rules import municipalities_for
from plans.views.finding import plan_inside

log = structlog.get_logger(__name__)
_NOT_IN_A_FILE_NAME = re.compile(r"[^\w ,.()&’'-]+")


@login_required
@require_safe
def choose_municipality(request, pk):
    """The municipalities to whose council this person may have a letter made: one leads on to its letter, none is a 404."""
    plan = plan_inside(request.user, pk)
    municipalities = municipalities_for(request.user, plan)
    if not municipalities:
        raise Http404
    if len(municipalities) == 1:
        return redirect("plan-letter", pk=plan.pk, organisation_pk=municipalities[0].pk)
    return render(request, "plans/raadsbrief/choose.html", {"plan": plan, "municipalities": municipalities})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write_letter(request, pk, organisation_pk):
    """The letter to one council, filled in from the plan; sent, it is answered as a file, and nothing is kept."""
    plan = plan_inside(request.user, pk)
    municipality = get_object_or_404(municipalities_for(request.user, plan), pk=organisation_pk)
    facts = facts_of(plan, municipality)
    form = LetterForm(posted(request), facts=facts)
    if form.is_valid():
        chosen = FORMATS.get(request.POST.get("maak", ""))
        if chosen is None:
            form.add_error(None, "Kies of u een PDF of een Word-bestand wilt.")
        else:
            letter = compose(facts, form.cleaned_data)
            try:
                return _as_file(letter, chosen.make(letter), chosen)
            except CannotBeMade:
                log.error("letter_not_made", plan=plan.pk, format=chosen.name)
                form.add_error(None, "Het bestand is niet gelukt. Uw tekst staat hieronder nog. Probeer het opnieuw.")
    tables = (
        opgaven_table(facts, facts.opgaven),
        mijlpalen_table(facts, facts.opgaven),
        money_table(facts, facts.opgaven),
    )
    context = {
        "plan": plan,
        "municipality": municipality,
        "form": form,
        "formats": FORMATS.values(),
        "tables": [table for table in tables if table and table.rows],
    }
    return render(request, "plans/raadsbrief/write.html", context, status=422 if form.is_bound else 200)


def _as_file(letter: Letter, content: bytes, chosen) -> HttpResponse:
    answer = HttpResponse(content, content_type=chosen.content_type)
    stem = " ".join(_NOT_IN_A_FILE_NAME.sub(" ", f"{letter.title} {letter.author} {letter.subject}").split())[:120]
    answer["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{stem.strip(' .')}.{chosen.name}"
    )
    return answer
