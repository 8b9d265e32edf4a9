"""The API as scripts reach it, by token. Below the console's address the same resources take the console's session."""

import importlib

from django.urls import URLPattern, path, re_path

from pools.rest import document, problems
from pools.rest.authentication import BearerToken, ConsoleSession
from pools.rest.routes import modules, routes
from pools.rest.views import (  # noqa: F401  # their routes
    certificates,
    clients,
    domains,
    events,
    functions,
    groups,
    message_translations,
    messages,
    own_settings,
    pools,
    principals,
    resource_servers,
    senders,
    tokens,
    user_actions,
    users,
)

for _module in modules:
    importlib.import_module(_module)

_DOCUMENTS = [path("openapi.json", document.as_json), path("openapi.yaml", document.as_yaml)]
_NOWHERE = [re_path("", problems.not_found)]


def _served(authentication: type) -> list[URLPattern]:
    classes = [authentication]
    return [path(each.address, each.resource.as_view(authentication_classes=classes)) for each in routes]


urlpatterns = _DOCUMENTS + _served(BearerToken) + _NOWHERE
in_console = _DOCUMENTS + _served(ConsoleSession) + _NOWHERE
