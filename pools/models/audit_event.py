import uuid

from django.db import models
from django.utils import timezone

from pools.models.prepared import Insertion

COGNITO = "cognito-idp.amazonaws.com"


class Unchangeable(TypeError):
    """Somebody tried to change or delete what is only ever added to."""


class AppendOnly(models.QuerySet):
    """Rows that are read and added, nothing else. The database has triggers that say the same (`append_only.py`)."""

    def update(self, **kwargs: object) -> int:
        raise Unchangeable("Audit events cannot be changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise Unchangeable("Audit events cannot be deleted; `actions/audit_retention.py` forgets old ones.")

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class Appended(models.Model):
    """A row that never changes once it is there."""

    objects = AppendOnly.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: object, **kwargs: object) -> None:
        if not self._state.adding:
            raise Unchangeable("Audit events cannot be changed.")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise Unchangeable("Audit events cannot be deleted.")


class AuditEvent(Appended):
    """Something that happened. Append-only: it outlives what it tells of, so it refers by plain values.

    `audit_records.py` words it as a record of CloudTrail.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    name = models.CharField(max_length=64, help_text="The operation, e.g. AdminCreateUser.")
    source = models.CharField(max_length=64, default=COGNITO, help_text="The service that the operation belongs to.")
    error = models.CharField(max_length=64, blank=True, default="", help_text="Name of the error it ended in.")
    error_message = models.CharField(max_length=1024, blank=True, default="")
    read_only = models.BooleanField(default=False)
    via = models.CharField(max_length=16)
    region = models.CharField(max_length=32, blank=True, default="")
    pool_id = models.CharField(max_length=55, blank=True, default="")
    client_id = models.CharField(max_length=128, blank=True, default="")
    sub = models.CharField(max_length=36, blank=True, default="", help_text="The user it happened to.")
    actor = models.CharField(max_length=2048, blank=True, default="", help_text="ARN or sub of who did it.")
    access_key_id = models.CharField(max_length=128, blank=True, default="", help_text="The key that signed the call.")
    ip_address = models.CharField(max_length=45, blank=True, default="")
    user_agent = models.CharField(max_length=512, blank=True, default="")
    request_id = models.CharField(max_length=36, blank=True, default="")
    request_parameters = models.JSONField(null=True, blank=True, help_text="What was asked, secrets hidden.")
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["pool_id", "created_at"], name="event_by_pool"),
            models.Index(fields=["sub", "created_at"], name="event_by_user"),
            models.Index(fields=["created_at", "id"], name="event_by_time"),
            models.Index(fields=["name", "created_at"], name="event_by_name"),
            models.Index(fields=["ip_address", "created_at"], name="event_by_ip"),
            models.Index(
                fields=["access_key_id", "created_at"], name="event_by_key", condition=~models.Q(access_key_id="")
            ),
            models.Index(fields=["error", "created_at"], name="event_by_error", condition=~models.Q(error="")),
            models.Index(fields=["created_at"], name="event_that_failed", condition=~models.Q(error="")),
            # Of what changed something, most lists are; reads outnumber it a hundred times
            models.Index(fields=["created_at"], name="event_of_change", condition=models.Q(read_only=False)),
            models.Index(
                fields=["sub", "created_at"], name="event_of_users_change", condition=models.Q(read_only=False)
            ),
            models.Index(
                fields=["pool_id", "created_at"], name="event_of_pools_change", condition=models.Q(read_only=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AuditResponse(Appended):
    """What a recorded change was answered with. The event is written with the change, before there is an answer."""

    event_id = models.UUIDField(primary_key=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    elements = models.JSONField(help_text="Secrets hidden.")

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="response_by_time")]

    def __str__(self) -> str:
        return str(self.event_id)


class AuditHorizon(models.Model):
    """What is older than this may be deleted from the audit trail; the triggers let nothing else go. One row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    moment = models.DateTimeField()

    def __str__(self) -> str:
        return self.moment.isoformat()


class AuditExport(models.Model):
    """How far the export to one place has come, and up to where the file goes that is being written, if one is."""

    target = models.CharField(primary_key=True, max_length=512)
    moment = models.DateTimeField(help_text="Every event up to here is exported.")
    event_id = models.UUIDField(help_text="At that very moment, up to this one.")
    next_moment = models.DateTimeField(null=True)
    next_event_id = models.UUIDField(null=True)

    def __str__(self) -> str:
        return f"{self.target} up to {self.moment.isoformat()}"


NEW_AUDIT_EVENT = Insertion(AuditEvent)
NEW_AUDIT_RESPONSE = Insertion(AuditResponse)
