"""From the settings and pictures of a managed login style to what a page takes: a stylesheet of custom properties, and
where logos and icons go."""

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Any

from pools.actions.branding.style_settings import Document, complete

# Custom property, and where its colour stands below `lightMode` or `darkMode` of a component
_COLOURS = {
    "page": "components.pageBackground//color",
    "glow": "components.pageBackground//color",
    "card": "components.form//backgroundColor",
    "card-line": "components.form//borderColor",
    "heading": "components.pageText//headingColor",
    "text": "components.pageText//headingColor",
    "muted": "components.pageText//descriptionColor",
    "body-text": "components.pageText//bodyColor",
    "accent": "components.primaryButton//defaults.backgroundColor",
    "on-accent": "components.primaryButton//defaults.textColor",
    "accent-strong": "components.primaryButton//hover.backgroundColor",
    "on-accent-strong": "components.primaryButton//hover.textColor",
    "accent-pressed": "components.primaryButton//active.backgroundColor",
    "on-accent-pressed": "components.primaryButton//active.textColor",
    "option": "components.secondaryButton//defaults.backgroundColor",
    "option-line": "components.secondaryButton//defaults.borderColor",
    "option-text": "components.secondaryButton//defaults.textColor",
    "option-hover": "components.secondaryButton//hover.backgroundColor",
    "option-line-hover": "components.secondaryButton//hover.borderColor",
    "option-text-hover": "components.secondaryButton//hover.textColor",
    "idp": "components.idpButton.standard//defaults.backgroundColor",
    "idp-line": "components.idpButton.standard//defaults.borderColor",
    "idp-text": "components.idpButton.standard//defaults.textColor",
    "idp-hover": "components.idpButton.standard//hover.backgroundColor",
    "idp-line-hover": "components.idpButton.standard//hover.borderColor",
    "idp-text-hover": "components.idpButton.standard//hover.textColor",
    "link": "componentClasses.link//defaults.textColor",
    "link-hover": "componentClasses.link//hover.textColor",
    "focus": "componentClasses.focusState//borderColor",
    "field": "componentClasses.input//defaults.backgroundColor",
    "field-line": "componentClasses.input//defaults.borderColor",
    "placeholder": "componentClasses.input//placeholderColor",
    "label": "componentClasses.inputLabel//textColor",
    "hint": "componentClasses.inputDescription//textColor",
    "line": "componentClasses.divider//borderColor",
    "good": "componentClasses.statusIndicator//success.indicatorColor",
    "good-tint": "componentClasses.statusIndicator//success.backgroundColor",
    "bad": "componentClasses.statusIndicator//error.indicatorColor",
    "bad-tint": "components.alert//error.backgroundColor",
    "bad-line": "components.alert//error.borderColor",
    "header": "components.pageHeader//background.color",
    "header-line": "components.pageHeader//borderColor",
    "footer": "components.pageFooter//background.color",
    "footer-line": "components.pageFooter//borderColor",
}
_RADII = {
    "radius": "components.form.borderRadius",
    "field-radius": "componentClasses.input.borderRadius",
    "button-radius": "componentClasses.buttons.borderRadius",
    "notice-radius": "components.alert.borderRadius",
}
# Custom property, category of its picture, and the switch that shows it
_BACKGROUNDS = {
    "page-image": ("PAGE_BACKGROUND", "components.pageBackground.image.enabled"),
    "card-image": ("FORM_BACKGROUND", "components.form.backgroundImage.enabled"),
    "header-image": ("PAGE_HEADER_BACKGROUND", "components.pageHeader.backgroundImage.enabled"),
    "footer-image": ("PAGE_FOOTER_BACKGROUND", "components.pageFooter.backgroundImage.enabled"),
}
_SHADOWS = {
    "light": "0 1px 2px #10142608,0 8px 24px #1014260f,0 24px 64px #10142614",
    "dark": "0 1px 2px #0006,0 16px 48px #0008",
}
_FACTORS = ("PASSWORD", "PASSKEY", "EMAIL", "SMS", "AUTH_APP")  # each has a graphic
_PROVIDER_ICON = "IDP_BUTTON_ICON"
_PLACES = {"START": "start", "CENTER": "center", "END": "end"}


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """A picture of the style, as browsers get it."""

    category: str
    color_mode: str
    path: str
    resource_id: str = ""


