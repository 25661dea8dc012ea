"""Writing together: how soon a keystroke is on a colleague's screen, what open editors cost, how fast a long text opens."""

import gzip
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import sync_playwright
from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from iza_portal.accounts.models import Function, Membership, Organisation, User
from iza_portal.bench.data import Setting, body
from iza_portal.bench.floor import Floor
from iza_portal.bench.measuring import Result, cpu_milliseconds, side_by_side
from iza_portal.bench.serving import Serving, serving
from iza_portal.texts.plain import to_plain_text, to_search_text
from iza_portal.texts.schema import VERSION
from iza_portal.writing.models import Document, Update
from iza_portal.writing.together.compacting import compact
from iza_portal.writing.together.exchange import document_for
from plans.models import Regioplan, Section

SECONDS = 40
# Five people have each section open.
SEATS = 5
# So many paragraphs of `data.body` are 20,000 words.
LONG = 355
UPDATES = 50_000
# What came in since the text was compacted last.
SINCE = 150
TOKEN = "m" * 32
OPENINGS = 5


def measure(setting: Setting, only: str) -> Iterator[Result]:
    """Measure everything of writing together whose name begins with `only`."""
    names = ["cowrite.latency", "cowrite.latency-400", "cowrite.cost", "cowrite.memory"]
    if any(name.startswith(only) for name in names):
        yield from (result for result in _crowds(setting) if result.name.startswith(only))
    if any(name.startswith(only) for name in ("cowrite.open", "cowrite.ready")):
        yield from (result for result in _opening(setting) if result.name.startswith(only))


# --- Many at once ---


def _crowds(setting: Setting) -> Iterator[Result]:
    people = _people(400)
    floor = Floor(setting.coordinator)
    bare = statistics.median(cpu_milliseconds(floor.call(0)) for _ in range(50))
    with serving() as portal:
        pair = _crowd(portal, people, editors=2, typing=1)
        rest = portal.usage().memory
        before = portal.usage()
        many = _crowd(portal, people, editors=200, typing=20)
        after = portal.usage()
        yield Result("cowrite.latency", _p95(many), "s", _p95(pair))
        web, database = after.web - before.web, after.database - before.database
        print(
            f"200 editors: {many['requests'] / many['seconds']:.0f} requests/s; web {web / many['seconds']:.2f} and "
            f"PostgreSQL {database / many['seconds']:.2f} of one core; "
            f"{(web + database) * 1000 / many['seconds'] / 200:.2f} ms CPU each second and "
            f"{(after.memory - rest) / 1e6 / 200:.3f} MB for each open editor",
            file=sys.stderr,
        )
        yield Result("cowrite.cost", web * 1000 / many["requests"], "ms CPU for each request", bare)
        yield Result("cowrite.memory", after.memory / 1e6, "MB of the web processes", rest / 1e6)
        more = _crowd(portal, people, editors=400, typing=40)
        yield Result("cowrite.latency-400", _p95(more), "s", _p95(pair))


def _people(count: int) -> list[dict]:
    """Make people of a municipality of the region, signed in; answer for each the cookies and the key."""
    employer = Organisation.objects.get(kind="gemeente", name="Nissewaard")
    users = User.objects.bulk_create(
        User(email=f"schrijver{number}@example.nl", name=f"Schrijver {number}") for number in range(count)
    )
    Membership.objects.bulk_create(
        Membership(user=user, organisation=employer, function=Function.MEDEWERKER) for user in users
    )
    Authenticator.objects.bulk_create(
        Authenticator(user=user, type=Authenticator.Type.TOTP, data={"secret": ""}) for user in users
    )
    return [
        {"person": user.pk, "cookies": f"sessionid={_session(user)}; csrftoken={TOKEN}", "token": TOKEN}
        for user in users
    ]


