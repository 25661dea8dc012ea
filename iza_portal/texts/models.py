from django.conf import settings
from django.db import models

from iza_portal.texts.tree import empty_tree


class VersionedText(models.Model):
    """A text that people write in the editor, each save guarded by a version.

    `body` is the document tree (ProseMirror JSON) that `iza_portal.texts.check` accepts; `plain_text` is derived from it
    for search. `version` counts the saves: a save that names an older one is refused (`iza_portal.texts.writing.write`).
    """

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
