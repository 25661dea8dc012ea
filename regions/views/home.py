from django.shortcuts import render
from django.views.decorators.http import require_safe

from regions.models import Region


@require_safe
def home(request):
    """The front page: the map of the regions, with a list that says the same."""
    return render(request, "regions/home.html", {"regions": Region.objects.with_population()})
