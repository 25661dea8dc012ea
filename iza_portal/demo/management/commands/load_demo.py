from django.core.management.base import BaseCommand, CommandError

from iza_portal.demo.loading import NotHere, load


class Command(BaseCommand):
    help = "Load the demonstration's people and plans. Loading again changes nothing of what is there."

    def handle(self, *args, **options):
        try:
            people, plans = load()
        except NotHere as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"Demonstration: {people} people and {plans} plans are new.")
