"""The words of the hosted pages and of messages in every language: `make messages` collects, merges and compiles them.

The .po files under hostedui/locale are the source. The .mo files beside them are what Django reads; both are kept in
the repository, so that running Poolhouse needs no gettext. `make messages` needs none either: Babel does its work.
"""

import datetime
import functools
import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from babel.messages import pofile
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "hostedui" / "locale"
_SKIPPED = ("hostedui/demo/", "hostedui/migrations/", "hostedui/locale/")
_KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), (1,)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
_CALL = re.compile(r"""n?p?gettext\((?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[^'")])*\)""")
_SOME_DAY = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)  # Babel writes one; the same text makes the same file
_PLACEHOLDER = re.compile(r"%\((\w+)\)s|</?(\w+)>|\{####\}|\{username\}|\{##|##\}")


def languages() -> list[str]:
    """The codes of the languages that the pages are translated to, as Django spells them."""
    return [code for code, _ in settings.LANGUAGES if code != "en"]


def path_of(language: str) -> Path:
    return LOCALE / to_locale(language) / "LC_MESSAGES" / "django.po"


@functools.cache
def used() -> Catalog:
    """All that the code and the templates of the hosted pages and of messages say, and where."""
    found = Catalog(project="Poolhouse", fuzzy=False)
    for path in _sources():
        source = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            source = _as_python(source, path)
        for _line, messages, comments, context in extract(
            "python", io.BytesIO(source.encode()), _KEYWORDS, ("Translators:",)
        ):
            location = [(str(path.relative_to(ROOT)), None)]
            found.add(messages, locations=location, auto_comments=comments, context=context)
    return found


def kept(language: str) -> Catalog:
    """The catalog of this language as it stands in the repository."""
    path = path_of(language)
    if not path.exists():
        name = dict(settings.LANGUAGES)[language]
        return Catalog(to_locale(language), project="Poolhouse", version="1", header_comment=f"# {name}")
    with path.open("rb") as file:
        return pofile.read_po(file, locale=to_locale(language))


def lacks(language: str) -> list[str]:
    """What is wrong with the catalog, a line for each message: not translated, or other marks than in English."""
    catalog, faults = kept(language), []
    for message in used():
        if message.id:
            there = catalog.get(_single(message), message.context)
            faults += [f"{_single(message)!r}: {fault}" for fault in _faults(message, there, catalog.num_plurals)]
    return faults


def compiled(language: str) -> bytes:
    """What the .mo file must be."""
    written, catalog = io.BytesIO(), kept(language)
    catalog.creation_date = catalog.revision_date = _SOME_DAY
    write_mo(written, catalog)
    return written.getvalue()


def update(language: str) -> None:
    """Bring the catalog up to date with what is used, and compile it."""
    catalog = kept(language)
    catalog.update(used(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.fuzzy = False
    written = io.BytesIO()
    pofile.write_po(written, catalog, width=0, sort_output=True, omit_header=False, include_lineno=False)
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_without_dates(written.getvalue()))
    path.with_suffix(".mo").write_bytes(compiled(language))


def _sources() -> Iterator[Path]:
    yield from (ROOT / "templates" / name for name in ("400.html", "404.html", "500.html"))
    yield ROOT / "pools" / "actions" / "wordings.py"
    yield ROOT / "pools" / "actions" / "threats" / "notices.py"
    templates = [path for name in ("hostedui", "messages") for path in (ROOT / "templates" / name).rglob("*.html")]
    found = [*(ROOT / "hostedui").rglob("*.py"), *templates]
    yield from sorted(path for path in found if not str(path.relative_to(ROOT)).startswith(_SKIPPED))


def _as_python(source: str, path: Path) -> str:
    """Only the calls of gettext of what Django makes of a template; the rest is filling."""
    lines = templatize(source, origin=str(path)).splitlines()
    return "\n".join(" ".join(_CALL.findall(line)) for line in lines)


def _faults(message: Message, there: Message | None, plurals: int) -> Iterator[str]:
    if there is None:
        yield "is not in the catalog"
        return
    wanted = plurals if isinstance(message.id, tuple) else 1
    texts = there.string if isinstance(there.string, tuple) else (there.string,)
    if len(texts) != wanted or not all(texts):
        yield "is not translated"
    elif there.fuzzy:
        yield "is fuzzy"
    elif any(_marks(text) != _marks(_plural(message)) for text in texts if text):
        yield "has other placeholders or tags"


def _marks(text: str) -> set[str]:
    return {found.group() for found in _PLACEHOLDER.finditer(text)}


def _single(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else message.id


def _plural(message: Message) -> str:
    return message.id[-1] if isinstance(message.id, tuple) else message.id


def _without_dates(written: bytes) -> bytes:
    """The headers that would differ each time say nothing that the history does not."""
    names = b"POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By|Report-Msgid-Bugs-To"
    return re.sub(rb'^"(' + names + rb")[^\n]*\n", b"", written, flags=re.MULTILINE)


def main() -> int:
    """Update all catalogs; say what a translator has to do."""
    is_complete = True
    for language in languages():
        update(language)
        for fault in lacks(language):
            is_complete = False
            print(f"{path_of(language).relative_to(ROOT)}: {fault}")
    return 0 if is_complete else 1


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "idp_project.settings")
    django.setup()
    sys.exit(main())
