from django.conf import settings
from django.db import models


class HandledForm(models.Model):
    """A form that was handled: its key, and where its answer sent the person. See `OnceMiddleware`.

    `path` is as it stands in an address, so with what the database can't keep (a null character) as %00; an address can
    be of any length.
    """

    key = models.UUIDField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    path = models.TextField()
    location = models.TextField()
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self):
        return str(self.key)
