from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from iza_portal.accounts.links import password_link
from iza_portal.accounts.people import make_portal_admin


class Command(BaseCommand):
    help = "Makes a person an administrator of the portal, and prints the link with which they choose their password."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("name", help="as colleagues know this person")

    def handle(self, *args, email, name, **options):
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email} is not an e-mail address.") from error
        user = make_portal_admin(email=email, name=name)
        self.stderr.write("This link works once, for three days. Give it to nobody else:")
        self.stdout.write(password_link(user))
