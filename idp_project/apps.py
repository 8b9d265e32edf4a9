from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "idp_project"
    verbose_name = "Poolhouse"

    def ready(self) -> None:
        from idp_project import deploy_checks  # noqa: F401  # registers them
