"""Work that takes longer than a request: what is to be done, how far it is, what came of it."""

import uuid

from django.db import models
from django.utils import timezone

from pools.models.user_pool import UserPool


class Job(models.Model):
    """One piece of work on a pool, done by workers batch after batch. `position` says where the next batch begins; it
    moves on in one transaction with the counts, so that a job goes on where a worker was killed.

    A worker holds the job as a message is held (`notifications/leases.py`): "waiting" is also one that is worked on.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "In progress"
        DONE = "done", "Completed"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="jobs", db_index=False)
    kind = models.CharField(max_length=32, help_text="A name in the registry of `actions/jobs.py`.")
    parameters = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField(default=timezone.now, help_text="Pushed ahead while a worker holds the job.")
    attempts = models.PositiveIntegerField(default=0, help_text="How often a worker has taken it up.")
    troubles = models.PositiveSmallIntegerField(default=0, help_text="Unexpected errors since the last batch.")
    position = models.TextField(blank=True, default="")
    total = models.PositiveBigIntegerField(null=True, blank=True, help_text="NULL: nobody has counted.")
    done = models.PositiveBigIntegerField(default=0)
    failed = models.PositiveBigIntegerField(default=0)
    last_error = models.CharField(max_length=512, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    # Who asked for it: what is done in the job is recorded as theirs
    actor = models.CharField(max_length=2048, blank=True, default="", help_text="ARN.")
    via = models.CharField(max_length=16, blank=True, default="")
    ip_address = models.CharField(max_length=45, blank=True, default="")
    user_agent = models.CharField(max_length=512, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["state", "due_at"], name="job_by_turn"),
            models.Index(fields=["pool", "created_at", "id"], name="job_by_pool"),
            models.Index(fields=["finished_at"], name="job_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.pool_id}"

    @property
    def is_running(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def handled(self) -> int:
        return self.done + self.failed

    @property
    def percent(self) -> int | None:
        """How far it is; None while nobody knows how much there is."""
        if self.state == self.State.DONE:
            return 100
        return min(99, 100 * self.handled // self.total) if self.total else None


class JobFailure(models.Model):
    """One thing that a job could not do, such as a user or a line of a file."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="failures", db_index=False)
    key = models.CharField(max_length=64, help_text="What it is known by: a sub, the number of a line.")
    label = models.CharField(max_length=256, help_text="What people know it by.")
    error = models.CharField(max_length=64)
    message = models.CharField(max_length=1024, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "key"], name="one_failure_of_a_kind_per_job")]
        indexes = [models.Index(fields=["job", "id"], name="failure_by_job")]

    def __str__(self) -> str:
        return f"{self.label}: {self.error}"


class JobOutput(models.Model):
    """A part of the file that a job writes: what one batch added."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="output", db_index=False)
    position = models.PositiveBigIntegerField(help_text="How many things were handled before.")
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "position"], name="one_output_of_a_batch")]

    def __str__(self) -> str:
        return f"{self.job_id} from {self.position}"
