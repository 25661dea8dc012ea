"""Pages that tell much of every opgave: few are told whole, of many only those that are asked for."""

from plans.toetsing.regioplan import HANDFUL


def opened(request, opgaven: list[int]) -> list[int]:
    """Answer which of these opgaven are told whole: all where they are a handful or the reader asks for all, else one."""
    if len(opgaven) <= HANDFUL or request.GET.get("toon") == "alles":
        return opgaven
    asked = request.GET.get("opgave", "")
    return [opgave for opgave in opgaven if str(opgave) == asked]
