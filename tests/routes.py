"""The routes of the portal, as its resolver has them."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver


def routes_of(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    """Answer each route below `resolver`, as it is written in the tables of addresses."""
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes_of(entry, route)
        elif isinstance(entry, URLPattern):
            yield route
