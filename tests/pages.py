"""Every page of an encrypted file and of its write-ahead log in clear, those no longer in use included."""

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE = 4096
# SQLCipher 4: AES-256-CBC; the last 80 bytes of a page are its vector (16) and its check (64).
RESERVED = 80
SALT = 16
WAL_HEADER, FRAME_HEADER = 32, 24


def clear_pages(path: Path, key: bytes) -> bytes:
    """Return the pages as SQLite sees them, one after the other. SQLite must not be writing meanwhile."""
    whole = path.read_bytes()
    pages = [whole[start : start + PAGE] for start in range(0, len(whole), PAGE)]
    log = path.with_name(path.name + "-wal")
    frames = log.read_bytes()[WAL_HEADER:] if log.exists() else b""
    pages += [frames[at + FRAME_HEADER : at + FRAME_HEADER + PAGE] for at in range(0, len(frames), FRAME_HEADER + PAGE)]
    return b"".join(_clear(page, key, is_first=number == 0) for number, page in enumerate(pages))


def _clear(page: bytes, key: bytes, *, is_first: bool) -> bytes:
    start = SALT if is_first else 0  # the first page begins with the salt
    vector = page[PAGE - RESERVED : PAGE - RESERVED + 16]
    decryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return decryptor.update(page[start : PAGE - RESERVED]) + decryptor.finalize()
