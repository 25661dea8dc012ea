"""What the room of writing together is to know of the texts of a transformatieplan."""

from django.db.models import Q, prefetch_related_objects
from django.urls import reverse

from iza_portal.accounts.models import Membership, User
from iza_portal.writing.homes import Home, naming
from iza_portal.writing.noting import note_writing
from plans.models.transformatie import Indiening, Partijrol, Transformatieonderdeel, Transformatieplan
from plans.models.transformatie.plannen import READING_FUNCTIONS
from plans.transformatie import rules
from plans.transformatie.verbs import TransformatieVerb
from plans.transformatie.workflow import JUDGED, WRITABLE, Planstand
from regions.figures.citing import place_of


class OnderdeelHome(Home):
    """The texts of transformatieplannen. What insurers judge of them is kept apart, in `Indiening.content`."""

    kind = "transformatiedeel"
    noun = "het onderdeel"
    model = Transformatieonderdeel
    within = "plans/transformatie/_within.html"
    whole_name = "plan"
    whole_kind = "transformatieplan"
    whole_model = Transformatieplan
    # Not asked: of a transformatieplan nothing is adopted, it is submitted.
    adopted_step = Planstand.UITVOERING

    def visible_to(self, user):
        plans = Transformatieplan.objects.worked_on_by(user)
        texts = Transformatieonderdeel.objects.filter(plan__in=plans).select_related("plan__region")
        return texts.prefetch_related("plan__partijen")

    def may_see(self, user, text):
        return rules.may_see_work(user, _with_parties(text))

    def readable_to(self, user):
        # What is written now is for who works on it; others read what was submitted.
        return Transformatieonderdeel.objects.none()

    def may_read_picture(self, user, document, picture):
        submitted = Indiening.objects.readable_to(user).filter(
            plan__onderdelen__document=document,
            content__parts__contains=[{"body": {"content": naming(picture)}}],
        )
        return submitted.exists()

    def why_not_writable(self, user, text):
        return rules.why_not_writable(user, _with_parties(text))

    def why_not_open_to_talk(self, user, text):
        if text.plan.status not in {*WRITABLE, *JUDGED}:
            return f"Over dit plan kan niet meer worden gepraat. De stand is: {text.plan.get_status_display()}."
        return "" if rules.may_talk(user, _with_parties(text)) else "U doet niet mee aan dit plan."

    def people(self, text):
        at_party = Q(organisation__in=_organisations_of_parties(text))
        if text.plan.status in rules.TOGETHER:
            leaders = [pk for pk in text.plan.leaders if pk]
            at_party |= Q(organisation__in=leaders, function__in=READING_FUNCTIONS)
        members = Membership.objects.active().filter(at_party)
        return User.objects.filter(is_active=True, pk__in=members.values("user"))

    def note_writing(self, text, *, by):
        note_writing(TransformatieVerb.TEXT_WRITTEN, text.plan, text, by=by)

    def whole(self, text):
        return text.plan

    def wholes_visible_to(self, user):
        return Transformatieplan.objects.worked_on_by(user).select_related("region").prefetch_related("partijen")

    def adopted(self, whole):
        return None

    def trail_url(self, whole):
        return reverse("transformatieplan-history", args=[whole.pk])

    def key(self, text):
        return text.code

    def texts_of(self, whole, *, with_bodies=True):
        texts = whole.onderdelen.order_by("position")
        texts = texts if with_bodies else texts.defer("body", "plain_text")
        found = list(texts)
        for text in found:
            text.plan = whole
        return [(text.title, text) for text in found]

    def title(self, text):
        return text.title

    def place(self, text):
        return place_of(text.plan.region)

    def editing_url(self, text):
        return reverse("transformatieonderdeel-write", args=[text.plan_id, text.code])


def _with_parties(text: Transformatieonderdeel) -> Transformatieplan:
    """Answer the plan of the text with its parties, asked once however many rules ask for them."""
    prefetch_related_objects([text.plan], "partijen")
    return text.plan


def _organisations_of_parties(text: Transformatieonderdeel):
    parties = text.plan.partijen.filter(part__in=[Partijrol.INDIENER, Partijrol.BETROKKEN])
    return parties.filter(organisation__isnull=False).values("organisation")
