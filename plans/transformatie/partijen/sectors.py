from iza_portal.accounts.models import Kind
from plans.models.transformatie import Sector

#: The sector that follows from the kind of an organisation; of a provider it has to be said which one it is.
OF_KIND = {
    Kind.GEMEENTE: Sector.SOCIAAL_DOMEIN,
    Kind.OPENBAAR_LICHAAM: Sector.SOCIAAL_DOMEIN,
    Kind.GGD: Sector.PUBLIEKE_GEZONDHEID,
}


def sector_of(kind: Kind) -> Sector:
    """Answer the sector with which an organisation of this kind begins in a plan; its people correct it."""
    return OF_KIND.get(kind, Sector.ANDERS)
