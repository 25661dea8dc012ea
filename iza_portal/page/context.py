from django.conf import settings


def portal(request):
    """What every page shows: whether this is the demonstration, and which part of the portal one is in."""
    return {"is_demonstration": settings.DEMO, "part": request.path.split("/", 2)[1]}
