"""The mark of a content: the same for the same content, and for no other."""

import hashlib
import json


def hash_of(content: dict) -> str:
    """Answer the SHA-256 of a content: of its JSON with sorted keys, without spaces, in UTF-8."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
