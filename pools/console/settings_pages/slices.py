"""What a slice of the settings of a pool or an app client is: a form that knows where its values come from and where
they go."""

import dataclasses
import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from typing import Any, ClassVar, Generic, TypeVar

from django import forms
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext

from pools.actions import partial_changes
from pools.caller import Caller
from pools.errors import ConcurrentModificationException
from pools.models import AppClient, UserPool

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


@dataclasses.dataclass(frozen=True, slots=True)
class Deed:
    """What the button of a card does, where there is one thing to change: to give a field this value."""

    label: Any
    field: str
    value: str


Owner = TypeVar("Owner", UserPool, AppClient)


class SliceOf(forms.Form, Generic[Owner]):
    """Settings that are looked at and saved together. Subclasses declare the fields, `read` and `columns`.

    The new console shows a card with a page to edit it, the original one the form itself; either may have its words.
    An owner that does not exist yet is one that was never saved: its defaults are what the fields begin with.
    """

    name: ClassVar[str]  # in addresses
    title: ClassVar[Any]
    about: ClassVar[Any] = ""
    edit_label: ClassVar[Any] = ""  # of the button on the card, where it is not Edit
    original_title: ClassVar[Any] = ""
    original_labels: ClassVar[Mapping[str, Any]] = {}
    original_submit: ClassVar[Any] = ""
    # Fields that mean something only while another one has one of these values (a switch: "on")
    meant_with: ClassVar[Mapping[str, tuple[str, Collection[str]]]] = {}
    template: ClassVar[str] = "console/settings/fields.html"  # what is in the form
    permission: ClassVar[str]
    more_permissions: ClassVar[Collection[str]] = ()  # to save it, where that does several things
    fixed_because: ClassVar[Any] = ""  # why it can be set at creation only

    def __init__(self, owner: Owner, data: Any = None, *, is_original: bool = False, prefix: str | None = None) -> None:
        # Several forms may stand on a page, which has each id once
        super().__init__(data, initial=self.read(owner), prefix=prefix, auto_id=f"{self.name}-%s")
        self.owner: Owner = owner
        self.is_original = is_original
        self.heading = self.original_title if is_original and self.original_title else self.title
        self.submit = self.original_submit if is_original and self.original_submit else gettext("Save changes")
        self.anchor = self.name  # in the page that shows it
        if is_original:
            for name, label in self.original_labels.items():
                self.fields[name].label = label
        self.prepare()
        for name, (other, values) in self.meant_with.items():
            if name in self.fields:
                told = {"data-with": self.add_prefix(other), "data-values": " ".join(values)}
                self.fields[name].widget.attrs |= told

    def deed(self) -> Deed | None:
        """What stands in the place of the way to the form, on the new console's card."""
        return None

    def prepare(self) -> None:
        """Fit the fields to the owner, where they depend on it."""

    @classmethod
    def read(cls, owner: Owner) -> Values:
        """The values that the fields show of this owner. JSON can hold them."""
        raise NotImplementedError

    def columns(self, owner: Owner) -> Values:
        """Columns of the owner, as it is now, that say what the valid form says. It may be one to be made."""
        raise NotImplementedError

    def after_creation(self, owner: Owner, *, caller: Caller) -> None:
        """Give an owner that was just made what the valid form says beyond its columns: what other actions set."""

    def save(self, owner: Owner, edit: Callable[[Owner], Values], *, caller: Caller) -> None:
        """Set the columns that `edit` makes of the owner as it is now."""
        raise NotImplementedError

    def held(self, owner: Owner) -> AbstractContextManager[Owner]:
        """The owner as it is now, in a transaction that keeps others from changing it."""
        raise NotImplementedError

    @property
    def address(self) -> str:
        """Where the form is posted to."""
        raise NotImplementedError

    def apply(self, owner: Owner, *, caller: Caller, seen: str = "") -> None:
        """Save the valid form. Raises `ConcurrentModificationException` if the owner no longer has what was `seen`, a
        digest, and what the rules of the settings raise."""

        def edit(fresh: Owner) -> Values:
            self.check_seen(fresh, seen)
            return self.columns(fresh)

        self.save(owner, edit, caller=caller)

    def check_seen(self, owner: Owner, seen: str) -> None:
        """Raise `ConcurrentModificationException` if these settings of the owner are no longer what was seen."""
        if seen and seen != self.digest(owner):
            raise ConcurrentModificationException(
                gettext(
                    "Somebody else has changed these settings meanwhile. Look at what they are now, and save again."
                )
            )

    def attempt(self, owner: Owner, *, caller: Caller, seen: str = "") -> None:
        """Raise what saving would raise, and leave everything as it is."""
        with transaction.atomic():
            self.apply(owner, caller=caller, seen=seen)
            transaction.set_rollback(True)

    @classmethod
    def digest(cls, owner: Owner) -> str:
        """Stands for the values that are shown, so that a later change of them is noticed."""
        shown = json.dumps(cls.read(owner), sort_keys=True, default=str)
        return hashlib.sha256(shown.encode()).hexdigest()[:32]

    @property
    def seen(self) -> str:
        return self.digest(self.owner)

    def facts(self) -> list[Fact]:
        """What the card lists."""
        return self._facts(self.initial)

    def answers(self) -> list[Fact]:
        """The same of the valid form, before it is saved."""
        return self._facts(self.cleaned_data)

    def _facts(self, values: Mapping[str, Any]) -> list[Fact]:
        return [
            Fact(field.label, self.said(field, values.get(field.name)))
            for field in self.visible_fields()
            if self._is_meant(field.name, values)
        ]

    def _is_meant(self, name: str, values: Mapping[str, Any]) -> bool:
        other, wanted = self.meant_with.get(name, ("", ()))
        value = values.get(other)
        chosen = value if isinstance(value, list) else ["on" if value else ""] if isinstance(value, bool) else [value]
        return not other or any(each in wanted for each in chosen)

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


