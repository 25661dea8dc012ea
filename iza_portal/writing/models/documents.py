from django.conf import settings
from django.db import models


class Document(models.Model):
    """A text as a Yjs document, in which people write at the same time: a snapshot, and the updates since.

    `kind` says of which texts it is one (`iza_portal.writing.homes`). `seq` is the number of the last update that was taken;
    whoever takes one holds the lock on this row, so that numbers have no gaps and are seen in their order. `snapshot` is the
    state up to `snapshot_seq` as one Yjs update (format 1), compressed with gzip: empty while nothing was ever written.
    `settled_seq` is how far the text's `body` has followed, `kept_seq` how far its history has. `stored_bytes` counts the
    updates that are kept. `margin` goes up with every change in its margin, so that open windows know that there is
    something new.
    """

    kind = models.CharField(max_length=20)
    seq = models.PositiveBigIntegerField(default=0)
    snapshot = models.BinaryField(default=bytes)
    snapshot_seq = models.PositiveBigIntegerField(default=0)
    settled_seq = models.PositiveBigIntegerField(default=0)
    kept_seq = models.PositiveBigIntegerField(default=0)
    stored_bytes = models.PositiveBigIntegerField(default=0)
    margin = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "gezamenlijk document"
        constraints = [
            models.CheckConstraint(
                name="document_follows_its_updates",
                condition=models.Q(
                    snapshot_seq__lte=models.F("seq"),
                    settled_seq__lte=models.F("seq"),
                    kept_seq__lte=models.F("seq"),
                ),
            )
        ]
        indexes = [
            models.Index(
                fields=["changed_at"],
                name="document_to_settle",
                condition=models.Q(settled_seq__lt=models.F("seq")),
            ),
            models.Index(
                fields=["changed_at"],
                name="document_to_keep",
                condition=models.Q(kept_seq__lt=models.F("seq")),
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.pk}"

    def get_absolute_url(self):
        """Answer the address below which windows exchange the document, and its pages are."""
        return f"/teksten/{self.pk}/"


class Update(models.Model):
    """One change of a document as its writer's browser sent it: a Yjs update of format 1, checked and never altered.

    `author` is who was signed in, and None where the portal itself wrote.
    """

    document = models.ForeignKey(Document, models.CASCADE, related_name="updates")
    seq = models.PositiveBigIntegerField()
    content = models.BinaryField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "seq"], name="update_seq_once")]

    def __str__(self):
        return f"{self.document_id}: {self.seq}"


class Writer(models.Model):
    """A client of a Yjs document, which is one window of one person's browser. Nobody else writes under its number."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="writers")
    client_id = models.PositiveBigIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "client_id"], name="writer_client_once")]

    def __str__(self):
        return f"{self.document_id}: {self.client_id}"


class Presence(models.Model):
    """A window in which somebody has a text open: who, for which organisation, and where the cursor is.

    `cursor` is what the editor says of its selection: two relative positions of Yjs as JSON, or None. A row counts for
    20 seconds after `seen_at`.
    """

    document = models.ForeignKey(Document, models.CASCADE, related_name="presences")
    client_id = models.PositiveBigIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    acting_for = models.ForeignKey("accounts.Organisation", models.CASCADE, null=True, related_name="+")
    cursor = models.JSONField(null=True)
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "client_id"], name="presence_client_once")]

    def __str__(self):
        return f"{self.document_id}: {self.client_id}"
