"""What booking a file comes down to, before it is booked: sums per kind and per line, and what would be left."""

from collections import Counter, defaultdict
from datetime import date

from django.core.exceptions import ValidationError

from funding.grootboek.posting import Row
from funding.grootboek.rehearsing import rehearse
from funding.grootboek.standing import Saldo, line_saldi_of
from funding.inlezen.booking import ReadRow
from funding.inlezen.reading import Reading
from funding.models import Boeksoort, Budget, Verplichting

_LABELS = {
    Boeksoort.VERPLICHTING: "Verplichtingen",
    Boeksoort.BETALING: "Betalingen",
    Boeksoort.REALISATIE: "Bestedingen",
}


def preview_of(reading: Reading, budget: Budget, *, by, on: date) -> dict:
    """Answer what a file comes down to, as JSON; amounts in eurocents.

    Where no row is faulty the ledger is asked whether it would take the sums of it: `refusal` is what it says then.
    """
    preview = {
        "rows": len(reading.rows),
        "faulty": reading.faulty,
        "faults": [list(fault) for fault in reading.faults],
        "refusal": "",
        "soorten": _per_soort(reading.rows),
        "lines": [],
    }
    if reading.faulty:
        return preview
    regels = {regel.pk: regel for regel in budget.regels.all()}
    sums: dict[tuple, int] = defaultdict(int)
    for _, about, cents, _ in reading.rows:
        sums[about.soort, about.year, about.regel_id, about.verplichting_id] += cents
    preview["lines"] = _per_line(sums, regels, budget)
    preview["refusal"] = _refusal(sums, regels, budget, by, on, reading.rows[0].about.on.year)
    return preview


def refused_file(reason: str, line: int | None = None, column: str | None = None) -> dict:
    """Answer the preview of a file that is no table of postings at all."""
    return {
        "rows": 0,
        "faulty": 1,
        "faults": [[line, column or "", reason]],
        "refusal": "",
        "soorten": [],
        "lines": [],
    }


def _per_soort(rows: list[ReadRow]) -> list[dict]:
    counts, sums = Counter(), Counter()
    for row in rows:
        kind = (row.about.soort, row.about.corrects_id is not None)
        counts[kind] += 1
        sums[kind] += row.cents
    return [
        {
            "label": f"Correcties op {_LABELS[soort].lower()}" if corrects else _LABELS[soort],
            "count": counts[soort, corrects],
            "cents": sums[soort, corrects],
        }
        for soort, corrects in sorted(counts, key=lambda kind: (kind[1], list(_LABELS).index(kind[0])))
    ]


def _per_line(sums, regels, budget) -> list[dict]:
    years = {year for _, year, _, _ in sums}
    saldi = line_saldi_of(budget, years)
    added: dict[tuple, Saldo] = defaultdict(Saldo)
    for (soort, year, regel, verplichting), cents in sums.items():
        added[regel, year] += {
            Boeksoort.VERPLICHTING: Saldo(verplicht=cents),
            Boeksoort.BETALING: Saldo(betaald=cents),
            Boeksoort.REALISATIE: Saldo(besteed=cents, besteed_los=0 if verplichting else cents),
        }[soort]
    answer = []
    for (regel, year), more in sorted(added.items(), key=lambda item: (regels[item[0][0]].position, item[0])):
        after = saldi.get((regel, year), Saldo()) + more
        answer.append(
            {
                "title": regels[regel].title,
                "year": year,
                "verplicht": more.verplicht,
                "betaald": more.betaald,
                "besteed": more.besteed,
                "verdeeld": after.verdeeld,
                "vrij": after.vrij,
            }
        )
    return answer


def _refusal(sums, regels, budget, by, on, book_year) -> str:
    obligations = Verplichting.objects.in_bulk({pk for _, _, _, pk in sums if pk})
    rows = [
        Row(soort, year, cents, regel=regels[regel], verplichting=obligations.get(verplichting))
        for (soort, year, regel, verplichting), cents in sums.items()
        if cents
    ]
    try:
        if rows:
            rehearse(budget, by=by, on=on, book_year=book_year, rows=rows)
    except ValidationError as refused:
        return " ".join(refused.messages)
    return ""
