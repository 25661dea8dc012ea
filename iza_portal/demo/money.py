"""The money of the demonstration: what was granted is published; how it is divided and spent is made up, and says so."""

from datetime import date, timedelta
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from weasyprint import HTML

from funding.beschikkingen.registering import register
from funding.boeken.obliging import oblige
from funding.boeken.opdrachten import approve, enter_carry_over, enter_correction, enter_payment
from funding.boeken.spending import spend
from funding.draad.tying import tie
from funding.gemeente.budgeting import set_budget
from funding.gemeente.lines import lines_of
from funding.inlezen.importing import hand_in_file, have_booked
from funding.inlezen.working import do
from funding.machtigingen.giving import give
from funding.models import (
    Antwoord,
    Beschikkingsoort,
    Boeksoort,
    Budget,
    Budgetregel,
    Deel,
    Rekenwijze,
    Verantwoording,
    Verdeelvoorstel,
)
from funding.sisa.accounting import fill_in, offer, open_account, settle
from funding.spuk.applying import begin, submit
from funding.spuk.participating import add_agreement
from funding.transformatie.opening import open_plan_budget
from funding.verdelen.proposing import answer, book, propose, put, set_row
from iza_portal.accounts.models import Organisation, User
from iza_portal.demo.accounts import OF_ZHE_BAR, person
from plans.models import Opgave
from plans.models.transformatie import Transformatieplan
from plans.papers import take_paper
from regions.models import Municipality

MADE_UP = "Voor de demonstratie bedacht."
REGION, YEAR = "zhe-bar", 2026
#: How the kassier divides the SPUK IZA: what each activity gets of 2025 and 2026, in euros, and the opgave that it serves.
ACTIVITIES = [
    ("Coördinatie van de samenwerking", (650_000, 700_000), ""),
    ("Netwerk van sociaal domein, ggz en huisartsen", (1_000_000, 1_100_000), ""),
    ("Coördinatie van de ketenaanpakken", (620_000, 650_000), "Langer gezond thuis"),
    ("Laagdrempelige steunpunten", (457_099, 474_551), "Mentale kracht dichtbij"),
    ("Digitale en hybride zorg", (350_000, 400_000), ""),
]
#: The local part of each municipality, in euros; with the activities it is all that was granted.
LOCAL = 50_000
#: What each activity owes and to whom, in euros, and what of it was spent: the first term is paid, the second waits.
OBLIGED = {
    "Coördinatie van de ketenaanpakken": ("Contract ketencoördinatie", "Stichting Ketenzorg", 300_000, 180_000),
    "Laagdrempelige steunpunten": ("Subsidie steunpunten", "Stichting Welzijn", 350_000, 90_000),
    "Coördinatie van de samenwerking": ("Programmabureau", "Bureau Regio", 500_000, 410_000),
}
#: What Ridderkerk spent in 2025 of its local part of the SPUK IZA, in euros.
LOCAL_SPENT = 31_250
#: On which activity of 2025 too much was booked, and how much, in euros: set right in 2026.
TOO_MUCH = ("Netwerk van sociaal domein, ggz en huisartsen", 12_500)
#: What the financial system of the kassier handed over: one file that is in order, and one that is not.
BOOKED_FILE = """kenmerk;datum;jaar;soort;regel;verplichting;bedrag;omschrijving
FIN-2026-0412;{day};2026;besteding;Netwerk van sociaal domein, ggz en huisartsen;;148.250,00;Inzet van praktijkondersteuners
FIN-2026-0413;{day};2026;besteding;Netwerk van sociaal domein, ggz en huisartsen;;36.480,50;Scholing van sociale teams
FIN-2026-0414;{day};2026;besteding;Digitale en hybride zorg;;22.900,00;Proef met beeldbellen
"""
REFUSED_FILE = """kenmerk;datum;jaar;soort;regel;verplichting;bedrag;omschrijving
FIN-2026-0431;{day};2026;besteding;Netwerk van sociaal domein, ggz en huisartsen;;1,250.00;Zaalhuur
FIN-2026-0432;{day};2026;besteding;Netwerk sociaal domein;;8.400,00;Bijeenkomst voor huisartsen
FIN-2026-0431;{day};2026;besteding;Digitale en hybride zorg;;3.100,00;Licenties
"""
#: What Ridderkerk budgeted of its brede SPUK of 2025 and what it spent, in euros, by the middle of November and in all. The
#: onderdelen are ontschot: what one left was spent on another. What was granted above it moved to 2026.
BREDE_SPUK_2025 = {
    "kansrijke-start": (110_000, 96_200, 112_300),
    "valpreventie": (150_000, 88_400, 121_750),
    "sociale-basis": (270_000, 248_900, 291_600),
    "mantelzorg": (125_706, 91_000, 118_456),
    "welzijn-op-recept": (150_000, 127_500, 157_600),
    "lokaal-sportakkoord": (80_000, 79_100, 84_000),
}
MOVED = 87_300
#: What Ridderkerk budgets of its brede SPUK of 2026, in euros, and what of it was spent by November.
BREDE_SPUK = {
    "kansrijke-start": (110_000, 96_400),
    "valpreventie": (150_000, 61_250),
    "sociale-basis": (240_000, 201_900),
    "mantelzorg": (128_477, 43_000),
    "welzijn-op-recept": (120_000, 88_300),
    "lokaal-sportakkoord": (80_000, 71_200),
}
#: What Almere and the Flevoziekenhuis spent of the transformatieplan of Almere, in euros, by the title of the milestone and
#: what of its money it is; and which opgave of the regioplan the milestones of each serve.
PLAN = "Positief Gezond Almere"
PLAN_SPENT = {
    "ambtenaar.almere": {
        "Dertig voorzorgcirkels in tien wijken (sociaal domein, project- en veranderkosten)": (2026, 2_150_000),
        "Dertig voorzorgcirkels in tien wijken (sociaal domein, scholing)": (2026, 640_000),
    },
    "adviseur.flevoziekenhuis": {
        "Het Regionaal Transferpunt werkt": (2025, 3_500_000),
        "Thuismeten en medicatie thuis voor 500 patiënten": (2026, 2_900_000),
    },
}
PLAN_SERVES = {
    "ambtenaar.almere": "Een sterkere basis voor mensen, in gemeenschappen die voor elkaar zorgen",
    "adviseur.flevoziekenhuis": "Ondersteuning, hulp en zorg die dichtbij en makkelijk te vinden is",
}
#: What the Rijk added to the SPUK of Almere for this plan, in euros.
ADDED = 60_000


