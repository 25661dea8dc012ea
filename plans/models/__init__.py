from plans.models.consultaties import About, Consultatie, ConsultatiePartij, Consultatiereactie
from plans.models.inzage import Inzage
from plans.models.kwartalen import Koers, Kwartaalbericht, Kwartaalrapportage, KwartaalrapportagePdf
from plans.models.metingen import Meting
from plans.models.opgaven import (
    Aandeel,
    Actie,
    ActieDoel,
    Dekking,
    Doel,
    Mijlpaal,
    Opgave,
    OpgaveCijfer,
    OpgaveKnelpunt,
    OpgaveMunicipality,
    OpgaveTransformatieplan,
    Partij,
)
from plans.models.papers import Paper
from plans.models.regioplannen import Aard, PlanKind, Regioplan, Section
from plans.models.toetsing import PlanAnswer
from plans.models.transformatie import Transformatieplan
from plans.models.vaststelling import Besluit, Orgaan, VaststellingsPdf, Vaststellingsversie
from plans.models.voortgang import MijlpaalStand, Stand
from plans.models.werkagenda import Inzet
from plans.workflow import AGREED, FROZEN_STATES, BesluitStatus, Status

__all__ = [
    "AGREED",
    "FROZEN_STATES",
    "Aandeel",
    "Aard",
    "About",
    "Actie",
    "ActieDoel",
    "Besluit",
    "BesluitStatus",
    "Consultatie",
    "ConsultatiePartij",
    "Consultatiereactie",
    "Dekking",
    "Doel",
    "Inzage",
    "Inzet",
    "Koers",
    "Kwartaalbericht",
    "Kwartaalrapportage",
    "KwartaalrapportagePdf",
    "Meting",
    "Mijlpaal",
    "MijlpaalStand",
    "Opgave",
    "OpgaveCijfer",
    "OpgaveKnelpunt",
    "OpgaveMunicipality",
    "OpgaveTransformatieplan",
    "Orgaan",
    "Paper",
    "Partij",
    "PlanAnswer",
    "PlanKind",
    "Regioplan",
    "Section",
    "Stand",
    "Status",
    "Transformatieplan",
    "VaststellingsPdf",
    "Vaststellingsversie",
]
