"""What a page and an update of a shared document cost: processor time of the web process, beside a floor of its size."""

import gzip
from collections.abc import Iterator

from django.core.cache import caches
from django.db import connection
from django.test import Client
from pycrdt import Doc, XmlFragment

from iza_portal.bench.data import Setting
from iza_portal.bench.floor import Floor
from iza_portal.bench.measuring import Result, side_by_side
from iza_portal.texts.schema import VERSION
from iza_portal.writing.together.exchange import document_for

UNIT = "ms CPU"
# Pages of which nearly all is kept for a minute: what the first request in that minute costs is measured too.
MADE_ANEW = ["page.indicator-kaart", "page.regio-cijfers", "page.regiobeeld"]


def addresses(setting: Setting) -> dict[str, str]:
    return {
        "page.home": "/",
        "page.regios": "/regios/",
        "page.regio": setting.region.get_absolute_url(),
        "page.plannen": "/plannen/",
        "page.plan": setting.plan.get_absolute_url(),
        "page.mijn-werk": "/mijn-werk/",
        "page.indicator-kaart": f"/cijfers/BEV04/?regio={setting.theme.regiobeeld.region.slug}",
        "page.regio-cijfers": f"{setting.theme.regiobeeld.region.get_absolute_url()}cijfers/bevolking/",
        "page.regiobeeld": setting.theme.get_absolute_url(),
    }


def measure(setting: Setting, only: str) -> Iterator[Result]:
    """Measure every page, and what a window that has a section of about 2,000 words open asks and sends.

    Those whose name begins with `only`.
    """
    client = Client()
    client.force_login(setting.coordinator)
    floor = Floor(setting.coordinator)

    for name, address in addresses(setting).items():
        if name.startswith(only):
            yield compare(name, lambda address=address: client.get(address, secure=True), floor)
    for name in MADE_ANEW:
        if f"{name}-nieuw".startswith(only):
            address = addresses(setting)[name]
            yield compare(f"{name}-nieuw", lambda address=address: _made_anew(client, address), floor)
    for name, window in (("update.onderdeel", _Typing), ("poll.onderdeel", _Waiting)):
        if name.startswith(only):
            yield compare(name, window(client, setting), floor)


def _made_anew(client, address):
    caches["fragments"].clear()
    return client.get(address, secure=True)


def compare(name, call, floor) -> Result:
    """Measure what `call` costs beside a bare page of the size that it answers, and count its queries."""
    queries = []

    def count(execute, sql, params, many, context):
        queries.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        answer = call()
    if answer.status_code != 200:
        raise RuntimeError(f"{name} answers {answer.status_code}")
    value, bare = side_by_side(call, floor.call(len(answer.content)))
    return Result(name, value, UNIT, bare, len(queries))


class _Waiting:
    """A window that has a section open in which nobody types: it asks what is new."""

    def __init__(self, client, setting):
        section = setting.plan.sections.present().first()
        self.client = client
        self.document = Doc()
        self.document.apply_update(gzip.decompress(document_for(section).snapshot))
        self.seq = section.document.seq
        self.address = f"{section.document.get_absolute_url()}wijzigingen/"
        self.headers = {"X-Person": str(setting.coordinator.pk), "X-Schema": str(VERSION)}

    @property
    def asked(self) -> str:
        return f"{self.address}?na={self.seq}&tab={self.document.client_id}&cursor="

    def __call__(self):
        return self.client.get(self.asked, secure=True)


class _Typing(_Waiting):
    """A window in which somebody types: each time one character more, at the end of the first paragraph."""

    def __call__(self):
        block = next(each for each in self.document.get("text", type=XmlFragment).children if each.tag == "paragraph")
        before = self.document.get_state()
        block.children[0].insert(len(block.children[0]), "a")
        answer = self.client.post(
            self.asked,
            self.document.get_update(before),
            content_type="application/octet-stream",
            headers=self.headers,
            secure=True,
        )
        self.seq = answer.json()["seq"]
        return answer
