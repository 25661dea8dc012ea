"""Escalating a plan to the bestuurlijk overleg, the dossier of that, and its outcome.

The pages of the dossier stand apart from those of the plan: who looks after the national money reads the dossier, and does
not see the plan.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from iza_portal.page.access import posted
from plans.models.transformatie import Escalatie, EscalatiePdf
from plans.transformatie import rules
from plans.transformatie.escalatie import escalating
from plans.transformatie.escalatie.course_dossier import chapters_of
from plans.transformatie.escalatie.forms import OutcomeForm, QuestionForm
from plans.transformatie.escalatie.reading import escalatie_or_404
from plans.transformatie.finding import plan_or_404

#: So many escalations are on a page of the list.
ON_A_PAGE = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def escalate(request, pk):
    """Ask the bestuurlijk overleg a question about the plan; it says first what that does and does not do."""
    plan = plan_or_404(request, pk)
    if not rules.may_escalate(request.user, plan):
        raise PermissionDenied
    form = QuestionForm(posted(request))
    if form.is_valid():
        try:
            escalatie = escalating.escalate(plan, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Voorgelegd. Het verloop tot nu toe is vastgelegd, en de PDF wordt gemaakt.")
            return redirect(escalatie)
    context = {"plan": plan, "form": form, "open": escalating.open_escalation(plan)}
    context["current_page"] = "transformatieplan-besluiten"
    template = "plans/transformatie/escalatie/ask.html"
    return render(request, template, context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_escalation(request, pk, number):
    """The dossier of an escalation as it was kept; who keeps the desk notes the outcome here."""
    escalatie = escalatie_or_404(request.user, pk, number)
    may_close = escalatie.closed_at is None and rules.keeps_the_desk(request.user)
    form = OutcomeForm(posted(request))
    if request.method == "POST" and not rules.keeps_the_desk(request.user):
        raise PermissionDenied
    if form.is_valid():
        try:
            escalating.close(escalatie, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            escalatie = escalatie_or_404(request.user, pk, number)
        else:
            messages.success(request, "De uitkomst is vastgelegd. De indieners en de marktleiders krijgen bericht.")
            return redirect(escalatie)
    context = {
        "escalatie": escalatie,
        "plan": escalatie.plan,
        "sees_plan": rules.may_see(request.user, escalatie.plan),
        "sees_list": rules.sees_the_pot(request.user),
        "chapters": chapters_of(escalatie.content),
        "pdf": EscalatiePdf.objects.filter(escalatie=escalatie).only("sha256").first(),
        "form": form if may_close or form.is_bound else None,
        "may_close": may_close,
    }
    template = "plans/transformatie/escalatie/dossier.html"
    return render(request, template, context, status=422 if form.is_bound else 200)


@login_required
@require_safe
@cache_control(private=True, no_cache=True)
def escalation_pdf(request, pk, number):
    """The PDF of the dossier, once a worker made it; before that the way back to its page."""
    escalatie = escalatie_or_404(request.user, pk, number)
    pdf = EscalatiePdf.objects.filter(escalatie=escalatie).first()
    if pdf is None:
        messages.info(request, "De PDF wordt nog gemaakt. Probeer het over een minuut opnieuw.")
        return redirect(escalatie)
    answer = HttpResponse(bytes(pdf.content), content_type="application/pdf")
    title = slugify(escalatie.plan.title)[:60] or "transformatieplan"
    answer["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{title}-bestuurlijk-overleg-{escalatie.number}.pdf"
    )
    return answer


@login_required
@require_safe
def show_escalations(request):
    """What lies at the bestuurlijk overleg, the open ones first: for who looks after the national money."""
    if not rules.sees_the_pot(request.user):
        raise PermissionDenied
    rows = Escalatie.objects.defer("content").select_related("plan__region", "organisation")
    # Of two that are closed the last one first; what is open has no day of closing, and stands above all.
    rows = rows.order_by("-closed_at", "at", "pk")
    context = {"page": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("pagina"))}
    return render(request, "plans/transformatie/escalatie/list.html", context)
