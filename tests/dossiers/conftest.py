"""A plan with something of everything that a text can hold, and the dossier made of it."""

import pytest

from iza_portal.texts import building
from iza_portal.texts.plain import to_plain_text
from tests.factories import SectionFactory


def write(section, *blocks):
    """Give the section a text as a writer would have."""
    section.body = building.text(*blocks)
    section.plain_text = to_plain_text(section.body)
    section.save()
    return section


def fill(plan):
    """Give `plan` the sections of a small regioplan."""
    plan.sections.all().delete()
    sections = {
        name: SectionFactory(plan=plan, position=position, title=name, is_numbered=is_numbered)
        for position, (name, is_numbered) in enumerate(
            [("Voorwoord", False), ("De regio in beeld", True), ("Opgaven", True), ("Geld", True)], start=1
        )
    }
    write(
        sections["Voorwoord"],
        building.paragraph("Zeven gemeenten werken samen."),
        building.quote("Iedereen vindt goede zorg."),
    )
    write(
        sections["De regio in beeld"],
        building.heading("Inwoners"),
        building.paragraph(
            "In de regio is **22,6%** van de inwoners *65 jaar of ouder*, zie [CBS](https://www.cbs.nl/)."
        ),
        building.table(["Gemeente", "Inwoners"], *([f"Gemeente {number}", f"{number}.000"] for number in range(1, 61))),
    )
    write(
        sections["Opgaven"],
        building.heading("Gezond ouder worden"),
        building.bullets("valpreventie", "welzijn op recept"),
        building.heading("Wat wij doen", level=4),
        building.numbered("beginnen", "volhouden"),
    )
    return sections


@pytest.fixture
def plan(cast):
    fill(cast.plan)
    return cast.plan


@pytest.fixture(autouse=True)
def dossier_dir(settings, tmp_path):
    settings.DOSSIER_DIR = tmp_path / "dossiers"
    return settings.DOSSIER_DIR
