"""A settled account as a letter, of which the PDF is made: what was frozen, in words and tables."""

from datetime import date

from funding.models import Verantwoording
from funding.sisa.values import IndicatorValue
from plans.letter import ItemList, Letter, Paragraph, Part, Table

NO_CODE = "De SiSa-code van deze regeling is niet gevonden. Vul haar in voordat u de bijlage verstuurt."


def as_letter(verantwoording: Verantwoording) -> Letter:
    """Answer the settled account as a letter; only what was frozen is in it, so that it stays the same."""
    content = verantwoording.content
    values = [IndicatorValue(**value) for value in content["indicators"]]
    of_all = [value for value in values if not value.municipality_id and value.meaning != "ontvanger"]
    of_each = [value for value in values if value.municipality_id]
    code = content["code"]
    whose = content["municipality"] or content["holder"]
    parts = [Part("Indicatoren", (_table("De waarden van de indicatoren", of_all, code),))] if of_all else []
    if of_each:
        parts.append(Part("Per medeoverheid", (_table("De waarden per medeoverheid", of_each, code),)))
    parts.append(Part("Wat is nagegaan", (_checks(content["checks"]),)))
    if notes := _notes(values, code):
        parts.append(Part("Zekerheid van de indicatoren", (ItemList(notes),)))
    return Letter(
        title=f"Verantwoording {content['year']}",
        subject=f"{content['short_title']}, {content['municipality'] or content['receiver']}",
        author=whose,
        day=date.fromisoformat(content["settled"]["on"]),
        facts=(
            ("Van", whose),
            ("Regeling", content["regeling"]),
            ("SiSa-code", code or "niet gevonden"),
            ("Over het jaar", str(content["year"])),
            ("Ontvanger van de uitkering", content["holder"]),
            ("Vastgesteld op", content["settled"]["day"]),
            ("Kenmerk (SHA-256)", verantwoording.sha256),
        ),
        remarks=() if code else (NO_CODE,),
        parts=tuple(parts),
        signed=(f"Vastgesteld namens {content['settled']['organisation']}", content["settled"]["day"]),
        origin="Gemaakt met het IZA-portaal. Het kenmerk is berekend uit alles wat is vastgesteld.",
    )


def numbered(code: str, number: str) -> str:
    """Name an indicator as the annex does: «H35/01», or only its number where the code is not known."""
    return f"{code}/{number}" if code else number


def _notes(values: list[IndicatorValue], code: str) -> tuple[str, ...]:
    """Answer what is not certain, each once, with the indicators that it is about: «H35/01 en H35/02: …»."""
    about: dict[str, dict[str, None]] = {}
    for value in values:
        if value.certainty_note:
            about.setdefault(value.certainty_note, {})[numbered(code, value.number)] = None
    return tuple(f"{_listed(list(numbers))}: {note}" for note, numbers in about.items())


def _listed(names: list[str]) -> str:
    return " en ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _table(caption: str, values: list[IndicatorValue], code: str) -> Table:
    is_each = any(value.municipality_id for value in values)
    return Table(
        caption,
        ("Nummer", *(["Medeoverheid"] if is_each else []), "Indicator", "Aard controle", "Waarde"),
        tuple(
            (
                numbered(code, value.number),
                *([value.municipality] if is_each else []),
                value.title,
                value.control,
                value.shown or "–",
            )
            for value in values
        ),
        (4 if is_each else 3,),
    )


def _checks(checks: list[dict]) -> ItemList | Paragraph:
    if not checks:
        return Paragraph("Er was niets na te gaan.")
    said = {"klopt": "Klopt", "let_op": "Let op", "beletsel": "Kan zo niet"}
    return ItemList(tuple(f"{said[check['outcome']]}: {check['sentence']}" for check in checks))
