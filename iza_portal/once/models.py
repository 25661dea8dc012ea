from django.conf import settings
from django.db import models


class HandledForm(models.Model):
    """A form that was handled: its key, and where its answer sent the person. See `OnceMiddleware`."""

    key = models.UUIDField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    path = models.CharField(max_length=300)
    location = models.CharField(max_length=500)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self):
        return str(self.key)
