"""Lists to choose from: countries with their calling codes, languages, time zones. In the language of the page."""

import functools
import unicodedata
import zoneinfo
from collections.abc import Iterable
from typing import Any

import phonenumbers
from babel import Locale, UnknownLocaleError
from babel.core import get_global
from django import forms
from django.conf.locale import LANG_INFO
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, to_locale

_AREAS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
_NOT_GEOGRAPHICAL = "001"  # calling codes that belong to no country
# The country that is likeliest where a language does not share its country's code
_COUNTRIES = {"ar": "EG", "en": "US", "he": "IL", "hi": "IN", "ja": "JP", "ko": "KR", "zh-hans": "CN", "zh-hant": "TW"}


class Chooser(forms.Select):
    """A `select` whose options are put together once for each language: they are hundreds."""

    def __init__(self, kind: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.kind = kind

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        given = self.build_attrs(self.attrs, {"name": name} | (attrs or {}))
        flat = format_html_join("", ' {}="{}"', given.items())
        return format_html("<select{}>{}</select>", flat, self._options(str(value or "")))

    def _options(self, chosen: str) -> SafeString:
        options = _OPTIONS[self.kind](get_language() or "en")
        if not chosen:
            return format_html('<option value="" selected></option>{}', options)
        before, mark, after = options.partition(f'value="{conditional_escape(chosen)}"')
        if not mark:
            return format_html('<option value="{0}" selected>{0}</option>{1}', chosen, options)
        blank = SafeString("" if self.is_required else '<option value=""></option>')
        return blank + SafeString(f"{before}{mark} selected{after}")


def page_language() -> str:
    """The language of the page, as the list of languages has it."""
    return _tag(get_language() or "en")


def likely_country() -> str:
    """The country to begin with for who reads this language. The page's script knows better."""
    language = get_language() or "en"
    last = language.rpartition("-")[2].upper()
    return _COUNTRIES.get(language) or (last if last in _calling_codes() else "US")


@functools.cache
def _calling_codes() -> dict[str, int]:
    codes = phonenumbers.COUNTRY_CODE_TO_REGION_CODE
    return {country: code for code, countries in codes.items() for country in countries if country != _NOT_GEOGRAPHICAL}


@functools.cache
def _countries(language: str) -> SafeString:
    names = _locale(language).territories
    named = [(str(names.get(country, country)), country, code) for country, code in _calling_codes().items()]
    return _as_options((country, f"{name} (+{code})") for name, country, code in sorted(named, key=_by_name))


@functools.cache
def _languages(language: str) -> SafeString:
    """Each in its own words, so that its speakers find it whatever the page speaks."""
    own = [(str(info["name_local"]), _tag(code)) for code, info in _named_languages()]
    return _as_options((tag, name[:1].upper() + name[1:]) for name, tag in sorted(own, key=_by_name))


def _tag(language: str) -> str:
    return to_locale(language).replace("_", "-")


def _named_languages() -> Iterable[tuple[str, dict[str, Any]]]:
    return ((code, info) for code, info in LANG_INFO.items() if "name_local" in info)


@functools.cache
def _time_zones(language: str) -> SafeString:
    old_names = get_global("zone_aliases")
    zones = sorted(zone for zone in zoneinfo.available_timezones() if zone not in old_names)
    groups = [(area, [zone for zone in zones if zone.startswith(f"{area}/")]) for area in _AREAS]
    listed = (
        format_html('<optgroup label="{}">{}</optgroup>', area, _as_options(map(_in_area, found)))
        for area, found in groups
    )
    return SafeString("".join([_as_options([("UTC", "UTC")]), *listed]))


def _in_area(zone: str) -> tuple[str, str]:
    return zone, zone.partition("/")[2].replace("_", " ").replace("/", ", ")


def _as_options(options: Iterable[tuple[str, str]]) -> SafeString:
    return format_html_join("", '<option value="{}">{}</option>', options)


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(to_locale(language))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def _by_name(named: tuple[Any, ...]) -> str:
    """`Österreich` stands among the names with O."""
    return unicodedata.normalize("NFKD", named[0]).casefold()


_OPTIONS = {"country": _countries, "language": _languages, "time zone": _time_zones}
