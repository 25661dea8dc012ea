"""Several processes make the parts of one dossier, and what happens when one of them is not there any more."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from iza_portal.dossiers import keeping, parts, sharing
from tests.processes import wait_until

# So much that a helper is worth starting, and nothing to lay out.
PADDING = f"<!-- {'x' * sharing.CHARACTERS_A_HELPER} -->"


def order(number, paragraphs=40):
    text = "<p>Wat dichtbij kan, gebeurt dichtbij; wat elders beter kan, gebeurt elders.</p>" * paragraphs
    html = f'<html lang="nl"><title>t</title><h2 id="a-{number}">Deel {number}</h2>{text}{PADDING}</html>'
    return sharing.Order(keeping.name_of(html, "", "https://voorbeeld.nl"), html, "", "https://voorbeeld.nl")


@pytest.fixture(autouse=True)
def two_processors(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0, 1})


def helpers(of=None) -> list[int]:
    """Answer the helpers of this process, or of another, that are alive."""
    pid = of or os.getpid()
    children = [
        int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()
    ]
    return [child for child in children if b"dossiers.sharing" in Path(f"/proc/{child}/cmdline").read_bytes()]


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


def test_every_part_is_made_whoever_makes_it(tmp_path):
    orders = [order(number) for number in range(8)]
    seen, heard = set(), []

    def hear(pages):
        seen.update(helpers())
        heard.append(pages)

    made = sharing.make(orders, tmp_path, hear)
    assert seen
    assert not any(map(is_alive, seen))
    alone = {one.name: parts.make(one.html, one.css, base=one.base) for one in orders}
    assert made == alone
    assert sum(heard) == sum(len(parts.read(packed).pages) for packed in alone.values())


def test_a_little_work_is_done_without_help(tmp_path):
    small = [sharing.Order(f"n{number}", "<p>kort</p>", "", "") for number in range(3)]
    seen = set()
    assert len(sharing.make(small, tmp_path, lambda pages: seen.update(helpers()))) == 3
    assert not seen


def test_what_a_killed_helper_left_undone_is_made_here(tmp_path):
    killed = set()

    def kill(pages):
        for pid in helpers():
            killed.add(pid)
            os.kill(pid, signal.SIGKILL)

    orders = [order(number) for number in range(6)]
    made = sharing.make(orders, tmp_path, kill)
    assert killed
    assert made.keys() == {one.name for one in orders}


class Stop(Exception):
    pass


def test_no_helper_goes_on_when_the_work_is_broken_off(tmp_path):
    seen = set()

    def stop(pages):
        seen.update(helpers())
        raise Stop

    with pytest.raises(Stop):
        sharing.make([order(number, 3000) for number in range(4)], tmp_path, stop)
    assert seen
    assert not any(map(is_alive, seen))


def test_what_goes_wrong_in_a_helper_goes_wrong_here_with_its_reason(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(NotADirectoryError):
        sharing.make([order(number) for number in range(4)], tmp_path / "file", lambda pages: None)


def test_a_helper_ends_with_the_process_that_it_helps(tmp_path):
    script = f"""
import os, pathlib
os.sched_getaffinity = lambda pid: {{0, 1}}
from iza_portal.dossiers import sharing
text = "<p>Wat dichtbij kan, gebeurt dichtbij; wat elders beter kan, gebeurt elders.</p>" * 20000
orders = [sharing.Order(f"n{{number}}", text, "", "") for number in range(4)]
sharing.make(orders, pathlib.Path({str(tmp_path)!r}), lambda pages: None)
"""
    master = subprocess.Popen([sys.executable, "-c", script])
    try:
        (helper,) = wait_until(lambda: helpers(master.pid))
        # Once it imports what it needs, it has read its work.
        wait_until(lambda: "libpango" in Path(f"/proc/{helper}/maps").read_text())
    finally:
        master.kill()
        master.wait()
    wait_until(lambda: not is_alive(helper))
