import os
import subprocess
import sys

import pytest

from iza_portal.local import prepare
from iza_portal.local.prepare import PROJECT, Problem, Stamp


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """A machine without a library that the portal needs, and with the commands that a test puts into `bare`."""
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setattr(prepare, "PANGO", {"libnergens-1.0-0": "libnergens-1.0.so.0"})
    monkeypatch.setattr(prepare, "STATE", tmp_path)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    return programs


def put(programs, name, script):
    (programs / name).write_text(f"#!/bin/sh\n{script}\n")
    (programs / name).chmod(0o755)


def test_who_may_not_install_gets_the_exact_command(bare, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    put(bare, "apt-get", "exit 1")
    put(bare, "sudo", "exit 1")  # It would ask for a password.

    with pytest.raises(Problem) as caught:
        prepare.install_packages(browser=False)

    assert "libnergens-1.0-0 (draws the PDF dossiers)" in str(caught.value)
    command = "\n    sudo apt-get update && sudo apt-get install -y --no-install-recommends libnergens-1.0-0\n"
    assert command in str(caught.value)


def test_who_may_install_is_told_what_and_why_and_it_is_done(bare, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    put(bare, "sudo", 'shift; "$@"')
    put(bare, "apt-get", f'echo "$@" >> {tmp_path}/asked')

    with pytest.raises(Problem, match="apt-get could not install them"):  # The library is still not there.
        prepare.install_packages(browser=False)

    assert capsys.readouterr().err == "Installing with apt-get: libnergens-1.0-0 (draws the PDF dossiers).\n"
    updated, installed = (tmp_path / "asked").read_text().splitlines()
    assert updated.endswith(" update")
    assert installed.endswith(" install -y --no-install-recommends libnergens-1.0-0")


def test_what_apt_complains_of_is_shown(bare, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    put(bare, "apt-get", 'echo "E: Unable to locate package"; exit 100')

    with pytest.raises(Problem, match="E: Unable to locate package"):
        prepare.install_packages(browser=False)


def test_a_machine_without_apt_gets_the_names(bare, monkeypatch):
    monkeypatch.setenv("PATH", str(bare))

    with pytest.raises(Problem, match=r"are missing, by their Debian names: libnergens-1\.0-0"):
        prepare.install_packages(browser=False)


def test_a_machine_that_has_all_installs_nothing(monkeypatch, capsys):
    monkeypatch.setenv("PATH", "/nergens")

    prepare.install_packages(browser=False)

    assert capsys.readouterr().err == ""


def test_a_stamp_holds_until_an_input_changes(monkeypatch, tmp_path):
    monkeypatch.setattr(prepare, "PROJECT", tmp_path)
    source = tmp_path / "lock"
    source.write_text("een")
    made = tmp_path / "made.json"
    assert not Stamp(made, "lock", [source]).holds()

    Stamp(made, "lock", [source]).set()
    Stamp(made, "other", [source]).set()
    assert Stamp(made, "lock", [source]).holds()

    source.write_text("twee")
    assert not Stamp(made, "lock", [source]).holds()


def test_a_half_written_stamp_holds_nothing(monkeypatch, tmp_path):
    monkeypatch.setattr(prepare, "PROJECT", tmp_path)
    (tmp_path / "made.json").write_text('{"lock": "ab')

    assert not Stamp(tmp_path / "made.json", "lock", []).holds()


def test_a_clone_that_another_user_prepared_is_a_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr(prepare, "STATE", tmp_path)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)

    with pytest.raises(Problem, match="was made by another user"):
        prepare.prepare("demo")


def test_it_needs_nothing_but_the_standard_library():
    """The bare machine's Python runs it, isolated from every installed package."""
    script = "import sys; sys.path.insert(0, sys.argv[1]); import prepare; print(prepare.PROJECT)"
    command = [sys.executable, "-I", "-S", "-c", script, PROJECT / "iza_portal" / "local"]

    done = subprocess.run(command, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == str(PROJECT)


def test_the_lock_files_name_no_index():
    locks = [*PROJECT.glob("requirements*.lock"), PROJECT / "package-lock.json"]

    assert len(locks) == 5
    assert [lock.name for lock in locks if "://" in lock.read_text() and lock.suffix == ".lock"] == []
    assert '"resolved"' not in (PROJECT / "package-lock.json").read_text()
