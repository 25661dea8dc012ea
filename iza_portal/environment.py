"""The settings that come from the environment: one table, checked at the start.

`SETTINGS` is the only list of them. The settings module reads its values with `read`, the README's table and
`docker-compose.yml` are held against it by a test, and a value that is missing or wrong stops the start with a sentence.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

REQUIRED = object()


class BadSetting(SystemExit):
    """Stops the start; its message has one line for each setting that is missing or wrong."""


def text(value: str) -> str:
    return value


def boolean(value: str) -> bool:
    words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    if value.lower() not in words:
        raise ValueError("must be true or false")
    return words[value.lower()]


def whole_number(value: str) -> int:
    if not (value.isascii() and value.isdigit()) or len(value) > 9:
        raise ValueError("must be a whole number, 0 or more")
    return int(value)


def port(value: str) -> int:
    if not (value.isascii() and value.isdigit()) or not 0 < int(value[:9]) < 65536:
        raise ValueError("must be a number from 1 to 65535")
    return int(value)


def log_level(value: str) -> str:
    if value not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
    return value


def secret(value: str) -> str:
    if len(value) < 50 or len(set(value)) < 10:
        raise ValueError("must be a random text of at least 50 characters")
    return value


def web_address(value: str) -> str:
    parts = urlsplit(value)
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or "@" in parts.netloc
        or parts.path not in {"", "/"}
    ):
        raise ValueError("must be the portal's address without a path, such as https://portaal.example.nl")
    return f"{parts.scheme}://{parts.netloc}"


def issuer(value: str) -> str:
    if not value.startswith("https://"):
        raise ValueError("must begin with https://")
    return value


def contact(value: str) -> str:
    if not value.startswith(("mailto:", "https://")):
        raise ValueError("must begin with mailto: or https://")
    return value


def redis_address(value: str) -> str:
    if not value.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("must begin with redis://, rediss:// or unix://")
    return value


def folder(value: str) -> Path:
    path = Path(value)
    if not path.is_absolute():
        raise ValueError("must be an absolute path")
    return path


@dataclass(frozen=True)
class Setting:
    """One setting: its name, how to read it, what it is without a value, and what it means to an operator."""

    name: str
    meaning: str
    kind: Callable[[str], Any] = text
    default: Any = REQUIRED
    is_secret: bool = False


SETTINGS = [
    Setting("SECRET_KEY", "Signs sessions and links; random, at least 50 characters.", secret, is_secret=True),
    Setting("PORTAL_URL", "The address people use, without a path.", web_address),
    Setting("DATABASE_HOST", "PostgreSQL: host name or the folder of its socket."),
    Setting("DATABASE_PORT", "PostgreSQL: port.", port, 5432),
    Setting("DATABASE_NAME", "PostgreSQL: database.", text, "iza_portal"),
    Setting("DATABASE_USER", "PostgreSQL: user.", text, "iza_portal"),
    Setting("DATABASE_PASSWORD", "PostgreSQL: password; empty for a socket that trusts its user.", text, "", True),
    Setting("REDIS_URL", "Redis, the broker of Celery: redis://, rediss:// or unix://.", redis_address, is_secret=True),
    Setting("DOSSIER_DIR", "Folder in which the finished dossiers are kept; web and worker share it.", folder),
    Setting(
        "EMAIL_HOST",
        "SMTP server; the demonstration alone starts without one, and writes its mail to the log.",
        text,
        "",
    ),
    Setting("EMAIL_PORT", "SMTP port (STARTTLS).", port, 587),
    Setting("EMAIL_USER", "SMTP user.", text, ""),
    Setting("EMAIL_PASSWORD", "SMTP password.", text, "", True),
    Setting("EMAIL_FROM", "Sender of the portal's mail.", text, "IZA-portaal <geen-antwoord@localhost>"),
    Setting("SECURITY_CONTACT", "Where a weakness is reported (mailto: or https:), for security.txt.", contact, ""),
    Setting("ACCESSIBILITY_CONTACT", "E-mail address in the accessibility statement.", text, ""),
    Setting("MFA_REQUIRED", "Everybody signs in with a second factor.", boolean, True),
    Setting("OIDC_ISSUER", "OpenID Connect: issuer; empty leaves it off.", issuer, ""),
    Setting("OIDC_NAME", "OpenID Connect: name on the button.", text, "uw organisatie"),
    Setting("OIDC_CLIENT_ID", "OpenID Connect: client id.", text, ""),
    Setting("OIDC_CLIENT_SECRET", "OpenID Connect: client secret.", text, "", True),
    Setting("TRUSTED_PROXY_COUNT", "Number of proxies of your own before the web process.", whole_number, 0),
    Setting("HSTS_SECONDS", "How long browsers insist on https.", whole_number, 31_536_000),
    Setting("LOG_LEVEL", "DEBUG, INFO, WARNING or ERROR.", log_level, "INFO"),
    Setting("DEMO", "The demonstration: demo accounts may sign in, http is allowed.", boolean, False),
]


def _given(name: str, environ: Mapping[str, str]) -> str | None:
    """Answer the value of `name`, or the content of the file that `<name>_FILE` names, as secrets are mounted."""
    if path := environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ValueError(f"cannot be read from {path}: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise ValueError(f"cannot be read from {path}: it is not a text in UTF-8") from error
    return environ.get(name)


def read(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Answer every setting by name; raise `BadSetting` that names all that are missing or wrong, never their values."""
    values, faults = {}, []
    for setting in SETTINGS:
        try:
            given = _given(setting.name, environ)
            if given and not given.isprintable():
                faults.append(f"{setting.name} must be one line without control characters")
            elif given:
                values[setting.name] = setting.kind(given)
            elif setting.default is REQUIRED:
                faults.append(f"{setting.name} is missing: {setting.meaning}")
            else:
                values[setting.name] = setting.default
        except ValueError as error:
            faults.append(f"{setting.name} {error}")
    if not faults:
        faults = _contradictions(values)
    if faults:
        raise BadSetting("The IZA-portaal does not start.\n" + "\n".join(f"- {fault}" for fault in faults))
    return values


def _contradictions(values: dict[str, Any]) -> list[str]:
    faults = []
    if not values["DEMO"] and not values["PORTAL_URL"].startswith("https://"):
        faults.append("PORTAL_URL must begin with https:// outside the demonstration")
    if not values["DEMO"] and not values["EMAIL_HOST"]:
        faults.append(
            "EMAIL_HOST is missing: outside the demonstration no log may hold mail, with its links that let in"
        )
    if values["OIDC_ISSUER"] and not (values["OIDC_CLIENT_ID"] and values["OIDC_CLIENT_SECRET"]):
        faults.append("OIDC_CLIENT_ID and OIDC_CLIENT_SECRET are needed with OIDC_ISSUER")
    return faults


def markdown_table() -> str:
    """Answer the settings as the table of the README: `python -m iza_portal.environment` prints it."""
    lines = ["| Setting | Meaning | Without it |", "| --- | --- | --- |"]
    for setting in SETTINGS:
        if setting.default is REQUIRED:
            default = "does not start"
        elif setting.default == "":
            default = "empty"
        else:
            default = f"`{str(setting.default).lower() if setting.kind is boolean else setting.default}`"
        secret_mark = " Secret." if setting.is_secret else ""
        lines.append(f"| `{setting.name}` | {setting.meaning}{secret_mark} | {default} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(markdown_table())  # noqa: T201
