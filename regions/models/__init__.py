from regions.models.areas import Indeling, Mandaatregio, Municipality, Purpose, Region, RoazRegion, Zorgkantoorregio
from regions.models.insurers import InsurerLabel
from regions.models.participation import Participation, RegionRole

__all__ = [
    "Indeling",
    "InsurerLabel",
    "Mandaatregio",
    "Municipality",
    "Participation",
    "Purpose",
    "Region",
    "RegionRole",
    "RoazRegion",
    "Zorgkantoorregio",
]
