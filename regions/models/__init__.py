from regions.models.areas import Indeling, Mandaatregio, Municipality, Purpose, Region, RoazRegion, Zorgkantoorregio
from regions.models.criteria import Criterion, CriterionAnswer, Moment
from regions.models.cycles import Cycle, CycleNotice, Handling, Reaction, Stance
from regions.models.figures import AreaFigure, Figure, FigureBatch, FigureStatus, Method
from regions.models.indicators import Aggregation, Direction, FigureTheme, Indicator, Layer
from regions.models.insurers import InsurerLabel
from regions.models.participation import Participation, RegionRole
from regions.models.regiobeelden import (
    ADOPTED,
    PUBLIC,
    AdoptedEdition,
    BeeldStatus,
    InvolvedGroup,
    Involvement,
    Point,
    PointFigure,
    PointKind,
    Regiobeeld,
    Theme,
    ThemeIndicator,
)

__all__ = [
    "ADOPTED",
    "PUBLIC",
    "AdoptedEdition",
    "Aggregation",
    "AreaFigure",
    "BeeldStatus",
    "Criterion",
    "CriterionAnswer",
    "Cycle",
    "CycleNotice",
    "Direction",
    "Figure",
    "FigureBatch",
    "FigureStatus",
    "FigureTheme",
    "Handling",
    "Indeling",
    "Indicator",
    "InsurerLabel",
    "InvolvedGroup",
    "Involvement",
    "Layer",
    "Mandaatregio",
    "Method",
    "Moment",
    "Municipality",
    "Participation",
    "Point",
    "PointFigure",
    "PointKind",
    "Purpose",
    "Reaction",
    "Regiobeeld",
    "Region",
    "RegionRole",
    "RoazRegion",
    "Stance",
    "Theme",
    "ThemeIndicator",
    "Zorgkantoorregio",
]
