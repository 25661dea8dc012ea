"""What a password must be. Django's own rules, in our words: not all of its messages are translated."""

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError

from iza_portal.accounts.demonstration import is_refused_password

MIN_LENGTH = 12


class LongEnough(MinimumLengthValidator):
    def __init__(self):
        super().__init__(MIN_LENGTH)

    def get_error_message(self):
        return f"Dit wachtwoord is te kort. Neem er een van minstens {MIN_LENGTH} tekens."


class NotCommon(CommonPasswordValidator):
    def get_error_message(self):
        return "Dit wachtwoord gebruiken veel mensen. Kies een ander."


class NotLikeThePerson(UserAttributeSimilarityValidator):
    """Not like the name or the address of who takes it."""

    DEFAULT_USER_ATTRIBUTES = ("name", "email")

    def __init__(self):
        super().__init__(self.DEFAULT_USER_ATTRIBUTES)

    def get_error_message(self):
        return "Dit wachtwoord lijkt te veel op uw naam of e-mailadres. Kies een ander."


class NotTheDemonstrations:
    """Not the password of the demonstration, in earnest: everybody knows it."""

    def validate(self, password, user=None):
        if is_refused_password(password):
            raise ValidationError("Dit wachtwoord staat in de uitleg van het portaal. Kies een ander.", code="demo")

    def get_help_text(self):
        return ""
