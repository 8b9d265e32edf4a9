from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "idp_project"
    verbose_name = "Poolhouse"
