from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from iza_portal.accounts.demonstration import DEMO_PASSWORD
from iza_portal.demo.accounts import ACCOUNTS


class Command(BaseCommand):
    help = "Print with which accounts one can look around in the demonstration."

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("This portal is not a demonstration (DEMO is not true), so it has no demo accounts.")
        width = max(len(account.email) for account in ACCOUNTS)
        self.stdout.write(f"Demo accounts, all with the password {DEMO_PASSWORD}\n")
        for account in ACCOUNTS:
            self.stdout.write(f"  {account.email:{width}}  {account.can}")
