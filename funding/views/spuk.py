"""The applications of a plan for the SPUK transformatiemiddelen: which there are, one of them, and writing it."""

from decimal import Decimal

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from funding import rules
from funding.finding import application_or_404
from funding.models import Aanvraagdeelnemer, Aanvraagstand, Begrotingsregel, Regelingfeit, SpukAanvraag
from funding.spuk import applying, budgeting, participating
from funding.spuk.forms import LineForm, MunicipalityForm, PaperForm, SubmitForm
from funding.spuk.holding import SUBMITTED
from funding.spuk.listing import applications_of
from funding.spuk.reading import SPUK, application_of, years_of
from iza_portal.outdated import OutdatedVersion
from iza_portal.page.access import posted, reposted
from iza_portal.page.templatetags.page import euro
from iza_portal.page.uploads import takes_file, too_large
from plans.models.transformatie import Businesscasesoort, Mijlpaalbedrag, Transformatiestuk
from plans.opgaven.wording import in_dutch
from plans.papers import MOST_BYTES
from plans.transformatie.finding import plan_or_404

#: What the regeling says of applying, as its sources say it, also where they differ.
_TOLD = ["aanvragen", "beslissen", "melden"]
_TOO_LARGE = "Dit bestand is te groot. Stuur een PDF van ten hoogste 15 MB."
#: No line is changed so often.
_MOST_VERSIONS = 10**6


@login_required
@require_safe
def show_applications(request, pk):
    """Which municipalities apply for whom; to begin one for the own municipality."""
    return _show_applications(request, _plan(request, pk))


def _plan(request, pk: int):
    plan = plan_or_404(request, pk)
    if not rules.may_see_applications(request.user, plan):
        raise Http404
    return plan


def _show_applications(request, plan, *, refused: ValidationError | None = None):
    found = applications_of(plan, request.user)
    hat = request.user.hat
    has_own = any(hat and hat.pk in each.organisations for each in found)
    context = {
        "plan": plan,
        "applications": found,
        "may_begin": not has_own and rules.may_begin_application(request.user, plan),
        "refused": refused.messages if refused else [],
        "current_page": "spuk-aanvragen",
    }
    return render(request, "funding/spuk/list.html", context, status=422 if refused else 200)


@login_required
@require_POST
def begin(request, pk):
    """Begin the application of the municipality whose hat is on, and go to it."""
    plan = _plan(request, pk)
    try:
        aanvraag = applying.begin(plan, by=request.user)
    except ValidationError as error:
        return _show_applications(request, plan, refused=error)
    messages.success(request, "De aanvraag staat klaar, met een regel voor elk bedrag bij een mijlpaal.")
    return redirect(aanvraag)


@login_required
@require_safe
def show_application(request, pk, aanvraag_pk):
    """An application whole: what it lacks, its municipalities with their proof, its budget and its milestones."""
    aanvraag = application_or_404(request, pk, aanvraag_pk)
    made = application_of(aanvraag)
    is_concept = aanvraag.status == Aanvraagstand.CONCEPT
    keeps = is_concept and rules.keeps_application(request.user, aanvraag)
    lines: dict[int, list] = {}
    for line in made.budget:
        lines.setdefault(line.bedrag_pk, []).append(line)
    gains = aanvraag.plan.businesscase.filter(
        partij__spuk_deelname__aanvraag=aanvraag, kind=Businesscasesoort.BATEN
    ).select_related("partij__organisation")
    context = {
        "plan": aanvraag.plan,
        "aanvraag": aanvraag,
        "made": made,
        "participants": [
            (each, is_concept and rules.speaks_in_application(request.user, aanvraag, each.organisation_pk))
            for each in made.participants
        ],
        "milestones": [(each, lines.get(each.bedrag_pk, [])) for each in made.milestones],
        "gains": gains,
        "told": Regelingfeit.objects.filter(regeling__code=SPUK, topic__in=_TOLD).order_by("position"),
        "keeps": keeps,
        "sums": [sum(year[place] for year in made.years) for place in (1, 2, 3)],
        "current_page": "spuk-aanvragen",
    }
    return render(request, "funding/spuk/application.html", context)


def _kept(request, pk: int, aanvraag_pk: int) -> SpukAanvraag:
    """Answer the application for who may write it."""
    aanvraag = application_or_404(request, pk, aanvraag_pk)
    if not rules.keeps_application(request.user, aanvraag):
        raise PermissionDenied
    return aanvraag


def _is_done(request, aanvraag: SpukAanvraag) -> bool:
    """Is there nothing left to fill in, because it was handed in? What was typed is never thrown away: a post goes on."""
    if aanvraag.status == Aanvraagstand.CONCEPT or request.method == "POST":
        return False
    messages.warning(request, SUBMITTED)
    return True


