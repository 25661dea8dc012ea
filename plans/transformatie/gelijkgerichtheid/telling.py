"""Who is told that an insurer follows a plan, or how: the lead of the applicants, and who coordinates it."""

from iza_portal.notices.models import NoticeKind
from iza_portal.notices.telling import tell
from plans.models.transformatie import Gelijkgerichtheid
from plans.transformatie.concerned import people_at, reviewers_at
from plans.transformatie.rules import SUBMITTING_FUNCTIONS


def tell_followed(row: Gelijkgerichtheid, *, by) -> None:
    """Tell who speaks for the lead, and the reviewers of the coördinerend verzekeraar, what the insurer said."""
    plan = row.plan
    lead = plan.partijen.filter(is_lead=True).values("organisation")
    people = {*people_at(lead, SUBMITTING_FUNCTIONS), *reviewers_at([plan.insurer_id])}
    sentence = f"{row.organisation.name} legde vast hoe zij “{plan}” volgt: {row.get_follows_display()}."
    path = f"{plan.get_absolute_url()}gelijkgerichtheid/"
    for person in sorted(people, key=lambda person: person.pk):
        key = f"gelijkgericht:{row.pk}:{row.version}"
        tell(person, kind=NoticeKind.REACTIE, sentence=sentence, path=path, key=key, by=by)
