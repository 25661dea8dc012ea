"""The money of the demonstration: what was granted is published; how it is divided and spent is made up, and says so."""

from datetime import date, timedelta
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from weasyprint import HTML

from funding.boeken.obliging import oblige
from funding.boeken.opdrachten import approve, enter_payment
from funding.boeken.spending import spend
from funding.gemeente.budgeting import set_budget
from funding.gemeente.lines import lines_of
from funding.machtigingen.giving import give
from funding.models import Antwoord, Budget, Budgetregel, Deel, Rekenwijze, Verdeelvoorstel
from funding.sisa.accounting import fill_in, offer, open_account
from funding.verdelen.proposing import answer, book, propose, put, set_row
from iza_portal.accounts.models import Organisation, User
from iza_portal.demo.accounts import OF_ZHE_BAR, person
from plans.models import Opgave
from plans.papers import take_paper
from regions.models import Municipality

MADE_UP = "Voor de demonstratie bedacht."
REGION, YEAR = "zhe-bar", 2026
#: How the regioplan of the demonstration divides the SPUK IZA of 2026, in euros, with the opgave that a line pays for.
ACTIVITIES = [
    ("Coördinatie van de samenwerking", 700_000, ""),
    ("Netwerk van sociaal domein, ggz en huisartsen", 1_100_000, ""),
    ("Coördinatie van de ketenaanpakken", 650_000, "Langer gezond thuis"),
    ("Laagdrempelige steunpunten", 474_551, "Mentale kracht dichtbij"),
    ("Digitale en hybride zorg", 400_000, ""),
]
#: The local part of each municipality, in euros; with the activities it is all that was granted.
LOCAL = 50_000
#: What each activity owes and to whom, in euros: paid in two terms, of which the second waits for approval.
OBLIGED = {
    "Coördinatie van de ketenaanpakken": ("Contract ketencoördinatie", "Stichting Ketenzorg", 300_000, 180_000),
    "Laagdrempelige steunpunten": ("Subsidie steunpunten", "Stichting Welzijn", 350_000, 90_000),
    "Coördinatie van de samenwerking": ("Programmabureau", "Bureau Regio", 500_000, 410_000),
}
#: What Ridderkerk budgets of its brede SPUK of 2026, in euros, and what of it was spent by November.
BREDE_SPUK = {
    "kansrijke-start": (110_000, 96_400),
    "valpreventie": (150_000, 61_250),
    "sociale-basis": (240_000, 201_900),
    "mantelzorg": (128_477, 43_000),
    "welzijn-op-recept": (120_000, 88_300),
    "lokaal-sportakkoord": (80_000, 71_200),
}


def add_money() -> None:
    """Let the kassier of ZHE-BAR and Ridderkerk have done what they do in a year, where nobody divided anything yet."""
    budget = Budget.objects.get(regeling__code="spuk-iza", mandaatregio__slug=REGION)
    if Verdeelvoorstel.objects.filter(budget=budget).exists():
        return
    kassier, tweede = person("kassier.nissewaard"), person("tweede.kassier.nissewaard")
    _give_mandates(budget)
    for year in (YEAR - 1, YEAR):
        _divide(budget, year, kassier)
    lines = {line.title: line for line in Budgetregel.objects.filter(budget=budget)}
    for title, owed in OBLIGED.items():
        _spend(lines[title], owed, kassier, tweede)
    _account_for(budget, YEAR - 1, lines, kassier)
    _ask_again(budget, kassier, lines)
    _spend_of_ridderkerk()


def _speaker(name: str) -> User:
    """Answer the bestuurder of a municipality of ZHE-BAR, with that hat on."""
    bestuurder = person("bestuurders.zhe-bar")
    bestuurder.hat = Organisation.objects.get(kind="gemeente", name=name)
    return bestuurder


def _give_mandates(budget: Budget) -> None:
    for name in OF_ZHE_BAR:
        if name == "Nissewaard":
            continue
        bestuurder = _speaker(name)
        stuk = take_paper(budget.stukken, by=bestuurder, upload=_paper(f"Mandaat van {name} aan Nissewaard"))
        give(budget, Municipality.objects.get(name=name), by=bestuurder, stuk=stuk, from_on=date(YEAR - 1, 1, 1))


def _paper(title: str) -> SimpleUploadedFile:
    content = HTML(
        string=f"<html lang='nl'><title>{title}</title><h1>{title}</h1><p>{MADE_UP}</p></html>",
    ).write_pdf(pdf_variant="pdf/ua-1")
    return SimpleUploadedFile(f"{title.lower().replace(' ', '-')}.pdf", content, content_type="application/pdf")


def _opgave_key(title: str):
    opgave = Opgave.objects.filter(plan__region__slug=REGION, title=title).order_by("-plan__edition").first()
    return opgave.key if opgave else None


