"""How a year of a municipality's budget stands, per onderdeel: what was planned, and what became of it."""

from dataclasses import dataclass

from funding.gemeente.lines import lines_with_money, onderdelen_in
from funding.grootboek.standing import Saldo, line_saldi_of
from funding.models import Budget, Budgetregel, Regelingonderdeel


@dataclass(frozen=True)
class OnderdeelStand:
    """An onderdeel with its line, if it has one, and how that stands in the year and stood in the year before."""

    title: str
    theme: str
    regel: Budgetregel | None
    onderdeel: Regelingonderdeel | None
    saldo: Saldo
    before: Saldo

    @property
    def spent_percent(self) -> int | None:
        """What is spent as a part of what was planned, in whole percents."""
        return self.saldo.besteed * 100 // self.saldo.verdeeld if self.saldo.verdeeld else None

    @property
    def is_over(self) -> bool:
        """Is more spoken for than was planned? Allowed since 2025, where the whole holds."""
        return self.saldo.vast > self.saldo.verdeeld


def stands_of(budget: Budget, year: int) -> list[OnderdeelStand]:
    """Answer every onderdeel of the year, and lines without an onderdeel or that only still have money; three queries."""
    onderdelen = list(onderdelen_in(budget, year))
    lines = list(lines_with_money(budget, year, onderdelen))
    saldi = line_saldi_of(budget, [year, year - 1])
    by_onderdeel = {line.onderdeel_id: line for line in lines if line.onderdeel_id}

    def stand(line, onderdeel):
        return OnderdeelStand(
            title=onderdeel.title if onderdeel else line.title,
            theme=onderdeel.theme if onderdeel else "",
            regel=line,
            onderdeel=onderdeel,
            saldo=saldi.get((line.pk, year), Saldo()) if line else Saldo(),
            before=saldi.get((line.pk, year - 1), Saldo()) if line else Saldo(),
        )

    current = {each.pk for each in onderdelen}
    return [stand(by_onderdeel.get(each.pk), each) for each in onderdelen] + [
        stand(line, line.onderdeel) for line in lines if line.onderdeel_id not in current
    ]


def chart_of(stands: list[OnderdeelStand], year: int) -> dict:
    """Answer what was spent per onderdeel as a chart of bars, in whole euros; its table stands beside it."""
    rows = [
        {"name": each.title, "value": str(each.saldo.besteed // 100), "part": "own"}
        for each in stands
        if each.saldo.besteed
    ]
    return {"kind": "bars", "title": f"Besteed per onderdeel in {year}, in euro’s", "rows": rows, "unit": "€"}
