"""What a slice of a pool's settings is: a form that knows where its values come from and where they go."""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db import transaction
from django.utils.translation import gettext

from pools.actions import partial_changes
from pools.caller import Caller
from pools.errors import ConcurrentModificationException
from pools.models import UserPool

Values = dict[str, Any]

NOTHING = "\N{EN DASH}"  # what stands for no value


@dataclasses.dataclass(frozen=True, slots=True)
class Fact:
    """A setting as a card shows it."""

    label: Any
    said: str


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """A setting that a save is going to change."""

    label: Any
    before: str
    after: str


class Slice(forms.Form):
    """Settings that are looked at and saved together. Subclasses declare the fields, `read` and `columns`.

    The new console shows a card with a page to edit it, the original one the form itself; either may have its words.
    """

    name: ClassVar[str]  # in addresses
    title: ClassVar[Any]
    about: ClassVar[Any] = ""
    original_title: ClassVar[Any] = ""
    original_labels: ClassVar[Mapping[str, Any]] = {}
    template: ClassVar[str] = "console/settings/fields.html"  # what is in the form
    permission: ClassVar[str] = "cognito-idp:UpdateUserPool"
    fixed_because: ClassVar[Any] = ""  # why it can be set for a new pool only

    def __init__(
        self, pool: UserPool, data: Any = None, *, is_original: bool = False, prefix: str | None = None
    ) -> None:
        super().__init__(data, initial=self.read(pool), prefix=prefix)
        self.pool = pool
        self.heading = self.original_title if is_original and self.original_title else self.title
        if is_original:
            for name, label in self.original_labels.items():
                self.fields[name].label = label
        self.prepare()

    def prepare(self) -> None:
        """Fit the fields to the pool, where they depend on it."""

    @classmethod
    def read(cls, pool: UserPool) -> Values:
        """The values that the fields show of this pool. JSON can hold them."""
        raise NotImplementedError

    def columns(self, pool: UserPool) -> Values:
        """Columns of the pool, as it is now, that say what the valid form says. The pool may be one to be made."""
        raise NotImplementedError

    def after_creation(self, pool: UserPool, *, caller: Caller) -> None:
        """Give a pool that was just made what the valid form says beyond its columns: what other actions set."""

    def apply(self, pool: UserPool, *, caller: Caller, seen: str = "") -> None:
        """Save the valid form. Raises `ConcurrentModificationException` if the pool no longer has what was `seen`, a
        digest, and what the rules of the settings raise."""

        def edit(fresh: UserPool) -> Values:
            self.check_seen(fresh, seen)
            return self.columns(fresh)

        partial_changes.edit_user_pool(pool, edit, caller=caller)

    def check_seen(self, pool: UserPool, seen: str) -> None:
        """Raise `ConcurrentModificationException` if these settings of the pool are no longer what was seen."""
        if seen and seen != self.digest(pool):
            raise ConcurrentModificationException(
                gettext(
                    "Somebody else has changed these settings meanwhile. Look at what they are now, and save again."
                )
            )

    def attempt(self, pool: UserPool, *, caller: Caller, seen: str = "") -> None:
        """Raise what saving would raise, and leave everything as it is."""
        with transaction.atomic():
            self.apply(pool, caller=caller, seen=seen)
            transaction.set_rollback(True)

    @classmethod
    def digest(cls, pool: UserPool) -> str:
        """Stands for the values that are shown, so that a later change of them is noticed."""
        shown = json.dumps(cls.read(pool), sort_keys=True, default=str)
        return hashlib.sha256(shown.encode()).hexdigest()[:32]

    @property
    def seen(self) -> str:
        return self.digest(self.pool)

    def facts(self) -> list[Fact]:
        """What the card lists."""
        return [Fact(field.label, self.said(field, self.initial.get(field.name))) for field in self.visible_fields()]

    def differences(self) -> list[Difference]:
        """What saving the valid form would change."""
        lines = [
            Difference(
                field.label,
                self.said(field, self.initial.get(field.name)),
                self.said(field, self.cleaned_data.get(field.name)),
            )
            for field in self.visible_fields()
        ]
        return [line for line in lines if line.before != line.after]

    def said(self, field: forms.BoundField, value: Any) -> str:
        """A value of a field in words. Subclasses may have better ones for some of theirs."""
        if isinstance(field.field, forms.BooleanField):
            return gettext("Enabled") if value else gettext("Disabled")
        if isinstance(field.field, forms.ChoiceField):
            return _choices_said(field.field, value)
        if isinstance(value, list | tuple):
            return ", ".join(str(each) for each in value) or NOTHING
        if value in (None, ""):
            return NOTHING
        return f"{value} {getattr(field.field, 'suffix', '')}".strip()


def _choices_said(field: forms.ChoiceField, value: Any) -> str:
    words = {str(key): str(label) for key, label in field.choices}  # type: ignore[union-attr,misc]  # they are a list
    chosen = value if isinstance(value, list | tuple) else [value] if value not in (None, "") else []
    if not chosen:
        return words.get("", "") or NOTHING
    return ", ".join(words.get(str(each), str(each)) for each in chosen)


slices: dict[str, type[Slice]] = {}


def register(slice_class: type[Slice]) -> type[Slice]:
    """Have this slice found by its name. Which pages show it, `pools/console/consoles.py` says."""
    slices[slice_class.name] = slice_class
    return slice_class