def add_money() -> None:
    """Let people have done with money what they do in a year, where nobody in ZHE-BAR divided anything yet."""
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
    _account_of_ridderkerk(budget, YEAR - 1, lines)
    _account_for(budget, YEAR - 1, lines, kassier)
    _set_right(budget, kassier, tweede)
    _read_in(budget, kassier, tweede)
    _ask_again(budget, kassier, lines)
    brede_spuk = Budget.objects.get(regeling__code="brede-spuk", municipality__name="Ridderkerk")
    _close_the_year_of_ridderkerk(brede_spuk, YEAR - 1)
    _spend_of_ridderkerk(brede_spuk)
    _spend_of_the_plan()


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
    """Propose a division that every municipality agrees to, and book it."""
    voorstel = propose(budget, by=kassier, year=year, note=f"{MADE_UP} De verdeling volgt het regioplan.")
    known = {line.title: line for line in Budgetregel.objects.filter(budget=budget)}
    for title, amounts, opgave in ACTIVITIES:
        euros = amounts[year - YEAR + 1]
        where = {"regel": known[title]} if title in known else {"title": title, "opgave_key": _opgave_key(opgave)}
        set_row(voorstel, by=kassier, part=Deel.REGIONAAL, cents=euros * 100, **where)
    for name in OF_ZHE_BAR:
        municipality = Municipality.objects.get(name=name)
        title = f"Lokaal deel {name}"
        where = {"regel": known[title]} if title in known else {"title": title, "municipality": municipality}
        set_row(voorstel, by=kassier, part=Deel.LOKAAL, cents=LOCAL * 100, **where)
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
    first = {"cents": euros * 50, "on": date(YEAR, 3, 1), "text": "Eerste termijn"}
    approve(enter_payment(verplichting, by=kassier, year=YEAR, **first), by=tweede)
    # Something is left, so that who tries the demonstration can enter a payment.
    second = {"cents": euros * 25, "on": timezone.localdate(), "text": "Tweede termijn"}
    enter_payment(verplichting, by=kassier, year=YEAR, **second)
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
    for title, (euros, _), _ in ACTIVITIES:
        spend(
            lines[title],
            by=kassier,
            year=year,
            cents=euros * 80,
            on=date(year, 12, 15),
            text=f"Besteed in {year}, regel {next(numbers)}",
        )
    _offer(open_account(budget, year, by=kassier), kassier)


