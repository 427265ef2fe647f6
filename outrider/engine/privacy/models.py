"""What a person agreed to, and who looked at what about him."""

from __future__ import annotations

from django.db import models

from outrider.engine.entities.models import Record
from outrider.kernel.ids import uuid7


class Consent(Record):
    """One separate consent (单独同意) to one version of one policy; withdrawn, it stays as history."""

    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    policy = models.CharField(max_length=40)
    policy_version = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("person", "policy"),
                condition=models.Q(withdrawn_at__isnull=True, deleted_at__isnull=True),
                name="one_consent_in_force",
            ),
        )


class Reading(models.Model):
    """Somebody read a person's positions or revealed a number. Append-only; reading it changes nothing."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField()
    reader = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=40)
    entity = models.CharField(max_length=40, blank=True)
    record_id = models.UUIDField(null=True)
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = (models.Index(fields=("subject", "-at"), name="reading_subject"),)
