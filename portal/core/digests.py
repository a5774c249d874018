"""Of what opens something (a token, a private address) only a digest is kept."""

import hashlib


def digest_of(words: str) -> str:
    """SHA-256 in hexadecimal. For random words alone: what people choose is hashed like a password."""
    return hashlib.sha256(words.encode(errors="replace")).hexdigest()
