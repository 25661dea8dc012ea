"""What a page and a save cost: processor time of the web process, beside the floor of the same size."""

from collections.abc import Iterator

from django.core.cache import caches
from django.db import connection
from django.test import Client

from iza_portal.bench.data import Setting, body
from iza_portal.bench.floor import Floor
from iza_portal.bench.measuring import Result, side_by_side

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
    """Measure every page, and the save of a section of about 2,000 words, whose name begins with `only`."""
    client = Client()
    client.force_login(setting.coordinator)
    floor = Floor(setting.coordinator)

    for name, address in addresses(setting).items():
        if name.startswith(only):
            yield _compare(name, lambda address=address: client.get(address, secure=True), floor)
    for name in MADE_ANEW:
        if f"{name}-nieuw".startswith(only):
            address = addresses(setting)[name]
            yield _compare(f"{name}-nieuw", lambda address=address: _made_anew(client, address), floor)
    if "save.onderdeel".startswith(only):
        yield _compare("save.onderdeel", _Saving(client, setting.plan), floor)


def _made_anew(client, address):
    caches["fragments"].clear()
    return client.get(address, secure=True)


def _compare(name, call, floor) -> Result:
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


class _Saving:
    """Saves a section, each time with one paragraph more or less, on the version that the last save answered."""

    def __init__(self, client, plan):
        section = plan.sections.present().first()
        self.client = client
        self.address = f"{plan.get_absolute_url()}onderdelen/{section.pk}/bewerken/"
        self.version = section.version
        self.texts = [body(36), body(37)]

    def __call__(self):
        self.texts.reverse()
        answer = self.client.post(
            self.address,
            {"version": self.version, "body": self.texts[0]},
            content_type="application/json",
            secure=True,
        )
        self.version = answer.json()["version"]
        return answer
