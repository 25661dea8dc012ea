"""What a browser fetches before somebody can write."""

import gzip
import re
from html.parser import HTMLParser
from pathlib import Path

from django.conf import settings

BUDGET = 300_000


class Fetched(HTMLParser):
    """The addresses of the scripts, style sheets and fonts that a page asks for."""

    def __init__(self, page):
        super().__init__()
        self.addresses = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "script" and "src" in attrs:
            self.addresses.append(attrs["src"])
        if tag == "link" and attrs.get("rel") in ("stylesheet", "preload", "modulepreload"):
            self.addresses.append(attrs["href"])


def test_the_page_on_which_a_text_is_written_is_within_its_budget(cast, sign_in):
    response = sign_in(cast.ambtenaar).get(f"/plannen/{cast.plan.pk}/onderdelen/{cast.section.pk}/bewerken/")
    page = response.content.decode()
    addresses = Fetched(page).addresses
    names = [re.sub(r"^.*/static/", "", address) for address in addresses]
    for pattern in (
        r"build/portal\b.*\.js",
        r"build/editor\b.*\.js",
        r"build/portal\b.*\.css",
        r"build/editor\b.*\.css",
        r".*\.woff2",
    ):
        assert any(re.fullmatch(pattern, name) for name in names), pattern
    weights = {name: len(gzip.compress((Path(settings.STATIC_ROOT) / name).read_bytes(), 6)) for name in names}
    weights["the page"] = len(gzip.compress(page.encode(), 6))
    assert sum(weights.values()) <= BUDGET, weights
