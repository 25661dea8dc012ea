"""A complete application as data: Ridderkerk applies, for Barendrecht as well, over three years."""

from datetime import date

from funding.spuk.reading import Application, BudgetLine, MilestoneLine, Participant

ON = date(2026, 11, 26)
_RIDDERKERK, _BARENDRECHT = "Gemeente Ridderkerk", "Gemeente Barendrecht"
_LOKET, _TEAMS, _BEREIK = (
    ("Eén loket voor zorg en welzijn is open in alle wijken", date(2026, 6, 30)),
    ("Wijkteams werken samen met de wijkverpleging", date(2027, 9, 1)),
    ("Iedere kwetsbare oudere is in beeld", date(2028, 6, 30)),
)


def _line(municipality, milestone, activity, year, costs, revenues=0):
    return BudgetLine(municipality, activity, *milestone, year, costs, revenues)


def _milestone(milestone, municipality, cents, sector="sociaal domein", costs="project- en veranderkosten"):
    return MilestoneLine(*milestone, municipality, sector, costs, cents, cents)


BUDGET = (
    _line(_RIDDERKERK, _LOKET, "Loket inrichten en medewerkers opleiden", 2026, 25_000_010, 1_000_000),
    _line(_BARENDRECHT, _LOKET, "Loket inrichten en medewerkers opleiden", 2026, 10_000_050),
    _line(_RIDDERKERK, _TEAMS, "Kwartiermaker wijkteams", 2026, 8_000_000),
    _line(_RIDDERKERK, _TEAMS, "Kwartiermaker wijkteams", 2027, 98_765_432, 3_210_000),
    _line(_BARENDRECHT, _TEAMS, "Scholing van wijkverpleegkundigen, samen met de huisartsen", 2027, 4_500_000),
    _line(_RIDDERKERK, _BEREIK, "Huisbezoeken", 2028, 12_345_678, 345_678),
)
MILESTONE_LINES = (
    _milestone(_LOKET, _RIDDERKERK, 24_000_010),
    _milestone(_LOKET, _BARENDRECHT, 10_000_050),
    _milestone(_TEAMS, _RIDDERKERK, 103_555_432),
    _milestone(_TEAMS, _BARENDRECHT, 4_500_000, "wijkverpleging", "scholing"),
    _milestone(
        _BEREIK, _RIDDERKERK, 12_000_000, costs="tijdelijke dekking van structurele kosten in het sociaal domein"
    ),
)
CRITERIA = tuple(
    (code, title, description, "SPUK-TM art. 4-8; dus-i.nl")
    for code, title, description in (
        ("SP-1", "Alleen gemeente of penvoerder", "Aanvrager is gemeente; penvoerder heeft schriftelijk bewijs."),
        ("SP-2", "Goedgekeurd plan", "Plan is door marktleidende verzekeraar(s) goedgekeurd."),
        ("SP-3", "Afschrift overeenkomst transformatieplan", "Met mijlpalen en bedragen; VNG-standaardovereenkomst."),
        ("SP-4", "Begroting per jaar per activiteit", "Kosten én opbrengsten; niet hoger dan totaal mijlpalen."),
        ("SP-5", "Mijlpalenplanning", "Bedragen passen bij begroting."),
        ("SP-6", "Uiterste datum 31-03-2027", "Volledige aanvragen op volgorde van binnenkomst tot het plafond."),
        ("SP-7", "Meldplicht", "Onverwijld schriftelijk melden bij niet, niet tijdig of niet geheel uitvoeren."),
    )
)


def years_of(budget):
    years = sorted({line.year for line in budget})
    sums = [[(line.costs, line.revenues) for line in budget if line.year == year] for year in years]
    return tuple(
        (year, sum(costs for costs, _ in each), sum(revenues for _, revenues in each), sum(c - r for c, r in each))
        for year, each in zip(years, sums, strict=True)
    )


def asked_by(budget, name):
    return sum(line.asked for line in budget if line.municipality == name)


APPLICATION = Application(
    plan_title="Samen sterker thuis",
    plan_number="TP-287",
    applicant=_RIDDERKERK,
    participants=(
        Participant(_RIDDERKERK, True, "", "", asked_by(BUDGET, _RIDDERKERK)),
        Participant(_BARENDRECHT, False, "besluit.pdf", "b" * 64, asked_by(BUDGET, _BARENDRECHT)),
    ),
    budget=BUDGET,
    milestones=MILESTONE_LINES,
    years=years_of(BUDGET),
    total=sum(line.asked for line in BUDGET),
    agreement_name="overeenkomst.pdf",
    agreement_sha256="a" * 64,
    deadline=date(2027, 3, 31),
    criteria=CRITERIA,
    missing=(),
    most=sum(line.cents for line in MILESTONE_LINES),
    first_year=0,
    last_year=0,
)
