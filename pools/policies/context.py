"""What is known of a request, by condition key."""

from collections.abc import Callable, Mapping

Value = str | list[str]
Tags = Mapping[str, str]
_RESOURCE_TAG_PREFIXES = ("aws:resourcetag/", "iam:resourcetag/")


class Context:
    """The values of condition keys. Names of keys are compared without regard to case, as IAM does.

    `resource_tags` is asked for only when a policy looks at a tag of the resource: it may cost a query.
    """

    def __init__(self, values: Mapping[str, Value], *, resource_tags: Callable[[], Tags] | None = None) -> None:
        self._values = {key.lower(): value for key, value in values.items()}
        self._resource_tags = resource_tags
        self._tags: dict[str, str] | None = None

    def get(self, key: str) -> list[str] | None:
        """All values of the key; None where the request has none."""
        value = self._find(key)
        if not value and value != "":
            return None
        return [value] if isinstance(value, str) else value

    def get_single(self, key: str) -> str | None:
        """The value, as a policy variable takes it: a key that may have several has none to put in its place."""
        value = self._find(key)
        return value if isinstance(value, str) else None

    def _find(self, key: str) -> Value | None:
        key = key.lower()
        for prefix in _RESOURCE_TAG_PREFIXES:
            if key.startswith(prefix):
                return self._load_tags().get(key.removeprefix(prefix))
        return self._values.get(key)

    def _load_tags(self) -> dict[str, str]:
        if self._tags is None:
            found = self._resource_tags() if self._resource_tags else {}
            self._tags = {name.lower(): value for name, value in found.items()}
        return self._tags
