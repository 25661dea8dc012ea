from tests.factories import (
    ActieFactory,
    DekkingFactory,
    DoelFactory,
    MijlpaalFactory,
    OpgaveFactory,
    OrganisationFactory,
)


def filled(plan, count) -> None:
    """Give the plan so many opgaven, each with one of everything below it."""
    for _ in range(count):
        opgave = OpgaveFactory(plan=plan)
        opgave.partijen.create(organisation=OrganisationFactory(), part="trekker")
        doel, actie = DoelFactory(opgave=opgave), ActieFactory(opgave=opgave, organisation=OrganisationFactory())
        actie.doelen.add(doel)
        MijlpaalFactory(actie=actie, organisation=OrganisationFactory())
        DekkingFactory(opgave=opgave, actie=actie)
