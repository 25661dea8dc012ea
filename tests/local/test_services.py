import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest
import redis

from iza_portal.local.prepare import PROJECT, Problem
from iza_portal.local.services import Services, clean_environ, throwaway

URL = "http://127.0.0.1:8000"


@pytest.fixture
def place():
    """A folder that the account of the servers can pass through, as pytest's own below a closed one is not."""
    with tempfile.TemporaryDirectory(prefix="iza-test-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


def services_in(place):
    return Services(place / "home", place / "state", portal_url=URL, durable=False)


def connect(services):
    environ = services.environ
    return psycopg.connect(
        host=environ["DATABASE_HOST"], dbname=environ["DATABASE_NAME"], user=environ["DATABASE_USER"], autocommit=True
    )


def named(services, name):
    return next(process for process in services.processes if process.name == name)


def is_gone(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def wait_for(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "this should have come true by now"
        time.sleep(0.05)


def kill(process):
    os.kill(process.pid, signal.SIGKILL)
    wait_for(lambda: not process.is_running())


def test_a_killed_server_keeps_its_rows_and_its_messages(place):
    with Services(place / "home", place / "state", portal_url=URL) as services:
        with connect(services) as connection:
            connection.execute("CREATE TABLE kept (word text)")
            connection.execute("INSERT INTO kept VALUES ('bewaard')")
        broker = redis.Redis.from_url(services.environ["REDIS_URL"])
        broker.lpush("celery", "taak")
        time.sleep(1.2)  # Valkey writes its file down every second.
        kill(named(services, "PostgreSQL"))
        kill(named(services, "Valkey"))

    with Services(place / "home", place / "state", portal_url=URL) as services:
        with connect(services) as connection:
            assert connection.execute("SELECT word FROM kept").fetchall() == [("bewaard",)]
        assert redis.Redis.from_url(services.environ["REDIS_URL"]).lrange("celery", 0, -1) == [b"taak"]


def test_the_servers_end_when_the_one_that_started_them_is_killed(place):
    script = (
        "import sys, time; from pathlib import Path; from iza_portal.local.services import Services\n"
        "services = Services(Path(sys.argv[1]), Path(sys.argv[2]), portal_url=sys.argv[3], durable=False)\n"
        "services.start(); print(*(process.pid for process in services.processes), flush=True); time.sleep(600)"
    )
    command = [sys.executable, "-c", script, place / "home", place / "state", URL]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as starter:
        pids = [int(word) for word in starter.stdout.readline().split()]
        starter.kill()

    assert len(pids) == 2
    wait_for(lambda: all(map(is_gone, pids)))


def test_only_a_closed_folder_leads_to_the_sockets(place):
    with services_in(place) as services:
        folder = Path(services.environ["DATABASE_HOST"])
        with connect(services) as connection:
            addresses = connection.execute("SHOW listen_addresses").fetchone()[0]
        port = redis.Redis.from_url(services.environ["REDIS_URL"]).config_get("port")["port"]

        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert (addresses, port) == ("", "0")


def test_dutch_words_and_any_alphabet_are_known_without_a_locale_of_the_machine(place):
    with services_in(place) as services, connect(services) as connection:
        row = connection.execute("SELECT upper('coöperatie ж'), to_tsvector('dutch', 'De Gemeenten')::text").fetchone()

    assert row == ("COÖPERATIE Ж", "'gemeent':2")


def test_a_half_made_data_directory_is_made_again(place):
    services = services_in(place)
    (place / "home" / "postgres.half-made" / "base").mkdir(parents=True)
    (place / "home" / "postgres.half-made" / "PG_VERSION").write_text("18\n")

    with services, connect(services) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert not (place / "home" / "postgres.half-made").exists()


def test_the_data_of_another_version_are_left_alone(place):
    data = place / "home" / "postgres"
    (data / "base").mkdir(parents=True)
    (data / "PG_VERSION").write_text("15\n")

    with pytest.raises(Problem, match=r"are of PostgreSQL 15; this portal brings PostgreSQL 18.*Nothing was changed"):
        services_in(place).start()

    assert sorted(path.name for path in data.rglob("*")) == ["PG_VERSION", "base"]
    assert (data / "PG_VERSION").read_text() == "15\n"


def test_a_pid_file_that_names_somebody_else_stops_nothing(place):
    with services_in(place):
        pass
    pid_file = place / "home" / "postgres" / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{place}/home/postgres\n1\n5432\n{place}/home/sockets\n\n")
    shutil.chown(pid_file, (place / "home").owner())

    with services_in(place) as services, connect(services) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_long_path_with_spaces_gets_short_sockets(place):
    deep = place / "een map, met spaties" / ("lang" * 30)
    deep.mkdir(parents=True)

    with services_in(deep) as services, connect(services) as connection:
        folder = Path(services.environ["DATABASE_HOST"])
        assert connection.execute("SELECT 1").fetchone() == (1,)
        assert redis.Redis.from_url(services.environ["REDIS_URL"]).ping()
        assert len(str(folder)) < 30
    assert not folder.exists()


def test_the_secret_is_made_once_and_closed(place):
    with services_in(place) as services:
        first = services.environ["SECRET_KEY"]
    with services_in(place) as services:
        assert services.environ["SECRET_KEY"] == first

    assert stat.S_IMODE((place / "state" / "secret-key").stat().st_mode) == 0o600


def test_a_server_that_cannot_start_says_why_and_leaves_nothing_running(place):
    with services_in(place):
        pass
    settings = place / "home" / "postgres" / "postgresql.conf"
    settings.write_text(settings.read_text() + "\nshared_buffers = 'veel'\n")
    services = services_in(place)

    with pytest.raises(Problem, match=r"PostgreSQL does not start(.|\n)*shared_buffers"):
        services.start()

    assert services.processes == []


def test_nothing_is_left_of_throwaway_services():
    with throwaway(portal_url=URL) as services:
        pids = [process.pid for process in services.processes]
        place = services.home.parent

    assert all(map(is_gone, pids))
    assert not place.exists()


def test_settings_that_happen_to_stand_in_the_environment_are_left_out(monkeypatch):
    monkeypatch.setenv("SECRET_KEY_FILE", "/ergens")
    monkeypatch.setenv("EMAIL_HOST", "mail.example.nl")
    monkeypatch.setenv("LANG", "nl_NL.UTF-8")

    environ = clean_environ()

    assert "SECRET_KEY_FILE" not in environ
    assert "EMAIL_HOST" not in environ
    assert environ["LANG"] == "nl_NL.UTF-8"
