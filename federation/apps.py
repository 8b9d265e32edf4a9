from django.apps import AppConfig


class FederationConfig(AppConfig):
    name = "federation"
    verbose_name = "Federation"

    def ready(self) -> None:
        """Tell the floor below which providers there are, and answer the operations that are about them."""
        from federation import details, protocols
        from federation.actions import directory, exchanged_tokens
        from federation.api import operations
        from pools.rest import routes

        details.load()
        protocols.load()
        directory.tell_pools()
        exchanged_tokens.tell_pools()
        operations.load()
        routes.modules.append("federation.rest.views")
