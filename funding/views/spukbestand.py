"""The file of an application for the SPUK: having it made, seeing how far it is, and taking it along."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from funding.finding import application_or_404
from funding.models import Aanvraagbestand
from funding.spuk import filing
from funding.spuk.packing import plain
from funding.spuk.reading import application_of
from funding.spuk.tables import budget_sheet
from iza_portal.page.templatetags.page import long_date
from iza_portal.sheets.writing import CONTENT_TYPES


@login_required
@require_POST
def ask(request, pk, aanvraag_pk):
    """Have the file made of what the application says now, and go back to its page, where one sees how far it is."""
    aanvraag = application_or_404(request, pk, aanvraag_pk)
    try:
        bestand = filing.request_file(aanvraag, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        if not bestand.is_under_way:
            messages.info(request, "Wat erin staat, is niet veranderd sinds dit bestand is gemaakt.")
    return redirect(f"{aanvraag.get_absolute_url()}#bestand")


@login_required
@require_safe
@never_cache
def show_state(request, pk, aanvraag_pk):
    """The part of the page that changes while the file is made; the page asks for it every second until it is done."""
    aanvraag = application_or_404(request, pk, aanvraag_pk)
    context = filing.shown_to(request.user, aanvraag, application_of(aanvraag))
    return render(request, "funding/spuk/_file.html", context | {"is_fragment": True})


@login_required
@require_safe
@never_cache
def download(request, pk, aanvraag_pk, bestand_pk):
    """The ZIP; the portal itself never shows it. 404 while there is none."""
    aanvraag = application_or_404(request, pk, aanvraag_pk)
    bestand = get_object_or_404(Aanvraagbestand.objects.defer("content"), aanvraag=aanvraag, pk=bestand_pk)
    if not bestand.is_available:
        raise Http404
    if request.method == "GET":
        filing.note_taken(bestand, by=request.user)
    name = f"SPUK-aanvraag {plain(str(aanvraag.aanvrager)) or 'gemeente'} {aanvraag.pk}-{bestand.number}.zip"
    return FileResponse(bestand.path.open("rb"), as_attachment=True, filename=name, content_type="application/zip")


@login_required
@require_safe
@never_cache
def download_budget(request, pk, aanvraag_pk):
    """The budget as it is now, also of an application that is not complete: to look at together, not to upload."""
    aanvraag = application_or_404(request, pk, aanvraag_pk)
    notes = [("Stand", f"Concept van {long_date(timezone.localdate())}. De aanvraag is het ZIP-bestand.")]
    answer = HttpResponse(budget_sheet(application_of(aanvraag), notes=notes), content_type=CONTENT_TYPES["xlsx"])
    name = f"concept-begroting SPUK {plain(str(aanvraag.aanvrager)) or 'gemeente'}.xlsx"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer
