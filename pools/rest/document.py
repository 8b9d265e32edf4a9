"""The OpenAPI document, made of what the endpoints declare about themselves."""

import functools
import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerFieldExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.renderers import OpenApiYamlRenderer

from pools.contract import json_schema
from pools.rest.fields import AttributesField, ShapeField


class Generator(SchemaGenerator):
    """Describes the API once, and not again where the console has it; `check --deploy` looks at the same."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"urlconf": "pools.rest.urls"} | kwargs)


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "pools.rest.authentication.BearerToken"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "description": "An API token, `ph_...`."}


class ShapeFieldSchema(OpenApiSerializerFieldExtension):
    """Structures of the service model become components of their own names."""

    target_class = ShapeField

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        described = json_schema.describe(self.target.shape, functools.partial(_refer, auto_schema.registry))
        return described | ({"examples": [self.target.example]} if self.target.example else {})


class AttributesFieldSchema(OpenApiSerializerFieldExtension):
    target_class = AttributesField

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        refer = functools.partial(_refer, auto_schema.registry)
        value = json_schema.describe(self.target.value, refer)
        value.pop("format", None)
        return {
            "type": "object",
            "propertyNames": json_schema.describe(self.target.name, refer),
            "additionalProperties": {"anyOf": [value, {"type": "null"}]},
        }


def strictly(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Bodies take no other fields than theirs (a hook of drf-spectacular's)."""
    for operation in _operations(result):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            name = content["schema"]["$ref"].rpartition("/")[2]
            described = result["components"]["schemas"][name]
            described["additionalProperties"] = False
            described.pop("description", None)
    return result


def as_json(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_json(), content_type="application/json")


def as_yaml(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_yaml(), content_type="application/yaml")


@functools.cache
def document() -> dict[str, Any]:
    """The document, made once per process."""
    return Generator().get_schema(request=None, public=True)


@functools.cache
def _json() -> bytes:
    return json.dumps(document(), ensure_ascii=False, separators=(",", ":"), default=str).encode()


@functools.cache
def _yaml() -> bytes:
    return OpenApiYamlRenderer().render(json.loads(_json()), renderer_context={})


def _operations(result: dict[str, Any]) -> Any:
    return (operation for methods in result["paths"].values() for operation in methods.values())


def _refer(registry: Any, shape: Any) -> dict[str, Any]:
    component = ResolvedComponent(name=shape.name, type=ResolvedComponent.SCHEMA, object=shape.name)
    if component not in registry:
        registry.register(component)
        component.schema = json_schema.describe_structure(shape, functools.partial(_refer, registry))
    return component.ref
