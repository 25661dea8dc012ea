"""Which lines of a budget a person may know of: one that stands only in a concept of a proposal is of who reads that."""

from django.db.models import Exists, OuterRef, QuerySet

from funding import rules
from funding.models import Boeking, Budget, Budgetregel, Verdeelregel


def without_concepts(lines: QuerySet[Budgetregel]) -> QuerySet[Budgetregel]:
    """Leave out the lines that stand in proposals, none of which was put to the municipalities, and that have no money."""
    proposed = Verdeelregel.objects.filter(regel=OuterRef("pk"))
    put = proposed.filter(voorstel__put_at__isnull=False)
    booked = Boeking.objects.filter(budget=OuterRef("budget"), regel=OuterRef("pk"))
    return lines.filter(~Exists(proposed) | Exists(put) | Exists(booked))


def lines_known_to(user, budget: Budget) -> QuerySet[Budgetregel]:
    """Answer the lines of the budget, those of a concept only for who reads it."""
    lines = budget.regels.all()
    return lines if rules.reads_concepts(user, budget) else without_concepts(lines)
