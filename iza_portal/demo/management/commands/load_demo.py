from django.core.management.base import BaseCommand, CommandError

from iza_portal.demo.loading import NotHere, load


class Command(BaseCommand):
    help = "Load the demonstration's people, plans and figures. Loading again changes nothing of what is there."

    def handle(self, *args, **options):
        try:
            people, plans, files = load()
        except NotHere as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"Demonstration: {people} people, {plans} plans and {files} files of figures are new.")
