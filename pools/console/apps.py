from django.contrib.admin.apps import AdminConfig


class ConsoleConfig(AdminConfig):
    """Django's admin, with our site as the default one."""

    default_site = "pools.console.site.ConsoleSite"