def _render(request, template: str, aanvraag: SpukAanvraag, form, **context):
    context = {"plan": aanvraag.plan, "aanvraag": aanvraag, "form": form, "current_page": "spuk-aanvragen", **context}
    return render(request, f"funding/spuk/{template}.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_municipality(request, pk, aanvraag_pk):
    """Apply for another municipality of the plan as well."""
    aanvraag = _kept(request, pk, aanvraag_pk)
    if _is_done(request, aanvraag):
        return redirect(aanvraag)
    form = MunicipalityForm(posted(request), aanvraag=aanvraag)
    if form.is_valid():
        try:
            participating.add_municipality(aanvraag, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, f"{form.cleaned_data['partij']} staat in de aanvraag en kreeg een bericht.")
            return redirect(aanvraag)
    return _render(request, "municipality", aanvraag, form, has_choice=form.fields["partij"].queryset.exists())


def _deelnemer(request, pk: int, aanvraag_pk: int, deelnemer_pk: int) -> Aanvraagdeelnemer:
    """Answer a municipality of the application, for who speaks for it there."""
    aanvraag = application_or_404(request, pk, aanvraag_pk)
    found = aanvraag.deelnemers.select_related("partij__organisation", "bewijs").defer("bewijs__content")
    deelnemer = get_object_or_404(found, pk=deelnemer_pk)
    deelnemer.aanvraag = aanvraag
    if not rules.speaks_in_application(request.user, aanvraag, deelnemer.partij.organisation_id):
        raise PermissionDenied
    return deelnemer


@login_required
@require_POST
def remove_municipality(request, pk, aanvraag_pk, deelnemer_pk):
    """Take a municipality out of the application."""
    deelnemer = _deelnemer(request, pk, aanvraag_pk, deelnemer_pk)
    try:
        participating.remove_municipality(deelnemer, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, f"{deelnemer.partij} staat niet meer in de aanvraag.")
    return redirect(deelnemer.aanvraag)


def _paper_form(request, aanvraag: SpukAanvraag, keep, said: str, **context):
    """Ask a PDF and let `keep` keep it; `said` tells that it is there."""
    if _is_done(request, aanvraag):
        return redirect(aanvraag)
    form = PaperForm(posted(request), request.FILES if request.method == "POST" else None)
    if too_large(request):
        form.is_valid()
        form.errors.pop("paper", None)
        form.add_error("paper", _TOO_LARGE)
    elif form.is_valid():
        try:
            keep(form.cleaned_data["paper"])
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, said)
            return redirect(aanvraag)
    return _render(request, "paper", aanvraag, form, **context)


