"""The front page about money."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from funding.models import Regeling


@require_safe
def show_money(request):
    """The schemes out of which plans are paid, for everybody."""
    return render(request, "funding/overview.html", {"regelingen": Regeling.objects.all()})