def _offer(account: Verantwoording, by: User) -> Verantwoording:
    """Answer what the sums do not tell, and let the account wait for who settles it."""
    is_between = account.municipality_id is not None
    last = account.budget.regeling.indicatoren.get(is_between=is_between, meaning=Rekenwijze.EINDE)
    account = fill_in(account, by=by, version=account.version, values={(last.pk, None): "nee"})
    return offer(account, by=by, version=account.version)


def _account_of_ridderkerk(budget: Budget, year: int, lines: dict[str, Budgetregel]) -> None:
    """Let Ridderkerk spend of its local part and account for it to the kassier, who can account to the Rijk only then."""
    by = person("ambtenaar.ridderkerk")
    line = lines["Lokaal deel Ridderkerk"]
    spend(line, by=by, year=year, cents=LOCAL_SPENT * 100, on=date(year, 11, 20), text="Buurtsportcoach voor ouderen")
    account = _offer(open_account(budget, year, by=by, municipality=line.municipality), by)
    settle(account, by=_speaker("Ridderkerk"), version=account.version)


def _set_right(budget: Budget, kassier: User, tweede: User) -> None:
    """Set right what was booked too much in the year before (T-1), and begin the account of this year, which says so."""
    title, euros = TOO_MUCH
    wrong = budget.boekingen.get(regel__title=title, year=YEAR - 1, soort=Boeksoort.REALISATIE)
    opdracht = enter_correction(
        wrong,
        by=kassier,
        cents=-euros * 100,
        on=date(YEAR, 5, 20),
        reason=f"{MADE_UP} Een factuur was dubbel geboekt.",
        book_year=YEAR,
    )
    approve(opdracht, by=tweede)
    open_account(budget, YEAR, by=kassier)


def _read_in(budget: Budget, kassier: User, tweede: User) -> None:
    """Hand in a file that the second kassier has booked, and one that is refused."""
    day = timezone.localdate()
    for name, content in (("boekingen-oktober.csv", BOOKED_FILE), ("boekingen-november.csv", REFUSED_FILE)):
        inlezing = hand_in_file(budget, by=kassier, content=content.format(day=day).encode(), file_name=name)
        # No worker is needed for so little, and none is there yet.
        do(inlezing, _nobody)
        if content is BOOKED_FILE:
            do(have_booked(inlezing, by=tweede), _nobody)


def _nobody(percent: int, stage: str) -> None:
    """Hear how far it is, for nobody."""


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


