"""The trail's own way of writing canonical JSON is RFC 8785 to the letter."""

import json

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as some

from workflows.trail.canonical import LARGEST, canonical

plain = some.none() | some.booleans() | some.integers(-LARGEST, LARGEST) | some.text()
values = some.recursive(plain, lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner), max_leaves=30)


@given(values)
@example({"\U0001f600": 1, "\ufb33": 2, "\u20ac": 3, "1": 4, "\r": 5, "\u0080": 6, "\u00f6": 7})  # the standard's own
@example({"Kim Sơn": 'Xuân Chính\u2028\x7f\x00\x1f"\\/\b\t\n\f\r', "a": [], "b": {}, "": [None, True, False, -0]})
def test_the_same_bytes_as_the_reference(value):
    assert canonical(value).encode() == rfc8785.dumps(value)


@given(values)
def test_what_is_written_is_read_back(value):
    assert json.loads(canonical(value)) == value


@pytest.mark.parametrize("wrong", [0.5, float("nan"), {"a": [1.0]}, {1, 2}, b"bytes", object()])
def test_what_others_would_write_otherwise_is_refused(wrong):
    with pytest.raises(TypeError):
        canonical({"fact": wrong})


@pytest.mark.parametrize("number", [2**53, -(2**53), 10**40])
def test_numbers_that_not_everybody_reads_alike_are_refused(number):
    with pytest.raises(ValueError, match="use a string"):
        canonical([number])


def test_half_a_character_cannot_be_hashed():
    with pytest.raises(UnicodeEncodeError):
        canonical("\ud800").encode()