def stylesheet(settings: Document, assets: Iterable[Shown]) -> str:
    """The custom properties of both colour schemes, or of the one that the style is bound to."""
    document, pictures = complete(settings), list(assets)
    scheme = document["categories"]["global"]["colorSchemeMode"]
    shape = _block(":root:root", ["color-scheme:" + _SCHEMES[scheme], *_shape(document)])
    light = _block(":root:root", _of_mode(document, pictures, "light"))
    dark = _block(":root:root", _of_mode(document, pictures, "dark"))
    by_scheme = {"LIGHT": light, "DARK": dark, "DYNAMIC": f"{light}\n@media (prefers-color-scheme:dark){{{dark}}}"}
    return f"{shape}\n{by_scheme[scheme]}\n{_RULES}"


# What stands on pages with a style alone: those without need not carry it
_RULES = """\
.secondary{border-color:var(--idp-line);border-radius:var(--button-radius);background:var(--idp);color:var(--idp-text)}
.secondary:hover{border-color:var(--idp-line-hover);background:var(--idp-hover);color:var(--idp-text-hover)}
.inside > * + .brand-logo{margin-block:1.5rem 0}
.card + .brand-logo{margin-block:1.25rem 0}
.graphic{line-height:0}
.inside > .graphic{display:block;margin-block-end:1rem}
.graphic img{max-width:100%;max-height:4rem}
.options button:has(.graphic){display:flex;gap:0.875rem;align-items:center;width:100%}
.options .graphic img{max-width:3rem;max-height:2.5rem}
.secondary .graphic img{height:1.25rem;object-fit:contain}
.provider-menu{margin-top:1.5rem}
.provider-menu summary{margin:0;list-style:none}
.provider-menu summary::after{content:"";display:inline-block;width:0.5rem;height:0.5rem;margin-inline-start:0.75rem;
border:solid currentcolor;border-width:0 2px 2px 0;transform:translateY(-0.1875rem) rotate(45deg)}
.provider-menu[open] summary::after{transform:translateY(0.0625rem) rotate(225deg)}"""
_SCHEMES = {"LIGHT": "light", "DARK": "dark", "DYNAMIC": "light dark"}


def placed(settings: Document, assets: Iterable[Shown]) -> dict[str, Any]:
    """What the page has to know beside the stylesheet. A picture is `light` and `dark`, each a path or empty; a logo
    has `at` besides. `graphics` go by what somebody signs in with, `icons_of_providers` by the provider's name; the one
    for all others has none."""
    document, pictures = complete(settings), list(assets)
    everywhere, components = document["categories"]["global"], document["components"]
    logo = components["form"]["logo"]
    return {
        "scheme": _SCHEMES[everywhere["colorSchemeMode"]],
        "logo": _logo(pictures, "FORM_LOGO", logo, everywhere)
        | {"inside": logo["formInclusion"] == "IN", "below": logo["position"] == "BOTTOM"},
        "header": _strip(document, pictures, "pageHeader", "PAGE_HEADER_LOGO"),
        "footer": _strip(document, pictures, "pageFooter", "PAGE_FOOTER_LOGO"),
        "icons": [
            path
            for kind in components["favicon"]["enabledTypes"]
            if isinstance(kind, str) and (path := _path(pictures, f"FAVICON_{kind}", "light"))
        ],
        "graphics": _graphics(document, pictures),
        "icons_of_providers": _icons_of_providers(document, pictures),
        "hides_provider_icons": not document["componentClasses"]["idpButtons"]["icons"]["enabled"],
        "has_provider_menu": document["categories"]["auth"]["federation"]["interfaceStyle"] == "DROPDOWN",
    }


