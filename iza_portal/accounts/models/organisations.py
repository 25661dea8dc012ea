from functools import cache

from django.conf import settings
from django.db import models
from django.db.models import Q

from iza_portal.accounts import rules
from iza_portal.accounts.choices import Function, Kind
from iza_portal.names import DutchOrder
from iza_portal.rows import Columns, many


class OrganisationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those whose people `user` may see: the one they act for, and those for which they may invite.

        The same as `rules.may_see_people`, as a filter. That an organisation exists is no secret: regions show it.
        """
        if not user.is_authenticated:
            return self.none()
        if user.is_portal_admin:
            return self
        own = Q(pk=user.hat.pk) if user.hat else Q(pk=None)
        return self.filter(own | Q(pk__in=rules.invitable_by_others(user)))


class Organisation(models.Model):
    """A party that people act for: a municipality, an insurer, a GGD, a body of patients."""

    kind = models.CharField("soort", max_length=20, choices=Kind.choices)
    name = models.CharField("naam", max_length=200)
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        through="Membership",
        through_fields=("organisation", "user"),
        related_name="organisations",
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "organisatie"
        ordering = [DutchOrder("name")]
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="organisation_unique")]

    def __str__(self):
        return f"Gemeente {self.name}" if self.kind == Kind.GEMEENTE else self.name


class MembershipQuerySet(models.QuerySet):
    def active(self):
        return self.filter(ended_at=None)

    def visible_to(self, user):
        """Those at the organisations whose people `user` may see."""
        return self.filter(organisation__in=Organisation.objects.visible_to(user))


class Membership(models.Model):
    """A person acts for an organisation in one function, from `created_at` until `ended_at` (empty: still)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    function = models.CharField("functie", max_length=20, choices=Function.choices)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField("beëindigd op", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "function"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "function"], condition=Q(ended_at=None), name="membership_active_once"
            )
        ]

    def __str__(self):
        return f"{self.user}, {self.get_function_display()} bij {self.organisation}"

    @classmethod
    def active_of(cls, user) -> "list[Membership]":
        """Answer what this person does where, now, in the order of the organisations; one query, that every page asks."""
        query, own, of_organisation = _active()
        found = []
        for row in many(query, user.pk):
            membership = own.made(row[: own.count])
            membership.user, membership.organisation = user, of_organisation.made(row[own.count :])
            found.append(membership)
        return found


@cache
def _active() -> tuple[str, Columns, Columns]:
    own, of_organisation = Columns(Membership, "membership"), Columns(Organisation, "organisation")
    query = f"""
        SELECT {own.sql}, {of_organisation.sql} FROM accounts_membership membership
        JOIN accounts_organisation organisation ON organisation.id = membership.organisation_id
        WHERE membership.user_id = %s AND membership.ended_at IS NULL
        ORDER BY {DutchOrder.as_written("organisation.name")}, membership.function
    """  # noqa: S608 (nothing of a person is in it)
    return query, own, of_organisation
