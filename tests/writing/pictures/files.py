"""Files as people send them, good and bad."""

import struct
import zlib
from io import BytesIO

from PIL import Image


def image(size=(40, 30), mode="RGB", colour="navy"):
    return Image.new(mode, size, colour)


def file_of(image, kind="PNG", **options) -> bytes:
    kept = BytesIO()
    image.save(kept, kind, **options)
    return kept.getvalue()


def png_that_says(width, height) -> bytes:
    """A PNG of a few bytes whose head says how large it is."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'
