import pytest

from tests.writing.together.browser import Browser


@pytest.fixture(scope="module")
def browser():
    browser = Browser()
    yield browser
    browser.close()