def _close_the_year_of_ridderkerk(budget: Budget, year: int) -> None:
    """Let Ridderkerk have had a whole year of brede SPUK: spent, a part moved on, accounted for, and settled by the Rijk."""
    by, bestuurder = person("ambtenaar.ridderkerk"), person("bestuurder.ridderkerk")
    lines = {line.onderdeel.code: line for line in lines_of(budget, year)}
    budgeted = {lines[code].pk: planned * 100 for code, (planned, *_) in BREDE_SPUK_2025.items()}
    set_budget(budget, by=by, year=year, amounts=budgeted)
    for code, (_, by_then, in_all) in BREDE_SPUK_2025.items():
        booked = {"by": by, "year": year}
        spend(lines[code], cents=by_then * 100, on=date(year, 11, 15), text="Besteed tot half november", **booked)
        rest = (in_all - by_then) * 100
        spend(lines[code], cents=rest, on=date(year, 12, 20), text="Besteed in de laatste weken", **booked)
    opdracht = enter_carry_over(
        budget,
        by=by,
        year=year,
        cents=MOVED * 100,
        on=date(year + 1, 1, 20),
        reason=f"{MADE_UP} De cursussen valpreventie begonnen later.",
    )
    approve(opdracht, by=bestuurder)
    account = _offer(open_account(budget, year, by=by), by)
    settle(account, by=bestuurder, version=account.version)
    register(
        budget,
        by=by,
        kind=Beschikkingsoort.VASTSTELLING,
        year=year,
        total=sum(grant.cents for grant in budget.beschikkingen.filter(year=year)),
        on=date(year + 1, 10, 15),
        number=f"DEMO-{year}-Ridderkerk",
        note=f"{MADE_UP} Vastgesteld op wat was verleend.",
        upload=_paper(f"Vaststelling brede SPUK {year} Ridderkerk"),
    )


def _spend_of_ridderkerk(budget: Budget) -> None:
    """Let Ridderkerk have budgeted its brede SPUK, and spent so little that much will be left."""
    by = person("ambtenaar.ridderkerk")
    lines = {line.onderdeel.code: line for line in lines_of(budget, YEAR)}
    amounts = {lines[code].pk: planned * 100 for code, (planned, _) in BREDE_SPUK.items()}
    set_budget(budget, by=by, year=YEAR, amounts=amounts)
    for code, (_, spent) in BREDE_SPUK.items():
        spend(lines[code], by=by, year=YEAR, cents=spent * 100, on=date(YEAR, 11, 15), text="Besteed tot half november")


def _spend_of_the_plan() -> None:
    """Let two parties of a plan in execution keep its money, milestone by milestone, and say which opgaven it serves.

    The municipality asked for its part with an application for the SPUK.
    """
    plan = Transformatieplan.objects.get(title=PLAN, is_demonstration=True)
    _apply_for(plan, person("ambtenaar.almere"))
    for name, spent in PLAN_SPENT.items():
        by = person(name)
        budget = open_plan_budget(plan, by=by, holder=by.hat)
        opgave = Opgave.objects.filter(plan__region=plan.region, title=PLAN_SERVES[name]).order_by("-plan__edition")[0]
        for title, (year, euros) in spent.items():
            line = budget.regels.get(title__startswith=title)
            spend(line, by=by, year=year, cents=euros * 100, on=date(year, 11, 10), text="Besteed aan deze mijlpaal")
            tie(line, by=by, version=line.version, opgave_key=opgave.key)
        if budget.regeling.code == "spuk-tm":
            _raise_grant(budget, by)


def _apply_for(plan: Transformatieplan, by: User) -> None:
    aanvraag = begin(plan, by=by)
    aanvraag = add_agreement(aanvraag, by=by, upload=_paper(f"Overeenkomst {PLAN}"))
    submit(aanvraag, by=by, on=timezone.localdate(), reference=f"DEMO-{YEAR}-Almere-1", version=aanvraag.version)


def _raise_grant(budget: Budget, by: User) -> None:
    """Let a next decision of the Rijk change what was granted for the year."""
    granted = sum(grant.cents for grant in budget.beschikkingen.filter(year=YEAR))
    register(
        budget,
        by=by,
        kind=Beschikkingsoort.WIJZIGING,
        year=YEAR,
        total=granted + ADDED * 100,
        # Not before what it changes, which is granted when the party begins to keep the money.
        on=timezone.localdate(),
        number=f"DEMO-{YEAR}-Almere-2",
        note=f"{MADE_UP} Bijstelling voor hogere lonen, boven wat het plan vroeg.",
        upload=_paper(f"Wijziging SPUK {PLAN} {YEAR}"),
    )