class ByAction(SliceOf[Owner]):
    """Saved by another action than the owner's own update: subclasses say by `put` how."""

    def columns(self, owner: Owner) -> Values:
        return {}

    def put(self, owner: Owner, *, caller: Caller) -> None:
        """Save what the valid form says on this owner, which nobody else changes meanwhile."""
        raise NotImplementedError

    def apply(self, owner: Owner, *, caller: Caller, seen: str = "") -> None:
        with self.held(owner) as fresh:
            self.check_seen(fresh, seen)
            self.put(fresh, caller=caller)


class Slice(SliceOf[UserPool]):
    """Of a user pool."""

    permission = "cognito-idp:UpdateUserPool"

    @property
    def pool(self) -> UserPool:
        return self.owner

    def save(self, owner: UserPool, edit: Callable[[UserPool], Values], *, caller: Caller) -> None:
        partial_changes.edit_user_pool(owner, edit, caller=caller)

    def held(self, owner: UserPool) -> AbstractContextManager[UserPool]:
        return partial_changes.held_user_pool(owner)

    @property
    def address(self) -> str:
        return reverse("admin:pool_slice", args=[self.owner.id, self.name])


class SliceByAction(ByAction[UserPool], Slice):
    """Of a user pool, saved by another action than `UpdateUserPool`."""

    def after_creation(self, owner: UserPool, *, caller: Caller) -> None:
        if self.has_changed():
            self.put(owner, caller=caller)


class ClientSlice(SliceOf[AppClient]):
    """Of an app client. `pool` is the one that it is in."""

    permission = "cognito-idp:UpdateUserPoolClient"

    @property
    def pool(self) -> UserPool:
        return self.owner.pool

    def save(self, owner: AppClient, edit: Callable[[AppClient], Values], *, caller: Caller) -> None:
        partial_changes.edit_app_client(owner, edit, caller=caller)

    def held(self, owner: AppClient) -> AbstractContextManager[AppClient]:
        return partial_changes.held_app_client(owner)

    @property
    def address(self) -> str:
        return reverse("admin:app_client_slice", args=[self.owner.pool_id, self.owner.client_id, self.name])


class ClientSliceByAction(ByAction[AppClient], ClientSlice):
    """Of an app client, saved by another action than `UpdateUserPoolClient`."""


def _choices_said(field: forms.ChoiceField, value: Any) -> str:
    words = {str(key): str(label) for key, label in field.choices}  # type: ignore[union-attr,misc]  # they are a list
    chosen = value if isinstance(value, list | tuple) else [value] if value not in (None, "") else []
    if not chosen:
        return words.get("", "") or NOTHING
    return ", ".join(words.get(str(each), str(each)) for each in chosen)


slices: dict[str, type[Slice]] = {}
client_slices: dict[str, type[ClientSlice]] = {}

AnySlice = TypeVar("AnySlice", type[Slice], type[ClientSlice])


def register(slice_class: AnySlice) -> AnySlice:
    """Have this slice found by its name. Which pages show it, `pools/console/consoles.py` says."""
    if issubclass(slice_class, Slice):
        slices[slice_class.name] = slice_class
    else:
        client_slices[slice_class.name] = slice_class
    return slice_class
