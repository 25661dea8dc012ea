import pgtrigger
from django.conf import settings
from django.db import models


def never_emptied(sentence: str) -> pgtrigger.Trigger:
    """Make the trigger that refuses TRUNCATE, with `sentence`.

    It is let through only where the database itself says that it is a test database. A session could say so of itself
    (SET), so this looks at what is kept with the database.
    """
    return pgtrigger.Trigger(
        name="no_truncate",
        level=pgtrigger.Statement,
        operation=pgtrigger.Truncate,
        when=pgtrigger.Before,
        func=f"""
                    IF NOT EXISTS (
                        SELECT FROM pg_db_role_setting JOIN pg_database ON pg_database.oid = setdatabase
                        WHERE datname = current_database() AND setrole = 0 AND 'iza.test_database=on' = ANY (setconfig)
                    ) THEN
                        RAISE EXCEPTION '{sentence}';
                    END IF;
                    RETURN NULL;
                """,
    )


def kept_for_good(sentence: str) -> list[pgtrigger.Trigger]:
    """Make the triggers that refuse to change, delete or empty rows of history."""
    return [
        pgtrigger.Protect(name="kept_for_good", operation=pgtrigger.Update | pgtrigger.Delete),
        never_emptied(sentence),
    ]


class Event(models.Model):
    """One act: who did what to what, when, with what before and after. Rows are only added; triggers refuse the rest.

    `verb` is a code that the app registers with its Dutch phrase (`iza_portal.trail.verbs`); names of people are looked
    up when shown, so that the trail itself holds none.
    """

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    acting_for = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    # The part of the subject that the act is about, such as a section of a plan: its name then, and its key.
    detail = models.CharField(max_length=300, blank=True)
    part_id = models.BigIntegerField(null=True)
    reason = models.TextField(blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        verbose_name = "gebeurtenis"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["subject_type", "subject_id", "-at"], name="event_subject")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("The trail of events is append-only"),
        ]

    def __str__(self):
        return f"{self.verb} {self.subject_type} {self.subject_id}"
