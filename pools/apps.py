from django.apps import AppConfig


class PoolsConfig(AppConfig):
    name = "pools"
    verbose_name = "User pools"

    def ready(self) -> None:
        from pools.access import job_rights
        from pools.actions import trigger_trail
        from pools.api import operations

        operations.load()
        trigger_trail.record_calls()
        job_rights.guard_jobs()
