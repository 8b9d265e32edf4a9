"""Pictures that somebody uploaded: checked, and encoded anew, so that browsers get nothing but pixels."""

import dataclasses
import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from pools.actions.branding import svg
from pools.errors import InvalidParameterException

MOST_PIXELS = 12_000_000  # a 4K screen has 8.3 million; more is a bomb, or no picture for a page
LONGEST_SIDE = 10_000
_ICON_SIDES = (16, 32, 48)


@dataclasses.dataclass(frozen=True, slots=True)
class Picture:
    """What browsers are given."""

    content: bytes
    content_type: str


_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "ICO": "image/x-icon"}


def encode(content: bytes, extensions: tuple[str, ...]) -> Picture:
    """The picture without metadata and whatever else was in the file. Raises `InvalidParameterException` when it is of
    none of these kinds (the wire's words: `ICO`, `JPEG`, `PNG`, `SVG`, `WEBP`), broken, or too large to be drawn."""
    if "SVG" in extensions and svg.looks_like_one(content):
        return Picture(svg.clean(content), "image/svg+xml")
    formats = [extension for extension in extensions if extension != "SVG"]
    if not formats:
        raise InvalidParameterException("The image is not valid SVG.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _encode(content, formats)
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise InvalidParameterException(f"The image is not a valid file of type {_listed(extensions)}.") from error
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, OverflowError, MemoryError) as error:
        raise InvalidParameterException("The image is broken.") from error  # what Pillow raises on the way


def _encode(content: bytes, formats: list[str]) -> Picture:
    with Image.open(io.BytesIO(content), formats=formats) as image:
        kind = image.format or formats[0]
        width, height = image.size
        if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
            raise InvalidParameterException("The image has too many pixels.")
        image.load()
        upright = ImageOps.exif_transpose(image)
        return Picture(_SAVERS[kind](upright), _TYPES[kind])


def _save_png(image: Image.Image) -> bytes:
    has_alpha = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    return _saved(image.convert("RGBA" if has_alpha else "RGB"), "PNG", optimize=True)


def _save_jpeg(image: Image.Image) -> bytes:
    return _saved(image.convert("RGB"), "JPEG", quality=88, optimize=True, progressive=True)


def _save_webp(image: Image.Image) -> bytes:
    return _saved(image.convert("RGBA"), "WEBP", quality=88)


def _save_icon(image: Image.Image) -> bytes:
    side = max(_ICON_SIDES[0], min(_ICON_SIDES[-1], *image.size))
    square = ImageOps.pad(image.convert("RGBA"), (side, side))
    return _saved(square, "ICO", sizes=[(each, each) for each in _ICON_SIDES if each <= side])


_SAVERS = {"PNG": _save_png, "JPEG": _save_jpeg, "WEBP": _save_webp, "ICO": _save_icon}


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    """Of pixels alone: what the file said of itself would come along in `info`."""
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    out = io.BytesIO()
    bare.save(out, kind, **options)
    return out.getvalue()


def _listed(extensions: tuple[str, ...]) -> str:
    return " or ".join(extensions)
