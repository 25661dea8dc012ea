"""The finished files below `DOSSIER_DIR`: named by what is in them, written whole or not at all."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings


def store(content: bytes, ending: str = ".pdf") -> str:
    """Keep `content` and answer its name. The same content has the same name, so keeping it twice does no harm."""
    digest = hashlib.sha256(content).hexdigest()
    name = f"{digest[:2]}/{digest}{ending}"
    path = path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as part:
        try:
            part.write(content)
            part.flush()
            os.fsync(part.fileno())
            Path(part.name).replace(path)
        except BaseException:
            Path(part.name).unlink(missing_ok=True)
            raise
    return name


def exists(name: str) -> bool:
    return bool(name) and path_of(name).is_file()


def path_of(name: str) -> Path:
    return Path(settings.DOSSIER_DIR) / name
