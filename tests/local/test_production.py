"""What runs the portal in production says the same as the code: compose file, README, example of the settings."""

import re

import pytest
import yaml

from iza_portal.environment import REQUIRED, SETTINGS, markdown_table, read
from iza_portal.local.prepare import ASSETS, PANGO, PROJECT, TEXT_SCHEMA, asset_inputs

COMPOSE = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OF_THE_PORTAL = ["migrate", "web", "worker", "beat"]
GIVEN = {
    "SECRET_KEY": "k8Jd0-xWq2_Lm5Tz7Rb1Vc9Yn4Gh6Pf3Sa8De0Uo2Ik5Ej7Mw1Xt9",
    "PORTAL_URL": "https://portaal.example.nl",
    "DATABASE_PASSWORD": "wachtwoord",
    "EMAIL_HOST": "mail.example.nl",
}


def interpolated(value, given):
    """What compose makes of `${NAME:-default}` and `${NAME:?complaint}`."""

    def fill(match):
        name, mark, rest = match["name"], match["mark"], match["rest"]
        if given.get(name):
            return given[name]
        if mark == ":?":
            raise LookupError(f"{name}: {rest}")
        return rest or ""

    return re.sub(r"\$\{(?P<name>\w+)(?:(?P<mark>:[-?])(?P<rest>[^}]*))?\}", fill, str(value))


def environment(service, given):
    return {name: interpolated(value, given) for name, value in SERVICES[service]["environment"].items()}


@pytest.mark.parametrize("service", OF_THE_PORTAL)
def test_compose_hands_over_exactly_the_settings_that_the_code_reads(service):
    assert set(SERVICES[service]["environment"]) == {setting.name for setting in SETTINGS}


@pytest.mark.parametrize("service", OF_THE_PORTAL)
def test_what_compose_hands_over_starts_the_portal(service):
    values = read(environment(service, GIVEN))

    assert values["DEMO"] is False
    assert values["MFA_REQUIRED"] is True
    assert values["DATABASE_HOST"] in SERVICES
    assert values["DOSSIER_DIR"].as_posix() in [volume.split(":")[1] for volume in SERVICES[service]["volumes"]]


@pytest.mark.parametrize("name", GIVEN)
def test_without_a_secret_or_an_address_nothing_starts(name):
    with pytest.raises(LookupError, match=name):
        environment("web", GIVEN | {name: ""})


def test_the_database_gets_the_name_and_the_password_that_the_portal_uses():
    ours = environment("web", GIVEN)
    theirs = environment("postgres", GIVEN)

    assert (theirs["POSTGRES_DB"], theirs["POSTGRES_USER"], theirs["POSTGRES_PASSWORD"]) == (
        ours["DATABASE_NAME"],
        ours["DATABASE_USER"],
        ours["DATABASE_PASSWORD"],
    )


def test_everything_waits_for_the_migrations_and_tells_how_it_is():
    for service in ("web", "worker", "beat"):
        assert SERVICES[service]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    for service in set(SERVICES) - {"migrate"}:
        assert SERVICES[service]["healthcheck"]["test"]


def test_nothing_is_reached_from_outside_but_web_and_that_on_this_machine_only():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["web"]
    assert interpolated(SERVICES["web"]["ports"][0], {}) == "127.0.0.1:8000:8000"


def test_images_are_pinned():
    images = [service["image"] for service in SERVICES.values()]
    images += re.findall(r"^FROM (\S+)", (PROJECT / "Dockerfile").read_text(), re.MULTILINE)

    assert [image for image in images if not re.search(r":\d+\.\d+", image)] == []


def test_the_image_has_the_libraries_that_the_local_portal_installs():
    dockerfile = (PROJECT / "Dockerfile").read_text()

    assert [package for package in PANGO if package not in dockerfile] == []


def test_the_image_is_built_with_settings_that_start():
    dockerfile = (PROJECT / "Dockerfile").read_text()
    step = re.search(r"^RUN SECRET_KEY=.*?python manage.py", dockerfile, re.MULTILINE | re.DOTALL)[0]
    given = dict(re.findall(r"(\b[A-Z_]+)=(\S+)", step))

    assert read(given | {"SECRET_KEY": GIVEN["SECRET_KEY"]})["DEMO"] is False


def test_the_image_runs_as_an_ordinary_user():
    users = re.findall(r"^USER (\S+)", (PROJECT / "Dockerfile").read_text(), re.MULTILINE)

    assert users == ["portal"]


def test_the_readme_has_the_table_of_the_settings():
    assert markdown_table() in (PROJECT / "README.md").read_text(), (
        "paste what `python -m iza_portal.environment` prints"
    )


def test_the_example_names_settings_and_no_secret():
    lines = (PROJECT / ".env.example").read_text().splitlines()
    values = dict(line.lstrip("#").split("=", 1) for line in lines if re.match(r"#?[A-Z_]+=", line))

    assert set(values) <= {setting.name for setting in SETTINGS}
    assert all(not values[setting.name] for setting in SETTINGS if setting.is_secret and setting.name in values)
    required = {setting.name for setting in SETTINGS if setting.default is REQUIRED}
    assert required - set(values) == {"DATABASE_HOST", "REDIS_URL", "DOSSIER_DIR"}  # Compose knows these itself.


def test_the_image_has_what_the_browsers_files_are_joined_of():
    """A file of the browser's part may import one that lies elsewhere, such as the schema of texts."""
    stage = (PROJECT / "Dockerfile").read_text().split("FROM")[1]
    copied = [PROJECT / path for line in re.findall(r"^COPY (.+) \S+$", stage, re.MULTILINE) for path in line.split()]
    imported = {
        (source.parent / name).resolve()
        for source in ASSETS.rglob("*.js")
        for name in re.findall(r'from "(\.[^"]+)"', source.read_text())
    }
    assert TEXT_SCHEMA in imported
    for path in imported:
        assert any(path.is_relative_to(place) for place in copied), path


def test_the_browsers_files_are_joined_anew_when_the_schema_changes():
    assert {TEXT_SCHEMA, ASSETS / "editor" / "editor.js"} <= set(asset_inputs())
