"""Who may do what with the people of an organisation, as predicates.

Who may give which function, by inviting:

| who, under the hat that is on                        | for which organisation                  | which functions |
|------------------------------------------------------|-----------------------------------------|-----------------|
| an administrator of the portal                       | any                                     | all             |
| a beheerder                                          | their own                               | all             |
| whom another app registers (the regiocoördinator)    | those that it answers                   | medewerker      |

A function gives rights only together with what the organisation is in a region, so a beheerder can give nothing that
reaches beyond the own organisation. A regiocoördinator brings in colleagues of the partners who write along; who decides
for a partner (bestuurder), holds its money (kassier), judges (beoordelaar) or lets people in (beheerder) is for the
partner itself. Nobody invites themselves: a function more is given by somebody else.
"""

from collections.abc import Callable

from iza_portal.accounts.choices import Function

GUEST_FUNCTIONS = {Function.MEDEWERKER}

_sources: list[Callable] = []


def register_inviters(source: Callable) -> None:
    """Let people of another app's making invite: `source(user)` answers a queryset of organisations."""
    if source not in _sources:
        _sources.append(source)


def invitable_by_others(user) -> set[int]:
    """Answer the organisations, by key, for which `user` may invite though they neither belong there nor run the portal."""
    return {pk for source in _sources for pk in source(user).values_list("pk", flat=True)}


def is_beheerder(user, organisation) -> bool:
    """Does this person, under the hat that is on, look after who may act for this organisation?"""
    return (
        user.is_authenticated
        and user.hat is not None
        and user.hat.pk == organisation.pk
        and any(
            membership.organisation_id == organisation.pk and membership.function == Function.BEHEERDER
            for membership in user.active_memberships
        )
    )


def may_see_people(user, organisation) -> bool:
    """See who acts for the organisation: those who do so too, and whoever may invite. `visible_to` is this as a filter."""
    if not user.is_authenticated:
        return False
    is_own = user.hat is not None and user.hat.pk == organisation.pk
    return user.is_portal_admin or is_own or organisation.pk in invitable_by_others(user)


def may_see_history(user, organisation) -> bool:
    """See what happened to the people of the organisation: those who act for it, and the portal's administrators."""
    if not user.is_authenticated:
        return False
    return user.is_portal_admin or (user.hat is not None and user.hat.pk == organisation.pk)


def may_manage(user, organisation) -> bool:
    """End what a person does at the organisation, and see everybody's address and every invitation."""
    return user.is_authenticated and (user.is_portal_admin or is_beheerder(user, organisation))


def functions_to_give(user, organisation) -> list[Function]:
    """Answer the functions that `user` may give by inviting for the organisation; none where they may not invite."""
    if may_manage(user, organisation):
        return list(Function)
    if user.is_authenticated and organisation.pk in invitable_by_others(user):
        return [function for function in Function if function in GUEST_FUNCTIONS]
    return []


def may_invite(user, organisation, function) -> bool:
    """Invite somebody for this function, or take back, or send again, an invitation for it."""
    return function in functions_to_give(user, organisation)


def may_run_portal(user) -> bool:
    """Look up every organisation, and end a person's access."""
    return user.is_authenticated and user.is_portal_admin
