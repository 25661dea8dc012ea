"""The account of a budget over a year: opened, filled in, offered by one person and settled by another, and then kept."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from funding.grootboek.holding import held
from funding.models import (
    Boeking,
    Budget,
    Indicatorwaarde,
    Sisaindicator,
    Verantwoording,
    Verantwoordingsstand,
    Waardesoort,
)
from funding.sisa import rights
from funding.sisa.checking import checks_of, obstacles_among
from funding.sisa.postings import indicators_of
from funding.sisa.telling import tell_offered, tell_returned
from funding.sisa.values import ANSWERS, ASKED, code_of, computed_values
from funding.verbs import FundingVerb
from iza_portal.hashing import hash_of
from iza_portal.outdated import OutdatedVersion
from iza_portal.page.templatetags.page import long_date
from iza_portal.trail.recording import record
from regions.models import Municipality

#: Of which shape the frozen content is; a later one is read beside it.
LAYOUT = 1
LONGEST_VALUE = 500
LONGEST_REASON = 2000


@transaction.atomic
def open_account(budget: Budget, year: int, *, by, municipality: Municipality | None = None) -> Verantwoording:
    """Answer the account of the budget over a year, made where it was not there; of a `municipality`, over its local part.

    Raises `PermissionDenied` for who does not keep that money, and `ValidationError` where nothing is asked over the year.
    """
    budget = held(budget)
    if not rights.may_open(by, budget, municipality):
        raise PermissionDenied
    if municipality is not None:
        _check_medeoverheid(budget, municipality)
    account = Verantwoording.objects.filter(budget=budget, year=year, municipality=municipality).first()
    if account is not None:
        return account
    if year > timezone.localdate().year:
        raise ValidationError({"year": f"Het jaar {year} is nog niet begonnen."})
    asked = Sisaindicator.objects.filter(
        regeling=budget.regeling, is_between=municipality is not None, first_year__lte=year, last_year__gte=year
    )
    if not asked.exists():
        raise ValidationError({"year": f"Over {year} vraagt {budget.regeling} geen verantwoording met indicatoren."})
    account = Verantwoording.objects.create(budget=budget, year=year, municipality=municipality)
    _record(FundingVerb.ACCOUNT_OPENED, account, by=by)
    return account


@transaction.atomic
def fill_in(
    verantwoording: Verantwoording, *, by, version: int, values: dict[tuple[int, int | None], str]
) -> Verantwoording:
    """Keep what a person answers where no sum does: per indicator, and per municipality where it is asked for each.

    An empty answer takes it away. Amounts are texts of eurocents. Raises `PermissionDenied`, `OutdatedVersion`, and
    `ValidationError` for what is not asked, or was offered.
    """
    account = _held(verantwoording)
    if not rights.may_keep(by, account):
        raise PermissionDenied
    _check_status(account, Verantwoordingsstand.CONCEPT)
    _check_version(account, version)
    indicators = {each.pk: each for each in indicators_of(account) if each.meaning in ASKED}
    now = timezone.now()
    for (indicator_pk, municipality_pk), value in values.items():
        indicator = indicators.get(indicator_pk)
        if indicator is None or (municipality_pk is not None) != indicator.per_receiver:
            raise ValidationError("Deze indicator is niet in te vullen.")
        place = {"verantwoording": account, "indicator": indicator, "municipality_id": municipality_pk}
        if not (value := _value_of(indicator, value)):
            Indicatorwaarde.objects.filter(**place).delete()
        else:
            Indicatorwaarde.objects.update_or_create(**place, defaults={"value": value, "by": by, "at": now})
    return _moved(account, FundingVerb.ACCOUNT_FILLED, by=by)


@transaction.atomic
def offer(verantwoording: Verantwoording, *, by, version: int) -> Verantwoording:
    """Offer the account to be settled, with all that it says as it is now: who settles settles that and nothing else.

    Raises `PermissionDenied`, `OutdatedVersion`, and `ValidationError` with each obstacle that there is.
    """
    account = _held(verantwoording)
    if not rights.may_keep(by, account):
        raise PermissionDenied
    _check_status(account, Verantwoordingsstand.CONCEPT)
    _check_version(account, version)
    account.content = _content_of(account)
    account.sha256 = hash_of(account.content)
    account.status = Verantwoordingsstand.AANGEBODEN
    account.offered_by, account.offered_at, account.returned_reason = by, timezone.now(), ""
    account = _moved(account, FundingVerb.ACCOUNT_OFFERED, by=by)
    tell_offered(account, by=by)
    return account


@transaction.atomic
def send_back(verantwoording: Verantwoording, *, by, version: int, reason: str) -> Verantwoording:
    """Give an account that was offered back to who keeps it, with the reason: by who settles, or by who keeps it.

    Raises `PermissionDenied`, `OutdatedVersion`, and `ValidationError` without a reason.
    """
    account = _held(verantwoording)
    if not (rights.may_settle(by, account) or rights.may_keep(by, account)):
        raise PermissionDenied
    _check_status(account, Verantwoordingsstand.AANGEBODEN)
    _check_version(account, version)
    if not (reason := reason.strip()):
        raise ValidationError({"reason": "Schrijf waarom u de verantwoording teruggeeft."})
    if len(reason) > LONGEST_REASON:
        raise ValidationError({"reason": f"Schrijf ten hoogste {LONGEST_REASON} tekens."})
    offered_by = account.offered_by
    account.content, account.sha256 = None, ""
    account.status = Verantwoordingsstand.CONCEPT
    account.offered_by = account.offered_at = None
    account.returned_reason = reason
    account = _moved(account, FundingVerb.ACCOUNT_RETURNED, by=by, reason=reason)
    tell_returned(account, offered_by, by=by)
    return account


@transaction.atomic
def settle(verantwoording: Verantwoording, *, by, version: int) -> Verantwoording:
    """Settle the account (vaststellen): it is kept as it is, and of a budget the ledger closes its book year.

    By another person than who offered it. Raises `PermissionDenied`, `OutdatedVersion`, and `ValidationError` where there is
    an obstacle, or where the values are others than those that were offered.
    """
    account = _held(verantwoording)
    if not rights.may_settle(by, account):
        raise PermissionDenied
    _check_status(account, Verantwoordingsstand.AANGEBODEN)
    if account.offered_by_id == by.pk:
        raise ValidationError("U bood deze verantwoording zelf aan. Iemand anders stelt haar vast.")
    _check_version(account, version)
    offered, account.content = account.content, None
    now = _content_of(account)
    if now["indicators"] != offered["indicators"]:
        raise ValidationError(
            "Sinds het aanbieden is een waarde veranderd, bijvoorbeeld doordat er is geboekt. Geef de verantwoording "
            "terug, zodat zij opnieuw wordt aangeboden."
        )
    account.settled_at = timezone.now()
    account.content = now | {
        "settled": {
            "on": timezone.localdate(account.settled_at).isoformat(),
            "day": long_date(timezone.localdate(account.settled_at)),
            # No names of people: who acted stands beside it, and for organisations it binds.
            "organisation": account.municipality.name if account.municipality_id else account.budget.holder.name,
        }
    }
    account.sha256 = hash_of(account.content)
    account.status, account.settled_by = Verantwoordingsstand.VASTGESTELD, by
    return _moved(account, FundingVerb.ACCOUNT_SETTLED, by=by)


def _content_of(account: Verantwoording) -> dict:
    """Answer all that the account says, as JSON. Raises `ValidationError` with each obstacle."""
    values = computed_values(account)
    checks = checks_of(account, values)
    if obstacles := obstacles_among(checks):
        raise ValidationError([check.sentence for check in obstacles])
    budget, regeling = account.budget, account.budget.regeling
    # While the budget is held nothing is booked on it: what comes later has a higher key than any that there is.
    last = Boeking.objects.aggregate(last=Max("pk"))["last"]
    return {
        "layout": LAYOUT,
        "regeling": regeling.title,
        "short_title": regeling.short_title,
        "code": code_of(account),
        "legal_ground": regeling.source,
        "receiver": str(budget.receiver),
        "holder": budget.holder.name,
        "municipality": account.municipality.name if account.municipality_id else "",
        "year": account.year,
        "indicators": [value.as_json() for value in values],
        "checks": [check.as_json() for check in checks],
        # The postings up to this one are what the values were added up of.
        "until": last or 0,
    }


def _check_medeoverheid(budget: Budget, municipality: Municipality) -> None:
    if municipality.organisation_id == budget.holder_id:
        raise ValidationError("Dit is de gemeente van de kassier zelf: zij staat in de verantwoording van de regio.")
    # Of a concept of a division there is nothing to account for.
    if not Boeking.objects.filter(budget=budget, regel__municipality=municipality).exists():
        raise ValidationError(f"{municipality} heeft geen lokaal deel in dit budget.")


def _held(verantwoording: Verantwoording) -> Verantwoording:
    """Answer the account as it is now, its budget held and then its own row."""
    budget = held(verantwoording.budget)
    accounts = Verantwoording.objects.select_related("municipality", "offered_by")
    account = accounts.select_for_update(of=["self"]).get(pk=verantwoording.pk)
    account.budget = budget
    return account


def _check_status(account: Verantwoording, status: Verantwoordingsstand) -> None:
    if account.status != status:
        raise ValidationError(f"De verantwoording is intussen: {account.get_status_display()}.")


def _check_version(account: Verantwoording, version: int) -> None:
    if account.version != version:
        raise OutdatedVersion(account)


def _value_of(indicator: Sisaindicator, value: str) -> str:
    """Answer the value as it is kept. Raises `ValidationError`."""
    value = " ".join(value.split())
    if not value:
        return ""
    if len(value) > LONGEST_VALUE or not value.isprintable():
        raise ValidationError(f"Indicator {indicator.number}: gebruik ten hoogste {LONGEST_VALUE} gewone tekens.")
    if indicator.kind == Waardesoort.JA_NEE and value not in ANSWERS:
        raise ValidationError(f"Indicator {indicator.number}: antwoord ja of nee.")
    if indicator.kind == Waardesoort.BEDRAG and not value.removeprefix("-").isdecimal():
        raise ValidationError(f"Indicator {indicator.number}: vul een bedrag in.")
    return value


def _moved(account: Verantwoording, verb: FundingVerb, *, by, reason: str = "") -> Verantwoording:
    account.version += 1
    account.save()
    _record(verb, account, by=by, reason=reason)
    return account


def _record(verb: FundingVerb, account: Verantwoording, *, by, reason: str = "") -> None:
    whose = f" ({account.municipality})" if account.municipality_id else ""
    record(
        verb,
        account.budget,
        by=by,
        detail=f"{account.year}{whose}",
        part_id=account.pk,
        reason=reason,
        after={"stand": account.status, "kenmerk": account.sha256},
    )
