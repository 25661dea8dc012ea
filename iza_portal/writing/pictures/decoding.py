"""From a file that somebody sends to a picture and nothing else: decoded, turned upright, made smaller, and written anew.

What the file says it is does not count, only what it holds. Where it was made, by whom and with what stays behind, and so
does what was hidden under transparency: it is laid on white.
"""

import re
import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageFile

FORMATS = ["PNG", "JPEG", "WEBP", "GIF"]
#: Bytes of a file, and pixels of what is in it; pixels along a side of what is kept.
MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2_000
#: A JPEG can come in layers, each of which is drawn over the whole of it; programs make ten. Pixels times layers.
MOST_DRAWN = 16 * MOST_PIXELS
# A photograph that came as PNG is kept as JPEG, which takes a tenth of this.
LARGE_PNG = 1_000_000
JPEG_QUALITY = 88
ORIENTATION = 0x0112
# Of a JPEG: where a marker begins, but for those within a layer; what begins a layer, what ends the picture.
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_LAYER, _END, _WITHOUT_LENGTH = 0xDA, 0xD9, {0x01, 0xD8}
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

_NO_PICTURE = "Dit bestand kan niet worden gelezen als afbeelding. Kies een PNG, JPEG, WebP of GIF."
_BROKEN = "Dit bestand is beschadigd of niet compleet. Sla de afbeelding opnieuw op en probeer het nog eens."
TOO_LARGE = "Dit bestand is groter dan 8 MB. Maak de afbeelding kleiner en probeer het nog eens."
_TOO_MANY_LAYERS = "Deze afbeelding is op een ongewone manier opgebouwd. Sla haar opnieuw op als PNG of JPEG."
_TOO_MANY_PIXELS = "Deze afbeelding heeft meer dan 40 miljoen beeldpunten. Maak haar kleiner en probeer het nog eens."


class PictureRefused(ValueError):
    """A file that does not become a picture: `message` is a Dutch sentence for who sent it."""

    def __init__(self, message: str):
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Decoded:
    """A picture as it is kept: `content` is PNG or JPEG of `width` by `height` pixels, without any metadata."""

    content: bytes
    media_type: str
    width: int
    height: int


def decode(file: bytes) -> Decoded:
    """Answer the picture in `file`, of a moving one its first. The same file gives the same bytes. Raises PictureRefused."""
    if len(file) > MOST_BYTES:
        raise PictureRefused(TOO_LARGE)
    # WeasyPrint, where it is loaded, lets Pillow take half a file for a whole one.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    with warnings.catch_warnings():
        # Pillow complains of what is odd in a file, and of more pixels than it finds safe.
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        image = _opened(file)
        if image.width * image.height > MOST_PIXELS:
            raise PictureRefused(_TOO_MANY_PIXELS)
        if image.format in {"JPEG", "MPO"} and image.width * image.height * _layers(file) > MOST_DRAWN:
            raise PictureRefused(_TOO_MANY_LAYERS)
        try:
            clean = _clean(image)
        except Exception as error:
            # The decoders of damaged files raise anything.
            raise PictureRefused(_BROKEN) from error
    return _written(clean, is_photo=image.format in {"JPEG", "MPO"})


def _opened(file: bytes) -> Image.Image:
    """Read the head of the file: what it is, and how large."""
    try:
        return Image.open(BytesIO(file), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureRefused(_TOO_MANY_PIXELS) from error
    except Exception as error:
        raise PictureRefused(_NO_PICTURE) from error


def _layers(file: bytes) -> int:
    """Answer in how many layers a JPEG comes, from marker to marker up to the end of the picture, as its decoder goes."""
    layers, at = 0, 2
    while marker := _MARKER.search(file, at):
        kind, at = marker[0][1], marker.end()
        if kind == _END:
            break
        layers += kind == _LAYER
        # What has a length is skipped by it: the bytes of a marker may stand in there, and are none.
        if kind not in _WITHOUT_LENGTH:
            at += int.from_bytes(file[at : at + 2])
    return layers


def _clean(image: Image.Image) -> Image.Image:
    # A large JPEG is decoded at half its size or less where that is enough, which saves most of the work.
    image.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
    image.load()
    turn = UPRIGHT.get(_orientation(image))
    if image.mode.startswith("I;16"):
        image = image.point(lambda value: value / 256).convert("L")
    if image.mode != "RGB":
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    clean = Image.new("RGB", image.size, "white")
    clean.paste(image, mask=image if image.mode == "RGBA" else None)
    return clean if turn is None else clean.transpose(turn)


def _orientation(image: Image.Image) -> int:
    try:
        return image.getexif().get(ORIENTATION, 1)
    except Exception:  # noqa: BLE001 -- what a camera wrote beside a good picture may be broken
        return 1


def _written(image: Image.Image, *, is_photo: bool) -> Decoded:
    kept, media_type = BytesIO(), "image/png"
    if not is_photo:
        image.save(kept, "PNG", optimize=True)
    if is_photo or kept.tell() > LARGE_PNG:
        kept, media_type = BytesIO(), "image/jpeg"
        image.save(kept, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return Decoded(kept.getvalue(), media_type, *image.size)
