"""What the room of writing together is to know of the themes of a regiobeeld."""

from django.urls import reverse

from iza_portal.writing.homes import Home
from iza_portal.writing.noting import note_writing
from regions.figures.citing import place_of
from regions.models import Regiobeeld, Theme
from regions.regiobeelden import rules
from regions.regiobeelden.enriching import why_not_writable
from regions.regiobeelden.workflow import ADOPTED, BeeldStatus
from regions.roles import people_of_region
from regions.verbs import BeeldVerb


class ThemeHome(Home):
    """The themes of regiobeelden."""

    kind = "thema"
    noun = "het thema"
    model = Theme
    within = "regiobeelden/_within.html"
    whole_name = "regiobeeld"
    whole_kind = "regiobeeld"
    whole_model = Regiobeeld
    adopted_step = BeeldStatus.VASTGESTELD

    def visible_to(self, user):
        beelden = Regiobeeld.objects.inside(user)
        return Theme.objects.filter(regiobeeld__in=beelden).select_related("regiobeeld__region")

    def may_see(self, user, text):
        return rules.may_see_work(user, text.regiobeeld)

    def readable_to(self, user):
        return Theme.objects.present().filter(regiobeeld__in=Regiobeeld.objects.visible_to(user))

    def why_not_writable(self, user, text):
        return why_not_writable(user, text)

    def why_not_open_to_talk(self, user, text):
        if text.position is None:
            return "Dit thema is uit het beeld gehaald."
        if text.regiobeeld.status in ADOPTED:
            return "Over dit beeld kan niet meer worden gepraat: het is vastgesteld."
        return "" if rules.may_talk(user, text.regiobeeld) else "U doet niet mee in deze regio."

    def people(self, text):
        return people_of_region(text.regiobeeld.region_id)

    def note_writing(self, text, *, by):
        note_writing(BeeldVerb.THEME_WRITTEN, text.regiobeeld, text, by=by)

    def whole(self, text):
        return text.regiobeeld

    def wholes_visible_to(self, user):
        return Regiobeeld.objects.inside(user).select_related("region", "previous__region")

    def adopted(self, whole):
        return whole if whole.status in ADOPTED else whole.previous

    def trail_url(self, whole):
        return reverse("regiobeeld-history", args=[whole.pk])

    def key(self, text):
        return str(text.key)

    def texts_of(self, whole, *, with_bodies=True):
        themes = whole.themes.present() if with_bodies else whole.themes.present().defer("body")
        return [(theme.title, theme) for theme in themes]

    def title(self, text):
        return text.title

    def place(self, text):
        return place_of(text.regiobeeld.region)

    def editing_url(self, text):
        return reverse("theme-edit", args=[text.regiobeeld_id, text.pk])
