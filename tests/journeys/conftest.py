"""A real browser on a live server. People are signed in by their session, as `sign_in` does for a client."""

import os
import threading

import pytest
from django.conf import settings
from playwright.sync_api import sync_playwright
from pytest_django.live_server_helper import LiveServer

from iza_portal.local.prepare import find_browser

# Playwright keeps an event loop in the test's thread, which the database would take for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


class UnderWay:
    """How many requests a server is answering."""

    def __init__(self):
        self.count = 0
        self.changed = threading.Condition()

    def counted(self, application):
        """Answer an application that counts what it is asked."""

        def inner(environ, start_response):
            with self.changed:
                self.count += 1
            answer = application(environ, start_response)
            return ClosingIterator(answer, self._done)

        return inner

    def _done(self):
        with self.changed:
            self.count -= 1
            self.changed.notify_all()

    def wait_for_none(self):
        with self.changed:
            assert self.changed.wait_for(lambda: not self.count, timeout=30), "a request does not end"


class ClosingIterator:
    """What an application answers, and what is to be done when that is closed."""

    def __init__(self, answer, close):
        self.answer, self.done = answer, close

    def __iter__(self):
        return iter(self.answer)

    def close(self):
        try:
            if hasattr(self.answer, "close"):
                self.answer.close()
        finally:
            self.done()


@pytest.fixture(scope="session")
def live_server():
    """The portal on a port of its own, with its static files from WhiteNoise as in production."""
    server = LiveServer("localhost", start=False)
    server.under_way = UnderWay()
    server.thread.static_handler = server.under_way.counted
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, live_server, sign_in):
    """Answer a function that opens a page of the live server for a person, in a browser of their own.

    What the browser's console warns of, such as a breach of the Content-Security-Policy, fails the test.
    """
    contexts, complaints = [], []

    def open_page(user, path, **options):
        context = browser.new_context(**({"viewport": {"width": 1320, "height": 960}, "locale": "nl-NL"} | options))
        contexts.append(context)
        if user is not None:
            session = sign_in(user).cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda message: message.type in ("error", "warning") and complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.complaints = complaints
        page.goto(live_server.url + path)
        return page

    yield open_page
    seen = list(complaints)
    for context in contexts:
        # A page that closes sends what it still has; the database of this test is about to be emptied.
        context.set_offline(True)
        context.close()
    # Nor can a request that is still being answered meet a database that is being emptied.
    live_server.under_way.wait_for_none()
    assert seen == []
