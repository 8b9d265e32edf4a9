"""Work that takes longer than a request, such as disabling a hundred thousand users: a row that says what is to be done
and how far it is, and workers that go on with it batch after batch.

What there is to do is a `Kind`, registered by its name. It is asked for a portion of what follows a position, and does
one thing after the other. How far it came is written after each batch; a worker that is killed loses that batch alone,
which the next one does again. So doing a thing twice must do no harm: either it does nothing the second time, or the
kind sees that it is done.
"""

import dataclasses
import datetime
import logging
import time
import uuid
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from celery import current_app
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from notifications import announcing, batches, leases
from pools.actions import audit
from pools.caller import Caller, Via
from pools.errors import PoolError, ResourceNotFoundException
from pools.models import Job, JobFailure, JobOutput, UserPool

log = logging.getLogger(__name__)

TURN_SECONDS = 20.0  # then another job has its turn
KEPT_FOR = datetime.timedelta(days=30)
OUTPUT_KEPT_FOR = datetime.timedelta(days=1)  # files are full of people's data
MAX_TROUBLES = 8  # unexpected errors one after the other
_LEASE = datetime.timedelta(seconds=120)
_BATCH_SECONDS = 5.0  # then the progress is written: what a function of the operator's holds up is seen to move
_TASK = "pools.tasks.work_on_job"


@dataclasses.dataclass(frozen=True, slots=True)
class Item:
    """One thing to do. `position` is where to go on after it; `key` is what the kind knows it by, `label` people."""

    position: str
    key: str
    label: str
    value: Any


@dataclasses.dataclass(frozen=True, slots=True)
class Portion:
    """Some things to do, perhaps none, and where to go on after them."""

    items: Sequence[Item]
    position: str
    is_last: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Failure:
    """What could not be done, and why."""

    item: Item
    error: str
    message: str


class Kind:
    """What a job of a kind does. Of the methods `portion` and `do` are the least."""

    action: str = ""  # of policies: who asks must be allowed it on the pool, before each batch
    batch: ClassVar[int] = 50  # things between two writings of the progress
    has_output: ClassVar[bool] = False

    def portion(self, job: Job, position: str, size: int) -> Portion:
        """At most `size` things that follow this position; an empty one is the start."""
        raise NotImplementedError

    def do(self, job: Job, item: Item, caller: Caller) -> str:
        """Do one thing. What it gives is added to the job's file. Raises `PoolError` if it cannot be done."""
        raise NotImplementedError

    def count(self, job: Job) -> int | None:
        """How many there are in all, if that can be told without holding anything up for long."""
        return None

    def head(self, job: Job) -> str:
        """How the job's file begins."""
        return ""

    def do_all(self, job: Job, items: Sequence[Item], caller: Caller) -> tuple[int, list[Failure], str]:
        """Do these in their order, as far as the time of a batch goes. Gives how many were tried, the failures, and
        what is added to the file."""
        until, tried, failures, text = time.monotonic() + _BATCH_SECONDS, 0, [], []
        for item in items:
            try:
                text.append(self.do(job, item, caller))
            except PoolError as error:
                failures.append(Failure(item, error.name, error.message))
            except DatabaseError:
                raise  # of nothing that this item could help
            except Exception:
                log.exception("Job %s could not do %s", job.pk, item.key)
                failures.append(Failure(item, "InternalErrorException", "An unexpected error; see the log."))
            tried += 1
            if time.monotonic() > until:
                break
        return tried, failures, "".join(text)


class Lost(Exception):
    """The job was cancelled, or another worker has it."""


_kinds: dict[str, Kind] = {}
_guards: list[Callable[[Job, str], None]] = []


def guard_by(guard: Callable[[Job, str], None]) -> None:
    """Ask this before each batch, with the kind's action. It raises a `PoolError` to end the job: policies are known on
    a layer above."""
    _guards.append(guard)


def register(name: str, kind: Kind) -> None:
    _kinds[name] = kind


def kind_of(job: Job) -> Kind:
    return _kinds[job.kind]


def action_of(kind: str) -> str:
    """What policies must allow whoever asks for a job of this kind."""
    return _kinds[kind].action


def start(pool: UserPool, kind: str, parameters: dict[str, Any], *, caller: Caller, is_awaited: bool = False) -> Job:
    """Have this done as the caller. `is_awaited`: who asks goes on to `work_on` it, so no worker is called."""
    assert kind in _kinds
    job = Job(pool=pool, kind=kind, parameters=parameters, actor=caller.arn, via=caller.via)
    job.ip_address, job.user_agent = caller.ip_address, caller.user_agent[:512]
    with transaction.atomic():
        job.save(force_insert=True)
        audit.record(caller, "StartJob", pool=pool, job=str(job.pk), kind=kind)
        if not is_awaited:
            transaction.on_commit(lambda: _wake_a_worker(job))
    return job


def get_job(pool: UserPool, job_id: uuid.UUID) -> Job:
    """The job. Raises `ResourceNotFoundException`."""
    job = Job.objects.filter(pool=pool, pk=job_id).first()
    if job is None:
        raise ResourceNotFoundException("Job not found.")
    job.pool = pool
    return job


def is_any_running(pool: UserPool, kind: str) -> bool:
    return Job.objects.filter(pool=pool, kind=kind, state=Job.State.WAITING).exists()


def cancel(job: Job, *, caller: Caller) -> bool:
    """Stop after the batch that is being done, which stays done. Whether there was anything to stop."""
    with transaction.atomic():
        running = Job.objects.filter(pk=job.pk, state=Job.State.WAITING)
        if not running.update(state=Job.State.CANCELLED, finished_at=timezone.now()):
            return False
        audit.record(caller, "CancelJob", pool=job.pool, job=str(job.pk), kind=job.kind)
    return True


