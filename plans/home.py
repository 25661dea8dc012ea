"""What the room of writing together is to know of the sections of a plan."""

from django.urls import reverse

from iza_portal.writing.homes import Home
from iza_portal.writing.noting import note_writing
from plans import rules
from plans.models import Regioplan, Section, Status
from plans.outline import outline
from plans.verbs import PlanVerb
from plans.writing import why_not_writable
from regions.figures.citing import place_of
from regions.roles import people_of_region

ADOPTED = {Status.VASTGESTELD, Status.GEPUBLICEERD}
# After that the colleges and besturen decide on a text that was talked through.
OPEN_TO_TALK = {Status.CONCEPT, Status.TER_CONSULTATIE}


class SectionHome(Home):
    """The sections (onderdelen) of regioplannen."""

    kind = "onderdeel"
    noun = "het onderdeel"
    model = Section
    within = "plans/_within.html"
    whole_name = "plan"
    whole_kind = "plan"
    whole_model = Regioplan
    adopted_step = Status.VASTGESTELD

    def visible_to(self, user):
        plans = Regioplan.objects.inside(user)
        return Section.objects.filter(plan__in=plans).select_related("plan__region").defer("search")

    def may_see(self, user, text):
        return rules.may_see_work(user, text.plan)

    def readable_to(self, user):
        return Section.objects.present().filter(plan__in=Regioplan.objects.visible_to(user)).defer("search")

    def why_not_writable(self, user, text):
        return why_not_writable(user, text)

    def why_not_open_to_talk(self, user, text):
        if text.position is None:
            return "Dit onderdeel is uit het plan gehaald."
        if text.plan.status not in OPEN_TO_TALK:
            return f"Over dit plan kan niet meer worden gepraat. De status is nu: {text.plan.get_status_display()}."
        return "" if rules.may_talk(user, text.plan) else "U doet niet mee in deze regio."

    def people(self, text):
        return people_of_region(text.plan.region_id)

    def note_writing(self, text, *, by):
        note_writing(PlanVerb.SECTION_WRITTEN, text.plan, text, by=by)

    def whole(self, text):
        return text.plan

    def wholes_visible_to(self, user):
        return Regioplan.objects.inside(user).select_related("region")

    def adopted(self, whole):
        if whole.status in ADOPTED:
            return whole
        if whole.based_on_id:
            return whole.based_on
        earlier = Regioplan.objects.filter(
            region=whole.region_id, kind=whole.kind, edition__lt=whole.edition, status__in=ADOPTED
        )
        return earlier.select_related("region").order_by("-edition").first()

    def trail_url(self, whole):
        return reverse("plan-history", args=[whole.pk])

    def key(self, text):
        return " ".join(text.title.casefold().split())

    def texts_of(self, whole, *, with_bodies=True):
        return [(entry.title, entry.section) for entry in outline(whole, with_bodies=with_bodies)]

    def title(self, text):
        entries = outline(text.plan, with_bodies=False)
        return next((entry.title for entry in entries if entry.section.pk == text.pk), text.title)

    def place(self, text):
        return place_of(text.plan.region)

    def editing_url(self, text):
        return reverse("section-edit", args=[text.plan_id, text.pk])
