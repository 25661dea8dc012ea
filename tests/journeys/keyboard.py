"""Working in a page by keyboard alone."""

from playwright.sync_api import expect


def tab_to(page, role, name):
    """Press Tab until the element with this role and name has the focus, which must be seen."""
    target = page.get_by_role(role, name=name, exact=isinstance(name, str))
    expect(target.first).to_be_visible()
    for _ in range(120):
        page.keyboard.press("Tab")
        if target.evaluate_all("found => found.includes(document.activeElement)"):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", f"the focus on {name} cannot be seen"
            return
    raise AssertionError(f"Tab does not reach {role} «{name}»")


def go(page, role, name):
    tab_to(page, role, name)
    page.keyboard.press("Enter")


def let_the_cursor_arrive(page):
    """The browser tells of a moved cursor a moment later; no person types as fast as a test."""
    page.evaluate("new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 40)))")
