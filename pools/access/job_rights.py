"""Whether whoever asked for a job may still do what it does: rights end while it runs, and it ends with them."""

from pools import ids
from pools.access import policy, principals
from pools.access.policy import Origin
from pools.actions import jobs
from pools.errors import AccessDeniedException
from pools.models import Administrator, Job

_USERS = ids.iam_arn("user/")


def guard_jobs() -> None:
    jobs.guard_by(require)


def require(job: Job, action: str) -> None:
    """Raise `AccessDeniedException` unless the user who asked is there, active, and allowed the action on its pool.
    Commands are the operator's own. Temporary credentials were asked when the job began, and have ended since."""
    if not job.actor.startswith(_USERS):
        return
    user = Administrator.objects.filter(username=job.actor.removeprefix(_USERS), is_active=True).first()
    if user is None:
        raise AccessDeniedException(f"User: {job.actor} is gone or inactive")
    # How the request came is not known any more; where it came from is
    origin = Origin(job.ip_address, job.user_agent, is_secure=True)
    tags = job.pool.user_pool_tags
    policy.require(principals.of_user(user), action, job.pool.arn, origin=origin, resource_tags=lambda: tags)
