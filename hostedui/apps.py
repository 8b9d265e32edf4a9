from django.apps import AppConfig


class HostedUIConfig(AppConfig):
    name = "hostedui"
    verbose_name = "Hosted UI"

    def ready(self) -> None:
        """Have browser sessions listed with users' other ones, and styles shown before they are saved. And take the
        OAuth library's own tables out of the console: nothing is kept in them."""
        from django.contrib import admin
        from oauth2_provider import models

        from hostedui import browser_sessions
        from hostedui.pages.preview import preview
        from pools.actions import user_sessions
        from pools.console import previews

        user_sessions.register(browser_sessions.OfUsers())
        previews.register(preview)
        for model in (
            models.Application,
            models.AccessToken,
            models.Grant,
            models.IDToken,
            models.RefreshToken,
        ):
            if admin.site.is_registered(model):
                admin.site.unregister(model)
