from plans.models.inzage import Inzage
from plans.models.regioplannen import Regioplan, Section
from plans.workflow import Status

__all__ = ["Inzage", "Regioplan", "Section", "Status"]
