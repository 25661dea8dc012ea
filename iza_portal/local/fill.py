"""Fills a database in one process: tables, reference data, demonstration; what is there already stays as it is.

`python -m iza_portal.local.fill` prints what the person at the terminal should know: the demo accounts.
"""

import sys

import django
from django.core.management import call_command, get_commands


def fill() -> None:
    """Bring tables, reference data and demonstration up to date; raise as the commands do."""
    django.setup()
    from iza_portal.page.tasks import heartbeat

    call_command("migrate", interactive=False, verbosity=0)
    for command in ("load_reference", "load_demo"):
        if command in get_commands():
            call_command(command, stdout=sys.stderr)
    # Beat's first heartbeat comes after ten seconds; this one waits for the worker, so that the portal is ready at once.
    heartbeat.delay()
    if "demo_accounts" in get_commands():
        call_command("demo_accounts")


if __name__ == "__main__":
    fill()