def _divide(budget: Budget, year: int, kassier: User) -> None:
    """Propose a division that every municipality agrees to, and book it; of the year before a little less."""
    voorstel = propose(budget, by=kassier, year=year, note=f"{MADE_UP} De verdeling volgt het regioplan.")
    granted = sum(grant.cents for grant in budget.beschikkingen.filter(year=year))
    planned = sum(euros for _, euros, _ in ACTIVITIES) + LOCAL * len(OF_ZHE_BAR)
    known = {line.title: line for line in Budgetregel.objects.filter(budget=budget)}
    for title, euros, opgave in ACTIVITIES:
        where = {"regel": known[title]} if title in known else {"title": title, "opgave_key": _opgave_key(opgave)}
        set_row(voorstel, by=kassier, part=Deel.REGIONAAL, cents=euros * 100 * granted // (planned * 100), **where)
    for name in OF_ZHE_BAR:
        municipality = Municipality.objects.get(name=name)
        title = f"Lokaal deel {name}"
        where = {"regel": known[title]} if title in known else {"title": title, "municipality": municipality}
        set_row(voorstel, by=kassier, part=Deel.LOKAAL, cents=LOCAL * 100 * granted // (planned * 100), **where)
    voorstel.refresh_from_db()
    put(voorstel, by=kassier, due_on=timezone.localdate() + timedelta(days=28), version=voorstel.version)
    for name in OF_ZHE_BAR:
        municipality = Municipality.objects.get(name=name)
        answer(voorstel, by=_speaker(name), municipality=municipality, answer=Antwoord.AKKOORD)
    book(voorstel, by=kassier)


def _spend(line: Budgetregel, owed: tuple, kassier: User, tweede: User) -> None:
    title, counterparty, euros, spent = owed
    verplichting = oblige(
        line,
        by=kassier,
        number=f"{YEAR}-{line.position:03}",
        title=title,
        counterparty=f"{counterparty} (verzonnen)",
        on=date(YEAR, 1, 15),
        amounts={YEAR: euros * 100},
    )
    half = euros * 100 // 2
    pay = {"by": kassier, "year": YEAR, "cents": half}
    approve(enter_payment(verplichting, on=date(YEAR, 3, 1), text="Eerste termijn", **pay), by=tweede)
    enter_payment(verplichting, on=timezone.localdate(), text="Tweede termijn", **pay)
    spend(
        line,
        by=kassier,
        year=YEAR,
        cents=spent * 100,
        on=date(YEAR, 10, 31),
        text="Besteed tot en met oktober",
        verplichting=verplichting,
    )


def _account_for(budget: Budget, year: int, lines: dict[str, Budgetregel], kassier: User) -> None:
    """Let the year before be spent for the greater part, and its account wait for who settles it."""
    numbers = count(1)
    for title, euros, _ in ACTIVITIES:
        spend(
            lines[title],
            by=kassier,
            year=year,
            cents=euros * 80,
            on=date(year, 12, 15),
            text=f"Besteed in {year}, regel {next(numbers)}",
        )
    account = open_account(budget, year, by=kassier)
    last = budget.regeling.indicatoren.get(is_between=False, meaning=Rekenwijze.EINDE)
    account = fill_in(account, by=kassier, version=account.version, values={(last.pk, None): "nee"})
    offer(account, by=kassier, version=account.version)


def _ask_again(budget: Budget, kassier: User, lines: dict[str, Budgetregel]) -> None:
    """Let a change of the division wait for the answer of two municipalities."""
    voorstel = propose(budget, by=kassier, year=YEAR, note=f"{MADE_UP} Er blijft geld over voor digitale zorg.")
    digital, points = lines["Digitale en hybride zorg"], lines["Laagdrempelige steunpunten"]
    for line, euros in ((digital, 350_000), (points, 524_551)):
        voorstel.refresh_from_db()
        row = voorstel.regels.get(regel=line)
        set_row(voorstel, by=kassier, regel=line, cents=euros * 100, version=row.version)
    voorstel.refresh_from_db()
    put(voorstel, by=kassier, due_on=timezone.localdate() + timedelta(days=14), version=voorstel.version)
    for name in OF_ZHE_BAR:
        if name not in ("Ridderkerk", "Barendrecht"):
            municipality = Municipality.objects.get(name=name)
            answer(voorstel, by=_speaker(name), municipality=municipality, answer=Antwoord.AKKOORD)


def _spend_of_ridderkerk() -> None:
    """Let Ridderkerk have budgeted its brede SPUK, and spent it unevenly."""
    budget = Budget.objects.get(regeling__code="brede-spuk", municipality__name="Ridderkerk")
    by = person("ambtenaar.ridderkerk")
    lines = {line.onderdeel.code: line for line in lines_of(budget, YEAR)}
    amounts = {lines[code].pk: planned * 100 for code, (planned, _) in BREDE_SPUK.items()}
    set_budget(budget, by=by, year=YEAR, amounts=amounts)
    for code, (_, spent) in BREDE_SPUK.items():
        spend(lines[code], by=by, year=YEAR, cents=spent * 100, on=date(YEAR, 11, 15), text="Besteed tot half november")
