"""Tokens: the same for the same identifier under one key, and nothing else can be had of them."""

from __future__ import annotations

from hashlib import blake2b, md5, sha1, sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import UserError
from audit.scan.tokens import KEY_BYTES, TOKEN_BYTES, new_key, read_key, token

KEY = b"k" * 32


def test_the_same_identifier_has_the_same_token() -> None:
    forms = ("P1", " P1", "P1 ", "P1\0", "\0 P1 \0")
    assert len({token(KEY, form) for form in forms}) == 1
    assert len({token(KEY, form) for form in ("P1", "P2", "p1", "P 1", "P1\n", "", "00012")}) == 7


def test_formula() -> None:
    """Keyed BLAKE2b of 12 bytes (RFC 7693), as hex."""
    expected = blake2b("Müller".encode(), digest_size=12, key=KEY).hexdigest()
    assert token(KEY, " Müller\0") == expected
    assert len(expected) == 2 * TOKEN_BYTES


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_has_a_token(text: str) -> None:
    """Lone surrogates too; and it is no plain digest of the text."""
    found = token(KEY, text)
    assert len(found) == 24
    assert int(found, 16) >= 0
    raw = text.encode("utf-8", "surrogatepass")
    digests = [make(raw).hexdigest() for make in (md5, sha1, sha256)]
    digests += [blake2b(raw, digest_size=12).hexdigest(), blake2b(raw).hexdigest()]
    assert not any(digest.startswith(found) for digest in digests)


def test_another_key_gives_other_tokens() -> None:
    one, other = new_key(), new_key()
    assert len(one) == len(other) == KEY_BYTES
    assert one != other
    assert token(one, "P1") != token(other, "P1")


@pytest.mark.parametrize(("content", "good"), [(b"x" * 15, False), (b"x" * 15 + b"\n", False),
                                               (b"", False), (b"x" * 16, True)])  # fmt: skip
def test_a_key_file_holds_16_bytes_or_more(tmp_path: Path, content: bytes, good: bool) -> None:
    path = tmp_path / "key"
    path.write_bytes(content)
    if not good:
        with pytest.raises(UserError, match="16 bytes"):
            read_key(path)
        return
    assert len(read_key(path)) == KEY_BYTES
    path.write_bytes(content + b"\n")
    assert read_key(path) == read_key(path)
    assert read_key(path) == blake2b(content, digest_size=KEY_BYTES).digest()


def test_a_key_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UserError) as error:
        read_key(tmp_path / "NAME^SECRET")
    assert "SECRET" not in str(error.value)
