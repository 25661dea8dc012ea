"""Proposals to divide the money of a year: the kassier writes one, the municipalities agree, and it is booked."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max, Q, Sum
from django.utils import timezone

from funding import rules
from funding.grootboek.holding import held
from funding.grootboek.members import members_of
from funding.grootboek.posting import Row, post
from funding.grootboek.standing import saldo_of
from funding.models import (
    MOST,
    Antwoord,
    Boeksoort,
    Boekstuk,
    Budget,
    Budgetregel,
    Deel,
    Handeling,
    Instemming,
    Verdeelaandeel,
    Verdeelregel,
    Verdeelvoorstel,
    Voorstelstand,
)
from funding.verbs import FundingVerb
from funding.verdelen import telling
from funding.verdelen.key import key_of
from funding.verdelen.standing import divided_now
from iza_portal.outdated import OutdatedVersion
from iza_portal.page.templatetags.page import euro
from iza_portal.trail.recording import record
from regions.models import Municipality

#: In which a proposal is still to be decided on.
OPEN = [Voorstelstand.CONCEPT, Voorstelstand.VOORGELEGD]
NOT_A_MEMBER = "{municipality} hoort in {year} niet bij {region} en krijgt over dat jaar geen aandeel."


@transaction.atomic
def propose(budget: Budget, *, by, year: int, note: str = "") -> Verdeelvoorstel:
    """Begin a proposal for a year, filled with how its money is divided now.

    A regional line in which a municipality has a share that is no member of that year is divided anew by the key, and its
    local part is left out. Raises `PermissionDenied` for who is not the kassier, and `ValidationError` for a year that the
    regeling does not have or for which a proposal is open.
    """
    budget = held(budget)
    if budget.mandaatregio_id is None or not rules.keeps(by, budget):
        raise PermissionDenied
    years = budget.regeling.years
    if year not in years:
        raise ValidationError({"year": f"De regeling {budget.regeling} loopt van {years[0]} tot en met {years[-1]}."})
    if budget.voorstellen.filter(year=year, status__in=OPEN).exists():
        raise ValidationError({"year": f"Er is al een voorstel voor {year}. Werk dat af, of trek het in."})
    key = key_of(budget, year)
    if not key.members:
        raise ValidationError({"year": f"Het portaal kent geen gemeenten van {budget.mandaatregio} in {year}."})
    last = budget.voorstellen.filter(year=year).aggregate(last=Max("number"))["last"] or 0
    voorstel = Verdeelvoorstel(budget=budget, year=year, number=last + 1, note=_one_text(note), by=by)
    voorstel.full_clean(exclude=["budget", "by"])
    voorstel.save()
    members = {each.pk for each in key.members}
    of_lines: dict[int, dict[int, int]] = {}
    for (regel_pk, municipality_pk), cents in divided_now(budget, year).items():
        of_lines.setdefault(regel_pk, {})[municipality_pk] = cents
    for regel in budget.regels.filter(pk__in=of_lines):
        parts = of_lines[regel.pk]
        if not members.issuperset(parts) or min(parts.values()) < 0:
            if regel.part == Deel.LOKAAL:
                continue
            parts = key.divide(sum(parts.values()))
        _write(Verdeelregel(voorstel=voorstel, regel=regel, cents=sum(parts.values())), parts)
    record(FundingVerb.PROPOSED, budget, by=by, detail=str(voorstel), part_id=voorstel.pk)
    return voorstel


@transaction.atomic
def set_row(
    voorstel: Verdeelvoorstel,
    *,
    by,
    cents: int,
    version: int | None = None,
    regel: Budgetregel | None = None,
    title: str = "",
    part: Deel | None = None,
    municipality: Municipality | None = None,
    opgave_key: UUID | str | None = None,
    note: str = "",
    shares: Mapping[int, int] | None = None,
) -> Verdeelregel:
    """Give an amount to a line of the budget (`regel`), or to a new one with this `title`, `part` and `municipality`.

    `cents` and `shares` (by the key of a municipality) are eurocents. Without shares a regional line is divided by the key;
    a local part is of its municipality alone. `version` is that of the row that the person saw, None where there was none.
    Another `title` and `opgave_key` count when the proposal is booked; until then the line is called what it is. The title
    of a line that money was booked on, or that was put to the municipalities, stays; `opgave_key` as None leaves the opgave,
    and empty takes it away.
    Raises `OutdatedVersion`, `PermissionDenied`, and `ValidationError` at its field: no amount, a municipality that is no
    member, shares that do not add up, more than there is for the year.
    """
    voorstel = _writable(voorstel, by)
    budget = voorstel.budget
    if not 0 <= cents <= MOST:
        raise ValidationError(
            {"cents": "Vul een bedrag in van nul of hoger." if cents < 0 else "Dit bedrag is te groot."}
        )
    title = " ".join(title.split())
    regel = _line(budget, regel, title, part, municipality, opgave_key)
    row = voorstel.regels.filter(regel=regel).first()
    if row and row.version != version:
        raise OutdatedVersion(row)
    if row is None and version is not None:
        raise ValidationError("Een collega haalde deze regel weg. Voeg hem opnieuw toe als u hem nodig hebt.")
    parts = _parts(voorstel, regel, cents, shares)
    elsewhere = voorstel.regels.exclude(regel=regel).aggregate(total=Sum("cents"))["total"] or 0
    over = elsewhere + cents - saldo_of(budget, voorstel.year).beschikbaar
    if over > 0:
        raise ValidationError(
            {"cents": f"Met dit bedrag verdeelt het voorstel {euro(over)} meer dan er over {voorstel.year} is."}
        )
    row = row or Verdeelregel(voorstel=voorstel, version=0)
    row.regel = regel
    before = row.cents
    _rename(row, title, opgave_key)
    row.cents, row.note, row.version = cents, note.strip(), row.version + 1
    row.full_clean(exclude=["voorstel", "regel"])
    _write(row, parts)
    _touch(voorstel)
    detail = f"{row.name}: {euro(cents)}"
    change = {"before": {"centen": before}, "after": {"centen": cents}}
    record(FundingVerb.PROPOSAL_LINE_SET, budget, by=by, detail=detail, part_id=voorstel.pk, **change)
    return row


@transaction.atomic
def remove_row(row: Verdeelregel, *, by, version: int) -> None:
    """Take a line out of a proposal, and out of the budget where nothing else speaks of it; its money is free again.

    Raises `OutdatedVersion`, `PermissionDenied`, and `ValidationError` where the proposal is no longer written.
    """
    voorstel = _writable(row.voorstel, by)
    row = voorstel.regels.select_related("regel").filter(pk=row.pk).first()
    if row is None:
        return
    if row.version != version:
        raise OutdatedVersion(row)
    regel, name = row.regel, row.name
    row.aandelen.all().delete()
    row.delete()
    is_used = regel.is_booked or regel.verplichtingen.exists()
    if not is_used and not Verdeelregel.objects.filter(regel=regel).exists():
        regel.delete()
    _touch(voorstel)
    record(FundingVerb.PROPOSAL_LINE_REMOVED, voorstel.budget, by=by, detail=name, part_id=voorstel.pk)


@transaction.atomic
def put(voorstel: Verdeelvoorstel, *, by, due_on: date, version: int | None = None) -> None:
    """Put the proposal to all municipalities of its year, to answer by the end of `due_on`; from now on it does not change.

    The ledger is asked first whether it would take it. Raises `OutdatedVersion` where it changed since the person saw
    `version` of it, `PermissionDenied`, and `ValidationError`: a day that is past, nothing that changes, more than there is.
    """
    voorstel = _writable(voorstel, by)
    if version is not None and voorstel.version != version:
        raise OutdatedVersion(voorstel)
    if due_on <= timezone.localdate():
        raise ValidationError({"due_on": "Kies een dag na vandaag."})
    if due_on.year > voorstel.year + 2:
        raise ValidationError({"due_on": "Kies een dag die dichterbij is."})
    members = list(members_of(voorstel.budget.mandaatregio, voorstel.year))
    _check_members(voorstel, members)
    _try(voorstel, by)
    voorstel.status, voorstel.put_at, voorstel.due_on = Voorstelstand.VOORGELEGD, timezone.now(), due_on
    voorstel.version += 1
    voorstel.save(update_fields=["status", "put_at", "due_on", "version"])
    Instemming.objects.bulk_create(Instemming(voorstel=voorstel, municipality=each) for each in members)
    record(FundingVerb.PROPOSAL_PUT, voorstel.budget, by=by, detail=str(voorstel), part_id=voorstel.pk)
    telling.tell_put(voorstel, by=by)


@transaction.atomic
def answer(
    voorstel: Verdeelvoorstel, *, by, municipality: Municipality, answer: Antwoord, reason: str = ""
) -> Instemming:
    """Say for a municipality whether it agrees; it can say otherwise until the proposal is booked.

    Raises `PermissionDenied` for who does not speak for it, and `ValidationError` where it is not asked, where no answer was
    chosen, or where it does not agree and does not say why.
    """
    voorstel = _held(voorstel)
    if not rules.speaks_for(by, municipality):
        raise PermissionDenied
    if voorstel.status != Voorstelstand.VOORGELEGD:
        raise ValidationError(f"Dit voorstel is {voorstel.get_status_display()}: antwoorden kan niet meer.")
    said = voorstel.instemmingen.filter(municipality=municipality).first()
    if said is None:
        raise ValidationError(not_a_member(voorstel, municipality))
    reason = _one_text(reason)
    if answer not in Antwoord.values:
        raise ValidationError({"answer": "Kies een antwoord."})
    if answer == Antwoord.NIET_AKKOORD and not reason:
        raise ValidationError({"reason": "Schrijf waarom de gemeente niet akkoord gaat."})
    before = said.get_answer_display()
    said.answer, said.reason, said.by, said.at = answer, reason, by, timezone.now()
    said.full_clean(exclude=["voorstel", "municipality", "by"])
    said.save()
    detail = f"{municipality}: {said.get_answer_display()}"
    change = {"before": {"antwoord": before}, "after": {"antwoord": said.get_answer_display()}}
    subject = voorstel.budget
    record(FundingVerb.PROPOSAL_ANSWERED, subject, by=by, detail=detail, part_id=voorstel.pk, reason=reason, **change)
    telling.tell_answered(voorstel, said, by=by)
    return said


@transaction.atomic
def book(voorstel: Verdeelvoorstel, *, by) -> Boekstuk:
    """Book the proposal as the differences with the division before it, once all municipalities agreed.

    Raises `PermissionDenied`, and `ValidationError` where it was not put, where not all agreed, where other municipalities
    are in the region than were asked, or where the ledger does not take it.
    """
    voorstel = _held(voorstel)
    if not rules.keeps(by, voorstel.budget):
        raise PermissionDenied
    if voorstel.status != Voorstelstand.VOORGELEGD:
        raise ValidationError(f"Dit voorstel is {voorstel.get_status_display()} en kan niet worden verwerkt.")
    asked = {each.municipality: each for each in voorstel.instemmingen.select_related("municipality")}
    if changed := members_changed(voorstel, asked):
        raise ValidationError(changed)
    waiting = [str(who) for who, said in asked.items() if said.answer != Antwoord.AKKOORD]
    if waiting:
        raise ValidationError(f"Nog niet akkoord: {', '.join(waiting)}.")
    boekstuk = _post(voorstel, by)
    _rename_lines(voorstel)
    voorstel.status, voorstel.boekstuk = Voorstelstand.VERWERKT, boekstuk
    voorstel.version += 1
    voorstel.save(update_fields=["status", "boekstuk", "version"])
    record(FundingVerb.PROPOSAL_BOOKED, voorstel.budget, by=by, detail=str(voorstel), part_id=voorstel.pk)
    telling.tell_booked(voorstel, by=by)
    return boekstuk


@transaction.atomic
def withdraw(voorstel: Verdeelvoorstel, *, by, reason: str) -> None:
    """Withdraw a proposal that was not booked; the division stays as it was.

    Raises `PermissionDenied`, and `ValidationError` where it was booked or withdrawn, or without a reason.
    """
    voorstel = _held(voorstel)
    if not rules.keeps(by, voorstel.budget):
        raise PermissionDenied
    if voorstel.status not in OPEN:
        raise ValidationError(f"Dit voorstel is {voorstel.get_status_display()} en kan niet worden ingetrokken.")
    reason = _one_text(reason)
    if not reason:
        raise ValidationError({"reason": "Schrijf waarom u het voorstel intrekt."})
    was_put = voorstel.status == Voorstelstand.VOORGELEGD
    voorstel.status, voorstel.withdrawn_reason = Voorstelstand.INGETROKKEN, reason
    voorstel.version += 1
    voorstel.save(update_fields=["status", "withdrawn_reason", "version"])
    subject = voorstel.budget
    record(FundingVerb.PROPOSAL_WITHDRAWN, subject, by=by, detail=str(voorstel), part_id=voorstel.pk, reason=reason)
    if was_put:
        telling.tell_withdrawn(voorstel, by=by)


def members_changed(voorstel: Verdeelvoorstel, asked) -> str:
    """Say which municipalities of the region were not asked, or were and are no members, or nothing; one query."""
    members = set(members_of(voorstel.budget.mandaatregio, voorstel.year))
    came = sorted(str(each) for each in members - set(asked))
    went = sorted(str(each) for each in set(asked) - members)
    said = [f"{', '.join(came)} hoort er nu bij en is niet gevraagd."] if came else []
    said += [f"{', '.join(went)} hoort er niet meer bij."] if went else []
    if not said:
        return ""
    return f"De gemeenten in de regio zijn veranderd: {' '.join(said)} Trek dit voorstel in en leg een nieuw voorstel voor."


def _held(voorstel: Verdeelvoorstel) -> Verdeelvoorstel:
    """Hold the budget, and answer the proposal as it is now."""
    budget = held(voorstel.budget)
    now = Verdeelvoorstel.objects.select_for_update(no_key=True).get(pk=voorstel.pk, budget=budget)
    now.budget = budget
    return now


def _writable(voorstel: Verdeelvoorstel, by) -> Verdeelvoorstel:
    voorstel = _held(voorstel)
    if not rules.keeps(by, voorstel.budget):
        raise PermissionDenied
    if voorstel.status != Voorstelstand.CONCEPT:
        raise ValidationError(f"Dit voorstel is {voorstel.get_status_display()}: de inhoud verandert niet meer.")
    return voorstel


def _line(budget, regel, title, part, municipality, opgave_key) -> Budgetregel:
    """Answer the line that is meant, made where it is new."""
    if regel is not None:
        if regel.budget_id != budget.pk:
            raise ValidationError({"regel": "Deze regel hoort bij een ander budget."})
        return regel
    if part not in Deel.values:
        raise ValidationError({"part": "Kies regionaal of lokaal."})
    if part == Deel.LOKAAL:
        if municipality is None:
            raise ValidationError({"municipality": "Kies de gemeente van wie dit lokale deel is."})
        if found := budget.regels.filter(municipality=municipality, onderdeel=None, bedrag=None).first():
            return found
        title = title or f"Lokaal deel {municipality}"
    elif not title:
        raise ValidationError({"title": "Vul in waarvoor dit geld is."})
    last = budget.regels.aggregate(last=Max("position"))["last"] or 0
    of = municipality if part == Deel.LOKAAL else None
    regel = Budgetregel(budget=budget, position=last + 1, part=part, municipality=of, title=title)
    regel.opgave_key = opgave_key or None
    regel.full_clean(exclude=["budget", "municipality"])
    regel.save()
    return regel


def _rename(row: Verdeelregel, title: str, opgave_key: UUID | str | None) -> None:
    """Keep in the row what its line is to be called and be for: the line itself changes when the proposal is booked.

    A line that stands nowhere but in this row is no line of the budget yet, and changes at once.
    """
    regel = row.regel
    elsewhere = Verdeelregel.objects.filter(regel=regel).exclude(pk=row.pk)
    if row.pk and not (elsewhere.exists() or regel.is_booked or regel.verplichtingen.exists()):
        regel.title = title or row.name
        regel.opgave_key = row.opgave if opgave_key is None else opgave_key or None
        row.title, row.sets_opgave, row.opgave_key = "", False, None
        regel.version += 1
        regel.full_clean(exclude=["budget", "municipality", "onderdeel", "bedrag"])
        regel.save(update_fields=["title", "opgave_key", "version"])
        return
    if title and not _keeps_its_title(regel):
        row.title = title if title != regel.title else ""
    if opgave_key is not None:
        row.sets_opgave = str(opgave_key) != str(regel.opgave_key or "")
        row.opgave_key = opgave_key or None if row.sets_opgave else None


def _rename_lines(voorstel: Verdeelvoorstel) -> None:
    """Let the lines be called, and be for, what was agreed to."""
    for row in voorstel.regels.select_related("regel").filter(~Q(title="") | Q(sets_opgave=True)):
        regel = row.regel
        regel.title, regel.opgave_key = row.name, row.opgave
        regel.version += 1
        regel.save(update_fields=["title", "opgave_key", "version"])


def _keeps_its_title(regel: Budgetregel) -> bool:
    """Was money booked on the line, or are municipalities asked to agree to it under this title?"""
    put = Verdeelregel.objects.filter(regel=regel, voorstel__status=Voorstelstand.VOORGELEGD)
    return regel.is_booked or put.exists()


def _parts(voorstel, regel, cents, shares) -> dict[int, int]:
    """Answer the share of each municipality in a line, by its key."""
    key = key_of(voorstel.budget, voorstel.year)
    members = {each.pk for each in key.members}
    if regel.part == Deel.LOKAAL:
        if regel.municipality_id not in members:
            raise ValidationError({"municipality": not_a_member(voorstel, regel.municipality)})
        return {regel.municipality_id: cents}
    if shares is None:
        return key.divide(cents)
    for pk in set(shares) - members:
        stranger = Municipality.objects.filter(pk=pk).first()
        raise ValidationError({"shares": not_a_member(voorstel, stranger or "Deze gemeente")})
    if any(part < 0 for part in shares.values()):
        raise ValidationError({"shares": "Een aandeel is nul of hoger."})
    if (over := sum(shares.values()) - cents) != 0:
        words = "meer" if over > 0 else "minder"
        raise ValidationError({"shares": f"De aandelen zijn samen {euro(abs(over))} {words} dan het bedrag."})
    return dict(shares)


def _write(row: Verdeelregel, parts: Mapping[int, int]) -> None:
    row.save()
    row.aandelen.all().delete()
    Verdeelaandeel.objects.bulk_create(
        Verdeelaandeel(regel=row, municipality_id=pk, cents=part) for pk, part in parts.items() if part
    )


def _touch(voorstel: Verdeelvoorstel) -> None:
    voorstel.version += 1
    voorstel.save(update_fields=["version"])


def _check_members(voorstel: Verdeelvoorstel, members) -> None:
    """Refuse what gives a share to who is no member: they may have changed since the line was written."""
    aandelen = Verdeelaandeel.objects.filter(regel__voorstel=voorstel).exclude(municipality__in=members)
    if stray := aandelen.select_related("municipality").first():
        raise ValidationError(not_a_member(voorstel, stray.municipality))


def not_a_member(voorstel: Verdeelvoorstel, municipality) -> str:
    """Say why a municipality gets no share and is not asked."""
    region = voorstel.budget.mandaatregio
    return NOT_A_MEMBER.format(municipality=municipality, year=voorstel.year, region=region)


def differences(voorstel: Verdeelvoorstel) -> dict[tuple[int, int], int]:
    """Answer what booking the proposal would change, in eurocents by line and municipality; two queries."""
    aandelen = Verdeelaandeel.objects.filter(regel__voorstel=voorstel)
    then = {(regel, who): cents for regel, who, cents in aandelen.values_list("regel__regel", "municipality", "cents")}
    now = divided_now(voorstel.budget, voorstel.year)
    changes = {at: then.get(at, 0) - now.get(at, 0) for at in then.keys() | now.keys()}
    return {at: cents for at, cents in changes.items() if cents}


def _post(voorstel: Verdeelvoorstel, by) -> Boekstuk:
    changes = differences(voorstel)
    if not changes:
        raise ValidationError("Dit voorstel verandert niets aan de verdeling.")
    regels = Budgetregel.objects.in_bulk([regel for regel, _ in changes])
    municipalities = Municipality.objects.in_bulk([who for _, who in changes])
    today = timezone.localdate()
    return post(
        voorstel.budget,
        act=Handeling.VERDELING,
        by=by,
        on=today,
        book_year=today.year,
        rows=[
            Row(
                Boeksoort.VERDELING,
                voorstel.year,
                cents,
                regel=regels[regel],
                municipality=municipalities.get(who),
                text=str(voorstel),
            )
            for (regel, who), cents in sorted(changes.items(), key=lambda each: (each[0][0], each[0][1] or 0))
        ],
        note=str(voorstel),
    )


class _Tried(Exception):
    """Takes back what was booked to see whether the ledger takes it."""


def _try(voorstel: Verdeelvoorstel, by) -> None:
    """Let the ledger refuse now what it would refuse when the proposal is booked. Raises `ValidationError`."""
    try:
        with transaction.atomic():
            _post(voorstel, by)
            raise _Tried
    except _Tried:
        pass


def _one_text(said: str) -> str:
    """Answer a text as it is kept: without what no database takes, and without space around it."""
    return said.replace("\x00", "").strip()
