from django.core.management.base import BaseCommand, CommandError

from iza_portal.demo.loading import NotHere, load


class Command(BaseCommand):
    help = "Load the demonstration: people, plans, figures and regiobeelden. A second time changes nothing of what is there."

    def handle(self, *args, **options):
        try:
            people, plans, files, beelden = load()
        except NotHere as problem:
            raise CommandError(str(problem)) from problem
        new = f"{people} people, {plans} plans, {files} files of figures and {beelden} regiobeelden"
        self.stdout.write(f"Demonstration: {new} are new.")
