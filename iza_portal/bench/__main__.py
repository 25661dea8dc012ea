"""`python -m iza_portal.bench [PREFIX]`: fills an empty database and prints the measurements whose name begins so."""

import sys
from itertools import chain

import django
from django.core.management import call_command


def main(only: str) -> None:
    django.setup()
    from django.conf import settings

    from iza_portal.bench import cowriting, data, dossiers, figures, money, opgaven, pages, transformatie

    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    call_command("load_reference", stdout=sys.stderr)
    setting = data.fill()
    parts = (pages, opgaven, transformatie, money, dossiers, figures, cowriting)
    for result in chain(*(part.measure(setting, only) for part in parts)):
        print(result.line(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