def _graphics(document: Document, pictures: list[Shown]) -> dict[str, Any]:
    if not document["categories"]["form"]["displayGraphics"]:
        return {}
    scheme = document["categories"]["global"]["colorSchemeMode"]
    return {factor: _pair(pictures, f"{factor}_GRAPHIC", scheme) for factor in _FACTORS}


def _icons_of_providers(document: Document, pictures: list[Shown]) -> dict[str, Any]:
    """An icon is of the provider that its `ResourceId` names."""
    if not document["componentClasses"]["idpButtons"]["icons"]["enabled"]:
        return {}
    scheme = document["categories"]["global"]["colorSchemeMode"]
    icons = [picture for picture in pictures if picture.category == _PROVIDER_ICON]
    named = {icon.resource_id: [each for each in icons if each.resource_id == icon.resource_id] for icon in icons}
    return {name: _pair(of_one, _PROVIDER_ICON, scheme) for name, of_one in named.items()}


def _strip(document: Document, pictures: list[Shown], component: str, category: str) -> dict[str, Any]:
    everywhere = document["categories"]["global"]
    if not everywhere[component]["enabled"]:
        return {}
    return {"logo": _logo(pictures, category, document["components"][component]["logo"], everywhere)}


def _logo(pictures: list[Shown], category: str, logo: Document, everywhere: Document) -> dict[str, Any]:
    if not logo["enabled"]:
        return {}
    pair = _pair(pictures, category, everywhere["colorSchemeMode"])
    return pair | {"at": _PLACES[logo["location"]]} if pair else {}


def _pair(pictures: list[Shown], category: str, scheme: str) -> dict[str, str]:
    """The picture for the one colour scheme, or for either, if there is any."""
    light, dark = _path(pictures, category, "light"), _path(pictures, category, "dark")
    bound = {"LIGHT": (light, ""), "DARK": (dark, ""), "DYNAMIC": (light or dark, dark if dark != light else "")}
    first, other = bound[scheme]
    return {"light": first, "dark": other} if first else {}


def _path(pictures: list[Shown], category: str, mode: str) -> str:
    """The picture for this mode, else the one for both."""
    found = {picture.color_mode: picture.path for picture in pictures if picture.category == category}
    return found.get(mode.upper()) or found.get("DYNAMIC", "")


def _shape(document: Document) -> Iterator[str]:
    for name, path in _RADII.items():
        yield f"--{name}:{_at(document, path):g}px"
    location = document["categories"]["form"]["location"]
    yield f"--form-at:{_PLACES[location['horizontal']]}"
    yield f"--form-level:{_PLACES[location['vertical']]}"
    if document["categories"]["global"]["spacingDensity"] == "COMPACT":
        yield "--space:0.7"


def _of_mode(document: Document, pictures: list[Shown], mode: str) -> Iterator[str]:
    for name, path in _COLOURS.items():
        component, _, below = path.partition("//")
        yield f"--{name}:{_hex(_at(document, f'{component}.{mode}Mode.{below}'))}"
    focus = _at(document, f"componentClasses.focusState.{mode}Mode.borderColor")
    yield f"--ring:#{focus[:6].lower()}40"
    yield f"--shadow:{_SHADOWS[mode]}"
    yield "--strip:color-mix(in srgb,var(--card) 95%,var(--heading))"
    for name, (category, switch) in _BACKGROUNDS.items():
        address = _path(pictures, category, mode) if _at(document, switch) else ""
        yield f'--{name}:url("{address}")' if address else f"--{name}:none"


def _at(document: Document, path: str) -> Any:
    value: Any = document
    for key in path.split("."):
        value = value[key]
    return value


def _hex(colour: str) -> str:
    lower = colour.lower()
    return f"#{lower[:6]}" if lower.endswith("ff") else f"#{lower}"


def _block(selector: str, declarations: Iterable[str]) -> str:
    return f"{selector}{{{';'.join(declarations)}}}"
