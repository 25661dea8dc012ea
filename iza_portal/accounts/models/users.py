from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.functional import cached_property

# The types of `allauth.mfa` that count; recovery codes only stand in for one of these.
SECOND_FACTORS = ["totp", "webauthn"]


class UserManager(BaseUserManager):
    def get_by_natural_key(self, email):
        return self.get(email=email.lower())

    def create_user(self, email, password=None, **fields):
        """Make a person who signs in with `email`; without a password, only a reset link or OpenID Connect lets in."""
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person. The e-mail address is the name to sign in with; rights come from memberships, see `Membership`."""

    email = models.EmailField(
        "e-mailadres", unique=True, error_messages={"unique": "Dit e-mailadres is al in gebruik."}
    )
    name = models.CharField("naam", max_length=120)
    is_active = models.BooleanField("mag zich aanmelden", default=True)
    # Runs the portal; reads no draft without a logged reason.
    is_portal_admin = models.BooleanField("portaalbeheerder", default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        verbose_name = "persoon"
        verbose_name_plural = "personen"
        constraints = [models.CheckConstraint(name="user_email_lowercase", condition=Q(email=Lower("email")))]

    def __str__(self):
        return self.name or self.email

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name

    # The organisation that the person chose for this session; `HatMiddleware` fills it in.
    chosen_hat_id = None

    @cached_property
    def active_memberships(self):
        """What this person does where, now; one query for each person and request."""
        return self.memberships.model.active_of(self)

    @property
    def hats(self):
        """The organisations for which this person may act, by name."""
        return list(
            {membership.organisation_id: membership.organisation for membership in self.active_memberships}.values()
        )

    @cached_property
    def hat(self):
        """The organisation for which this person acts now: the one chosen, or the first; None without any."""
        hats = self.hats
        return next((hat for hat in hats if hat.pk == self.chosen_hat_id), hats[0] if hats else None)

    @cached_property
    def has_second_factor(self):
        """Has this person an authenticator app or a passkey? The backend asks it along with the person, see there."""
        return self.authenticator_set.filter(type__in=SECOND_FACTORS).exists()
