"""Parts that were laid out before, kept below `DOSSIER_DIR` by what they are made of, so that they need not be made again.

A part is named by the hash of its HTML, its styles, and all that turns these into pages: our code, the fonts, WeasyPrint
and what it stands on. Nothing here is missed when it gets lost.
"""

import hashlib
import os
import tempfile
from functools import cache
from importlib.metadata import version
from pathlib import Path

from iza_portal.dossiers.glyphs import FONTS

CODE = ["parts.py", "speed.py", "tagging.py", "typesetting.py"]
PACKAGES = ["weasyprint", "pydyf", "pyphen", "tinyhtml5", "tinycss2", "fonttools", "pillow"]


def name_of(html: str, css: str, base: str) -> str:
    """Answer the name of the part that is made of these."""
    digest = hashlib.sha256(_makers())
    for text in (html, css, base):
        content = text.encode()
        digest.update(b"%d\n" % len(content) + content)
    return digest.hexdigest()


@cache
def _makers() -> bytes:
    from weasyprint.text.ffi import pango

    here = Path(__file__).parent
    digest = hashlib.sha256()
    for path in [*(here / name for name in CODE), *sorted(FONTS.iterdir())]:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    digest.update(" ".join([*map(version, PACKAGES), str(pango.pango_version())]).encode())
    return digest.digest()


def take(folder: Path, name: str) -> bytes | None:
    """Answer the kept part, or nothing where it is not there or not whole."""
    path = _path(folder, name)
    try:
        kept = path.read_bytes()
    except FileNotFoundError:
        return None
    digest, packed = kept[:32], kept[32:]
    if hashlib.sha256(packed).digest() != digest:
        return None
    # What was used last is thrown away last.
    os.utime(path)
    return packed


def keep(folder: Path, name: str, packed: bytes) -> None:
    """Keep a part, whole or not at all."""
    path = _path(folder, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as half:
        try:
            half.write(hashlib.sha256(packed).digest() + packed)
            half.flush()
            Path(half.name).replace(path)
        except BaseException:
            Path(half.name).unlink(missing_ok=True)
            raise


def prune(folder: Path, most: int) -> None:
    """Throw away the parts that were not used for longest, until the others take no more than `most` bytes."""
    kept = []
    for path in folder.glob("*/*"):
        try:
            about = path.stat()
        except FileNotFoundError:
            continue
        kept.append((about.st_mtime_ns, about.st_size, path))
    kept.sort(reverse=True)
    total = 0
    for _, size, path in kept:
        total += size
        if total > most:
            path.unlink(missing_ok=True)


def _path(folder: Path, name: str) -> Path:
    return folder / name[:2] / name