@login_required
@takes_file(MOST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def add_proof(request, pk, aanvraag_pk, deelnemer_pk):
    """Add the written proof of a municipality that another one may apply for it."""
    deelnemer = _deelnemer(request, pk, aanvraag_pk, deelnemer_pk)
    aanvraag = deelnemer.aanvraag
    if deelnemer.partij.organisation_id == aanvraag.aanvrager_id:
        raise Http404
    return _paper_form(
        request,
        aanvraag,
        lambda upload: participating.add_proof(deelnemer, by=request.user, upload=upload),
        f"Het bewijs van {deelnemer.partij} staat erbij.",
        deelnemer=deelnemer,
        present=deelnemer.bewijs,
    )


@login_required
@takes_file(MOST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def add_agreement(request, pk, aanvraag_pk):
    """Add the copy of the agreement on the plan."""
    aanvraag = _kept(request, pk, aanvraag_pk)
    return _paper_form(
        request,
        aanvraag,
        lambda upload: participating.add_agreement(aanvraag, by=request.user, upload=upload),
        "De overeenkomst staat erbij.",
        present=aanvraag.overeenkomst,
    )


def _as_file(stuk: Transformatiestuk | None) -> HttpResponse:
    """Answer a paper as a file to save: it is never shown by the portal itself."""
    if stuk is None:
        raise Http404
    answer = HttpResponse(bytes(stuk.content), content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=stuk.name)
    answer["Content-Security-Policy"] = "sandbox"
    return answer


@login_required
@require_safe
@never_cache
def download_agreement(request, pk, aanvraag_pk):
    """The copy of the agreement on the plan."""
    return _as_file(application_or_404(request, pk, aanvraag_pk).overeenkomst)


@login_required
@require_safe
@never_cache
def download_proof(request, pk, aanvraag_pk, deelnemer_pk):
    """The written proof of a municipality."""
    aanvraag = application_or_404(request, pk, aanvraag_pk)
    return _as_file(get_object_or_404(aanvraag.deelnemers.select_related("bewijs"), pk=deelnemer_pk).bewijs)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_line(request, pk, aanvraag_pk, bedrag_pk):
    """Add a line to the budget, for an amount at a milestone."""
    aanvraag = _kept(request, pk, aanvraag_pk)
    found = Mijlpaalbedrag.objects.select_related("partij__organisation")
    bedrag = found.filter(pk=bedrag_pk, partij__spuk_deelname__aanvraag=aanvraag).first()
    if bedrag is None:
        return _line_without_place(request, aanvraag, budgeting.OF_NO_MUNICIPALITY)
    return _line_form(request, aanvraag, bedrag, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_line(request, pk, aanvraag_pk, regel_pk):
    """Change a line of the budget; where somebody else did meanwhile, both are shown."""
    aanvraag = _kept(request, pk, aanvraag_pk)
    found = Begrotingsregel.objects.select_related("bedrag__partij__organisation")
    regel = found.filter(pk=regel_pk, deelnemer__aanvraag=aanvraag).first()
    if regel is None:
        return _line_without_place(request, aanvraag, budgeting.GONE)
    return _line_form(request, aanvraag, regel.bedrag, regel)


def _line_without_place(request, aanvraag: SpukAanvraag, why: str):
    """Say why a posted line has no place any more, with what was typed; 404 for who only asks the page."""
    if request.method != "POST":
        raise Http404
    form = LineForm(request.POST, years=years_of(timezone.localdate()))
    form.add_error(None, why)
    return _render(request, "line", aanvraag, form)


def _line_form(request, aanvraag: SpukAanvraag, bedrag: Mijlpaalbedrag, regel: Begrotingsregel | None):
    if _is_done(request, aanvraag):
        return redirect(aanvraag)
    form = LineForm(posted(request), years=years_of(timezone.localdate()), initial=_initial(regel))
    theirs = None
    if form.is_valid():
        said = {**form.cleaned_data, "regel": regel, "bedrag": bedrag}
        try:
            budgeting.set_line(aanvraag, by=request.user, **said)
        except OutdatedVersion as outdated:
            theirs = _facts_of(outdated.current)
            reposted(form, version=outdated.current.version)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, "De regel staat in de begroting.")
            return redirect(f"{aanvraag.get_absolute_url()}#bedrag-{bedrag.pk}")
    milestone = next((each for each in application_of(aanvraag).milestones if each.bedrag_pk == bedrag.pk), None)
    return _render(request, "line", aanvraag, form, regel=regel, milestone=milestone, theirs=theirs)


def _initial(regel: Begrotingsregel | None) -> dict:
    if regel is None:
        return {}
    said = {"activity": regel.activity, "year": regel.year, "version": regel.version}
    amounts = {"costs": regel.costs, "revenues": regel.revenues}
    return said | {name: in_dutch(Decimal(cents) / 100) for name, cents in amounts.items() if cents is not None}


def _facts_of(regel: Begrotingsregel) -> list[tuple[str, str]]:
    return [
        ("Activiteit", regel.activity),
        ("Jaar", str(regel.year)),
        ("Kosten", euro(regel.costs)),
        ("Opbrengsten", "" if regel.revenues is None else euro(regel.revenues)),
    ]


@login_required
@require_POST
def remove_line(request, pk, aanvraag_pk, regel_pk):
    """Take a line out of the budget."""
    aanvraag = _kept(request, pk, aanvraag_pk)
    regel = get_object_or_404(Begrotingsregel, pk=regel_pk, deelnemer__aanvraag=aanvraag)
    try:
        budgeting.remove_line(aanvraag, by=request.user, regel=regel, version=_version_of(request))
    except OutdatedVersion:
        messages.warning(request, "Een collega wijzigde deze regel intussen. Kijk of hij nog steeds weg mag.")
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, "De regel is uit de begroting gehaald.")
    return redirect(f"{aanvraag.get_absolute_url()}#bedrag-{regel.bedrag_id}")


def _version_of(request) -> int:
    """Answer the version that the page of the person had; what is no version is older than all."""
    try:
        return forms.IntegerField(min_value=1, max_value=_MOST_VERSIONS).clean(request.POST.get("version"))
    except ValidationError:
        return 0


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request, pk, aanvraag_pk):
    """Note the day on which the application was handed in, and its kenmerk."""
    aanvraag = _kept(request, pk, aanvraag_pk)
    if _is_done(request, aanvraag):
        return redirect(aanvraag)
    form = SubmitForm(posted(request), initial={"version": aanvraag.version})
    theirs = None
    if form.is_valid():
        try:
            applying.submit(aanvraag, by=request.user, **form.cleaned_data)
        except OutdatedVersion as outdated:
            theirs = [("Gevraagd bedrag", euro(application_of(outdated.current).total))]
            reposted(form, version=outdated.current.version)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, "Vastgelegd. Aan de aanvraag verandert nu niets meer.")
            return redirect(aanvraag)
    return _render(request, "submit", aanvraag, form, made=application_of(aanvraag), theirs=theirs)


@login_required
@require_POST
def discard(request, pk, aanvraag_pk):
    """Throw away an application that was not handed in."""
    aanvraag = _kept(request, pk, aanvraag_pk)
    try:
        applying.discard(aanvraag, by=request.user, version=_version_of(request))
    except OutdatedVersion:
        messages.warning(request, "De aanvraag is intussen gewijzigd. Kijk of zij nog steeds weg mag.")
        return redirect(aanvraag)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(aanvraag)
    messages.success(request, "De aanvraag is weggegooid. De stukken blijven bij het plan bewaard.")
    return redirect("spuk-aanvragen", pk=pk)
