import subprocess
import sys

import pytest

from iza_portal.environment import REQUIRED, SETTINGS, BadSetting, read
from iza_portal.local.prepare import PROJECT

KEY = "k8Jd0-xWq2_Lm5Tz7Rb1Vc9Yn4Gh6Pf3Sa8De0Uo2Ik5Ej7Mw1Xt9"
COMPLETE = {
    "SECRET_KEY": KEY,
    "PORTAL_URL": "https://portaal.example.nl",
    "DATABASE_HOST": "db.internal",
    "REDIS_URL": "redis://redis.internal:6379/0",
    "DOSSIER_DIR": "/srv/dossiers",
    "EMAIL_HOST": "mail.internal",
}


def complaint(**changes):
    environ = {name: value for name, value in (COMPLETE | changes).items() if value is not None}
    with pytest.raises(BadSetting) as caught:
        read(environ)
    return str(caught.value)


def test_the_required_settings_are_enough():
    values = read(COMPLETE)

    assert values["DATABASE_PORT"] == 5432
    assert values["DEMO"] is False
    assert values["MFA_REQUIRED"] is True
    assert set(values) == {setting.name for setting in SETTINGS}


def test_all_that_is_missing_is_named_at_once():
    missing = complaint(**dict.fromkeys(COMPLETE))
    required = [setting.name for setting in SETTINGS if setting.default is REQUIRED]

    assert [line.split()[1] for line in missing.splitlines()[1:]] == required


def test_an_empty_setting_is_a_missing_one():
    assert "- DATABASE_HOST is missing" in complaint(DATABASE_HOST="")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "geheim"),
        ("SECRET_KEY", "geheim" * 20),
        ("PORTAL_URL", "portaal.demo.example"),
        ("PORTAL_URL", "https://iemand:geheim@portaal.demo.example"),
        ("PORTAL_URL", "https://portaal.example.nl/een/pad"),
        ("DATABASE_PORT", "vijfduizend"),
        ("DATABASE_PORT", "-1"),
        ("DATABASE_PORT", "70000"),
        ("HSTS_SECONDS", "1e9"),
        ("HSTS_SECONDS", "9" * 5000),
        ("REDIS_URL", "http://geheim@redis"),
        ("DOSSIER_DIR", "dossiers/hier"),
        ("MFA_REQUIRED", "misschien"),
        ("EMAIL_PORT", "²"),
        ("EMAIL_FROM", "portaal@example.nl\nBcc: iedereen@example.nl"),
        ("SECURITY_CONTACT", "beveiliging@example.nl"),
        ("OIDC_ISSUER", "http://aanmelden.example.nl"),
        ("LOG_LEVEL", "LUID"),
    ],
)
def test_a_wrong_setting_is_named_and_its_value_is_not(name, value):
    lines = complaint(**{name: value}).splitlines()

    assert len(lines) == 2
    assert lines[1].startswith(f"- {name} must ")
    assert value not in lines[1]


def test_plain_http_is_for_the_demonstration_only():
    assert "PORTAL_URL must begin with https://" in complaint(PORTAL_URL="http://portaal.example.nl")
    assert (
        read(COMPLETE | {"PORTAL_URL": "http://127.0.0.1:8000/", "DEMO": "true"})["PORTAL_URL"]
        == "http://127.0.0.1:8000"
    )


def test_mail_with_links_that_let_in_is_written_to_the_log_of_the_demonstration_only():
    assert "- EMAIL_HOST is missing" in complaint(EMAIL_HOST="")
    assert read(COMPLETE | {"EMAIL_HOST": "", "DEMO": "true"})["EMAIL_HOST"] == ""


def test_openid_connect_is_whole_or_off():
    assert "OIDC_CLIENT_SECRET" in complaint(OIDC_ISSUER="https://aanmelden.example.nl", OIDC_CLIENT_ID="portaal")


def test_a_secret_may_come_from_a_file(tmp_path):
    (tmp_path / "key").write_text(f"{KEY}\n")

    assert read(COMPLETE | {"SECRET_KEY": "", "SECRET_KEY_FILE": str(tmp_path / "key")})["SECRET_KEY"] == KEY


def test_a_secret_file_that_is_not_there_is_named():
    assert "SECRET_KEY cannot be read from /run/secrets/key: No such file" in complaint(
        SECRET_KEY=None, SECRET_KEY_FILE="/run/secrets/key"
    )


def test_a_secret_file_that_is_no_text_is_refused_without_showing_it(tmp_path):
    (tmp_path / "key").write_bytes(b"\xff\xfe geheim")

    message = complaint(SECRET_KEY=None, SECRET_KEY_FILE=str(tmp_path / "key"))

    assert "- SECRET_KEY cannot be read from" in message
    assert "geheim" not in message


@pytest.mark.parametrize("program", [["manage.py", "check"], ["-m", "celery", "--app", "iza_portal.celery", "report"]])
def test_a_bad_setting_stops_the_start_with_a_sentence(program):
    done = subprocess.run(
        [sys.executable, *program],
        cwd=PROJECT,
        env=COMPLETE | {"PATH": "/usr/bin:/bin", "SECRET_KEY": "kort"},
        capture_output=True,
        text=True,
    )

    assert done.returncode != 0
    assert "- SECRET_KEY must be a random text" in done.stderr
    assert "Traceback" not in done.stderr