def _session(user) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _crowd(portal: Serving, people: list[dict], *, editors: int, typing: int) -> dict:
    """Let so many editors be open, five to a section, with so many people typing in half of the sections."""
    documents = [document_for(section) for section in _sections(-(-editors // SEATS))]
    step = max(editors // typing, 1)
    seats = [
        people[number]
        | {"url": f"/teksten/{documents[number // SEATS].pk}/", "schema": VERSION, "types": number % step == 0}
        for number in range(editors)
    ]
    plan = {"port": portal.port, "seconds": SECONDS, "seats": seats}
    command = [sys.executable, "-m", "iza_portal.bench.editors"]
    done = subprocess.run(command, input=json.dumps(plan), stdout=subprocess.PIPE, text=True, check=True)
    answer = json.loads(done.stdout.splitlines()[-1])
    seen = f"p50 {statistics.median(answer['delays']):.3f} s, p95 {_p95(answer):.3f} s"
    print(f"{editors} editors, {typing} typing: {answer['keystrokes']} keystrokes, {seen}", file=sys.stderr)
    if answer["failures"]:
        raise RuntimeError(f"requests failed: {answer['failures']}")
    return answer


def _sections(count: int) -> list[Section]:
    """Make so many sections of about 500 words, in a new plan of the region."""
    region = Regioplan.objects.get(title="Regioplan ZHE-BAR 2026").region
    edition = 2050 + Regioplan.objects.filter(region=region, edition__gte=2050).count()
    plan = Regioplan.objects.create(region=region, edition=edition, title=f"Meting {edition}")
    tree = body(9)
    return Section.objects.bulk_create(
        Section(plan=plan, position=number, title=f"Onderdeel {number}", body=tree, plain_text=to_search_text(tree))
        for number in range(count)
    )


def _p95(answer: dict) -> float:
    return answer["delays"][int(len(answer["delays"]) * 0.95)]


# --- One long text ---


def _opening(setting: Setting) -> Iterator[Result]:
    section = setting.plan.sections.present().last()
    document = _long_document(section)
    short = setting.plan.sections.present().first()
    client = Client()
    client.force_login(setting.coordinator)
    url = f"/teksten/{document.pk}/"

    def open_text():
        begin = client.get(f"{url}begin/", secure=True)
        client.get(f"{url}wijzigingen/?na={begin['X-Sequence']}&tab=1&cursor=", secure=True)
        return begin

    floor = Floor(setting.coordinator)
    value, bare = side_by_side(open_text, floor.call(len(open_text().content)))
    yield Result("cowrite.open", value, "ms CPU", bare)

    with serving() as portal:
        seconds = {section.pk: [], short.pk: []}
        # Asked now: inside Playwright the database takes the thread for an asynchronous one.
        session = _session(setting.coordinator)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"] or None, args=["--no-sandbox"])
            for _ in range(OPENINGS):
                for each in (section, short):
                    seconds[each.pk].append(_ready(browser, portal, session, each))
            browser.close()
    yield Result("cowrite.ready", statistics.median(seconds[section.pk]), "s", statistics.median(seconds[short.pk]))


def _ready(browser, portal: Serving, session: str, section: Section) -> float:
    """Answer how long it takes from asking for the page until somebody can write in it."""
    context = browser.new_context(viewport={"width": 1320, "height": 960}, locale="nl-NL")
    address = f"http://127.0.0.1:{portal.port}"
    context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    page = context.new_page()
    start = time.perf_counter()
    page.goto(f"{address}/plannen/{section.plan_id}/onderdelen/{section.pk}/bewerken/", wait_until="commit")
    page.wait_for_selector("#editor:not([hidden]) [contenteditable=true]")
    took = time.perf_counter() - start
    context.close()
    return took


def _long_document(section: Section) -> Document:
    """Give the section 20,000 words with 50,000 updates behind them, all but the last of which are compacted."""
    tree = body(LONG)
    Section.objects.filter(pk=section.pk).update(body=tree, plain_text=to_search_text(tree))
    section.refresh_from_db()
    print(f"a text of {len(to_plain_text(tree).split())} words", file=sys.stderr)
    document = document_for(section)
    contents = _updates(bytes(document.snapshot))
    _append(document, contents[:-SINCE])
    compact(document)
    document.refresh_from_db()
    _append(document, contents[-SINCE:])
    return document


def _append(document: Document, contents: list[bytes]) -> None:
    now = timezone.now()
    Update.objects.bulk_create(
        (
            Update(document=document, seq=seq, content=content, at=now)
            for seq, content in enumerate(contents, start=document.seq + 1)
        ),
        batch_size=5000,
    )
    document.seq += len(contents)
    document.stored_bytes += sum(map(len, contents))
    document.changed_at = now
    document.save(update_fields=["seq", "stored_bytes", "changed_at"])


def _updates(begin: bytes) -> list[bytes]:
    """Answer the updates of somebody who types 50,000 times in a document, and takes half of it away again."""
    doc = Doc()
    fragment = doc.get("text", type=XmlFragment)
    if begin:
        doc.apply_update(gzip.decompress(begin))
    contents: list[bytes] = []
    subscription = doc.observe(lambda event: contents.append(event.update))
    text = XmlText("")
    with doc.transaction():
        fragment.children.append(XmlElement("paragraph")).children.append(text)
    while len(contents) < UPDATES:
        if len(contents) % 2:
            text.insert(len(text), "e")
        else:
            del text[0:1]
        if len(contents) % 2_000 == 0:
            text.insert(len(text), " en verder")
    del subscription
    return contents[:UPDATES]