def work_on(job_id: str | uuid.UUID, *, seconds: float = TURN_SECONDS) -> None:
    """Go on with the job for about as long, if nobody else does. May be called any number of times."""
    if not leases.take(Job, job_id, _LEASE):
        return
    job = Job.objects.select_related("pool").get(pk=job_id)
    try:
        _go_on(job, time.monotonic() + seconds)
    except Lost:
        return
    except PoolError as error:  # what it is about is gone, or whoever asked may no longer do it
        leases.held(job).update(state=Job.State.FAILED, finished_at=timezone.now(), last_error=error.message[:512])
    except Exception as error:
        log.exception("Job %s met an unexpected error", job.pk)
        _note_trouble(job, error)


def work_on_due(*, limit: int, seconds: float) -> None:
    """Take up what a lost worker or broker left behind, and what met an error."""
    until = time.monotonic() + seconds
    due = Job.objects.filter(state=Job.State.WAITING, due_at__lte=timezone.now()).order_by("due_at")
    for job_id in list(due.values_list("pk", flat=True)[:limit]):
        if time.monotonic() > until:
            return
        work_on(job_id, seconds=until - time.monotonic())


def forget_old() -> None:
    """Delete files after a day, and jobs that ended long ago, a batch at a time."""
    now = timezone.now()
    batches.delete(JobOutput.objects.filter(job__finished_at__lt=now - OUTPUT_KEPT_FOR))
    old = Job.objects.filter(finished_at__lt=now - KEPT_FOR)
    batches.delete(JobFailure.objects.filter(job__in=old))  # first: one job may have very many
    batches.delete(old)


def has_file(job: Job) -> bool:
    """Whether there is a file to take along: not before the job is done, and not for long."""
    return job.state == Job.State.DONE and kind_of(job).has_output and JobOutput.objects.filter(job=job).exists()


def _go_on(job: Job, until: float) -> None:
    kind, caller = kind_of(job), _caller_of(job)
    if job.pool.deleted_at:
        leases.held(job).update(state=Job.State.CANCELLED, finished_at=timezone.now())
        return
    if job.started_at is None:
        _begin(job, kind)
    while True:
        for guard in _guards if kind.action else []:
            guard(job, kind.action)
        portion = kind.portion(job, job.position, kind.batch)
        tried, failures, text = kind.do_all(job, portion.items, caller) if portion.items else (0, [], "")
        is_whole = tried == len(portion.items)
        position = portion.position if is_whole else portion.items[tried - 1].position
        _keep(job, position, tried, failures, text, is_last=is_whole and portion.is_last)
        if job.state != Job.State.WAITING:
            return
        if time.monotonic() > until:
            _hand_back(job)
            return


def _begin(job: Job, kind: Kind) -> None:
    job.started_at, job.total = timezone.now(), kind.count(job)
    with transaction.atomic():
        if not leases.held(job).update(started_at=job.started_at, total=job.total):
            raise Lost
        if head := kind.head(job):
            JobOutput.objects.get_or_create(job=job, position=0, defaults={"text": head})


def _keep(job: Job, position: str, tried: int, failures: list[Failure], text: str, *, is_last: bool) -> None:
    """Write how far it is, with all that belongs to it, or nothing of it if the job is somebody else's by now."""
    now = timezone.now()
    job.position, job.done, job.failed = position, job.done + tried - len(failures), job.failed + len(failures)
    kept: dict[str, Any] = {"position": position, "done": job.done, "failed": job.failed, "troubles": 0}
    kept |= {"due_at": now + _LEASE}
    if is_last:
        job.state = Job.State.DONE
        kept |= {"state": job.state, "finished_at": now, "last_error": ""}
    with transaction.atomic():
        if not leases.held(job).update(**kept):
            raise Lost
        JobFailure.objects.bulk_create(_failure_rows(job, failures), ignore_conflicts=True)
        if text:
            JobOutput.objects.create(job=job, position=job.handled, text=text)
        if is_last:
            audit.record(_caller_of(job), "CompleteJob", pool=job.pool, job=str(job.pk), kind=job.kind)


def _failure_rows(job: Job, failures: list[Failure]) -> list[JobFailure]:
    return [
        JobFailure(
            job=job,
            key=failure.item.key[:64],
            label=failure.item.label[:256],
            error=failure.error,
            message=failure.message[:1024],
        )
        for failure in failures
    ]


def _hand_back(job: Job) -> None:
    if leases.held(job).update(due_at=timezone.now()):
        _wake_a_worker(job)


def _note_trouble(job: Job, error: Exception) -> None:
    """Try again later; after some times give up."""
    said = f"{type(error).__name__}: {error}"[:512]
    if job.troubles + 1 >= MAX_TROUBLES:
        leases.held(job).update(state=Job.State.FAILED, finished_at=timezone.now(), last_error=said)
        return
    pause = leases.longest_pause_after(job.troubles + 1)
    leases.held(job).update(troubles=F("troubles") + 1, due_at=timezone.now() + pause, last_error=said)


def _caller_of(job: Job) -> Caller:
    """Who asked for the job; what is done in it is one request."""
    return Caller(
        via=Via(job.via) if job.via else Via.COMMAND,
        arn=job.actor,
        ip_address=job.ip_address,
        user_agent=job.user_agent,
        request_id=str(job.pk),
    )


def _wake_a_worker(job: Job) -> None:
    # By its name: tasks are on a layer above
    announcing.announce(lambda: current_app.send_task(_TASK, (str(job.pk),)), f"job {job.pk}")
