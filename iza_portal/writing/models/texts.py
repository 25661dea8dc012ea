from django.conf import settings
from django.db import models

from iza_portal.texts.tree import empty_tree
from iza_portal.writing.models.documents import Document


class JointText(models.Model):
    """A text that people write together: a section of a plan, a theme of a regiobeeld.

    What they write is a shared document (`Document`), made when somebody first opens the editor. `body`, `plain_text`,
    `version`, `edited_at` and `edited_by` follow from it (`iza_portal.writing.together.settling`): `body` is the document
    tree that `iza_portal.texts.check` accepts, which is read, printed, searched and compared; `version` counts the bodies.
    """

    document = models.OneToOneField(Document, models.PROTECT, null=True, editable=False, related_name="+")
    body = models.JSONField("tekst", default=empty_tree)
    plain_text = models.TextField(editable=False, blank=True)
    version = models.PositiveIntegerField(default=1)
    edited_at = models.DateTimeField("laatst bewerkt", null=True, blank=True)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def is_empty(self):
        return not self.plain_text.strip()
