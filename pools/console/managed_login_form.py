"""The form of the editor of managed login styles: fields, and where each stands in the settings document."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pools.actions.branding.managed_login import Asset
from pools.actions.branding.style_settings import Document
from pools.console.fields import Option, choose_one

COLOURS: dict[str, tuple[Any, str]] = {
    "page": (_("Page"), "components.pageBackground.{mode}.color"),
    "form": (_("Form"), "components.form.{mode}.backgroundColor"),
    "form_border": (_("Form border"), "components.form.{mode}.borderColor"),
    "heading": (_("Headings"), "components.pageText.{mode}.headingColor"),
    "text": (_("Text"), "components.pageText.{mode}.descriptionColor"),
    "label": (_("Labels"), "componentClasses.inputLabel.{mode}.textColor"),
    "button": (_("Button"), "components.primaryButton.{mode}.defaults.backgroundColor"),
    "button_hover": (_("Button, pointed at"), "components.primaryButton.{mode}.hover.backgroundColor"),
    "button_text": (_("Button text"), "components.primaryButton.{mode}.defaults.textColor"),
    "link": (_("Links"), "componentClasses.link.{mode}.defaults.textColor"),
    "field": (_("Fields"), "componentClasses.input.{mode}.defaults.backgroundColor"),
    "field_border": (_("Field borders"), "componentClasses.input.{mode}.defaults.borderColor"),
    "focus": (_("Focus"), "componentClasses.focusState.{mode}.borderColor"),
}
MODES = {"light": "lightMode", "dark": "darkMode"}
RADII: dict[str, tuple[Any, str]] = {
    "form_radius": (_("Form"), "components.form.borderRadius"),
    "field_radius": (_("Fields"), "componentClasses.input.borderRadius"),
    "button_radius": (_("Buttons"), "componentClasses.buttons.borderRadius"),
}
_PLACES = {"START": Option(_("Start")), "CENTER": Option(_("Centre")), "END": Option(_("End"))}
CHOICES: dict[str, tuple[str, forms.ChoiceField]] = {
    "scheme": (
        "categories.global.colorSchemeMode",
        choose_one(
            _("Colour scheme"),
            {
                "DYNAMIC": Option(_("As the browser")),
                "LIGHT": Option(_("Light")),
                "DARK": Option(_("Dark")),
            },
            layout="ph-options--inline",
        ),
    ),
    "place": (
        "categories.form.location.horizontal",
        choose_one(_("Place of the form"), _PLACES, layout="ph-options--inline"),
    ),
    "density": (
        "categories.global.spacingDensity",
        choose_one(
            _("Spacing"),
            {"REGULAR": Option(_("Regular")), "COMPACT": Option(_("Compact"))},
            layout="ph-options--inline",
        ),
    ),
    "logo_place": (
        "components.form.logo.location",
        choose_one(_("Place of the logo"), _PLACES, layout="ph-options--inline"),
    ),
}

# Picture of the form, its category and mode, and the switches that show it
PICTURES: dict[str, tuple[Any, str, str, str]] = {
    "logo_light": (_("Logo"), "FORM_LOGO", "LIGHT", "components.form.logo.enabled"),
    "logo_dark": (_("Logo on dark"), "FORM_LOGO", "DARK", "components.form.logo.enabled"),
    "background_light": (_("Background"), "PAGE_BACKGROUND", "LIGHT", "components.pageBackground.image.enabled"),
    "background_dark": (_("Background, dark"), "PAGE_BACKGROUND", "DARK", "components.pageBackground.image.enabled"),
    "favicon": (_("Icon (SVG)"), "FAVICON_SVG", "DYNAMIC", ""),
}
_ACCEPTED = "image/png,image/jpeg,image/webp,image/svg+xml"
_EXTENSIONS = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "webp": "WEBP", "svg": "SVG", "ico": "ICO"}
LARGEST_BYTES = 1_000_000  # FED-227


class StyleForm(forms.Form):
    """What most people change. The rest of the document is kept as it is."""

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document = document
        for name, (path, field) in CHOICES.items():
            self.fields[name] = type(field)(label=field.label, choices=field.choices, widget=field.widget)
            self.initial[name] = value_at(document, path)
        for name, (label, path) in RADII.items():
            self.fields[name] = forms.IntegerField(label=label, min_value=0, max_value=100)
            self.fields[name].suffix = "px"
            self.initial[name] = round(value_at(document, path))
        for mode, key in MODES.items():
            for name, (label, path) in COLOURS.items():
                widget = forms.TextInput(attrs={"type": "color"})
                pattern = forms.RegexField(r"^#[0-9a-fA-F]{6}$", label=label, widget=widget)
                self.fields[f"{mode}_{name}"] = pattern
                self.initial[f"{mode}_{name}"] = f"#{value_at(document, path.format(mode=key))[:6]}"
        for name, (label, _category, _mode, _switch) in PICTURES.items():
            accepted = "image/svg+xml" if name == "favicon" else _ACCEPTED
            self.fields[name] = forms.FileField(
                label=label, required=False, widget=forms.FileInput(attrs={"accept": accepted})
            )
            self.fields[f"{name}_gone"] = forms.BooleanField(label=_("Remove"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in PICTURES:
            given = cleaned.get(name)
            if given and extension_of(given.name) is None:
                self.add_error(name, _("The file must be PNG, JPEG, WEBP or SVG."))
            elif given and given.size > LARGEST_BYTES:
                self.add_error(name, _("The file is larger than 1 MB."))
        return cleaned

    def settings(self) -> Document:
        """The changed values as a document of their own."""
        changes: Document = {}
        for name in self.changed_data:
            if path := self._path_of(name):
                value = self.cleaned_data[name]
                put(changes, path, f"{value[1:].lower()}ff" if isinstance(value, str) and value[:1] == "#" else value)
        for name, (_label, _category, _mode, switch) in PICTURES.items():
            if switch and self.cleaned_data.get(name):
                put(changes, switch, True)
        return changes

    def assets(self) -> list[Asset]:
        """New pictures, and those that are to go."""
        found: list[Asset] = []
        for name, (_label, category, mode, _switch) in PICTURES.items():
            if given := self.cleaned_data.get(name):
                found += self._gone(category, mode)
                found.append(self._asset(category, mode, extension_of(given.name) or "PNG", given.read()))
            elif self.cleaned_data.get(f"{name}_gone"):
                found += self._gone(category, mode)
        return list({(each["category"], each["color_mode"], each["extension"]): each for each in found}.values())

    def picture_rows(self, saved: dict[tuple[str, str], str]) -> list[dict[str, Any]]:
        """For the template: each picture with its address, if there is one."""
        return [
            {"field": self[name], "gone": self[f"{name}_gone"], "saved": saved.get((category, mode), "")}
            for name, (_label, category, mode, _switch) in PICTURES.items()
        ]

    def light(self) -> list[forms.BoundField]:
        return [self[f"light_{name}"] for name in COLOURS]

    def dark(self) -> list[forms.BoundField]:
        return [self[f"dark_{name}"] for name in COLOURS]

    def radii(self) -> list[forms.BoundField]:
        return [self[name] for name in RADII]

    def choices(self) -> list[forms.BoundField]:
        return [self[name] for name in CHOICES]

    def _path_of(self, name: str) -> str:
        if name in CHOICES:
            return CHOICES[name][0]
        if name in RADII:
            return RADII[name][1]
        mode, _, rest = name.partition("_")
        return COLOURS[rest][1].format(mode=MODES[mode]) if mode in MODES and rest in COLOURS else ""

    @staticmethod
    def _gone(category: str, mode: str) -> list[Asset]:
        """Whatever its type was."""
        kinds = ("SVG",) if category == "FAVICON_SVG" else ("PNG", "JPEG", "WEBP", "SVG")
        return [Asset(category=category, color_mode=mode, extension=kind) for kind in kinds]

    @staticmethod
    def _asset(category: str, mode: str, extension: str, content: bytes) -> Asset:
        return Asset(category=category, color_mode=mode, extension=extension, content=content)


def extension_of(filename: str) -> str | None:
    return _EXTENSIONS.get(filename.rpartition(".")[2].lower())


def value_at(document: Document, path: str) -> Any:
    value: Any = document
    for key in path.split("."):
        value = value[key]
    return value


def put(document: Document, path: str, value: Any) -> None:
    *keys, last = path.split(".")
    for key in keys:
        document = document.setdefault(key, {})
    document[last] = value
