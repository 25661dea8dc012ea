from django.conf import settings
from django.db import models

from iza_portal.writing.models.documents import Document


class Picture(models.Model):
    """An image that was put in a text: decoded and written anew by the portal, so that it holds a picture and nothing else.

    `content` is PNG or JPEG of `width` by `height` pixels; `sha256` is of `content`. The text's node names it by `pk` and
    holds the alternative text.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="pictures")
    content = models.BinaryField()
    media_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "afbeelding"
        constraints = [models.UniqueConstraint(fields=["document", "sha256"], name="picture_once_in_a_document")]

    def __str__(self):
        return f"{self.document_id}: {self.sha256[:8]}"
