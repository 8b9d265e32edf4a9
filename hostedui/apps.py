from django.apps import AppConfig


class HostedUIConfig(AppConfig):
    name = "hostedui"
    verbose_name = "Hosted UI"

    def ready(self) -> None:
        """Have browser sessions listed with users' other ones. And take the OAuth library's own tables out of the
        console: nothing is kept in them."""
        from django.contrib import admin
        from oauth2_provider import models

        from hostedui import browser_sessions
        from pools.actions import user_sessions

        user_sessions.register(browser_sessions.OfUsers())
        for model in (
            models.Application,
            models.AccessToken,
            models.Grant,
            models.IDToken,
            models.RefreshToken,
        ):
            if admin.site.is_registered(model):
                admin.site.unregister(model)
