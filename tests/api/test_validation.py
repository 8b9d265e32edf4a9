"""Input held to the model: Cognito's words, and what is let through."""

import time

import pytest
from botocore.model import ShapeResolver

from pools.contract import patterns, validation
from pools.errors import SerializationException

pytestmark = pytest.mark.one_database

SHAPES = {
    "Name": {"type": "string", "min": 2, "max": 4, "pattern": "[a-z]+"},
    "Secret": {"type": "string", "min": 6, "pattern": "[\\S]+", "sensitive": True},
    "Color": {"type": "string", "enum": ["red", "blue"]},
    "Count": {"type": "integer", "min": 1, "max": 3},
    "Big": {"type": "long"},
    "Flag": {"type": "boolean"},
    "Blob": {"type": "blob", "max": 3},
    "Names": {"type": "list", "member": {"shape": "Name"}, "max": 3},
    "Secrets": {"type": "list", "member": {"shape": "Secret"}},
    "Map": {"type": "map", "key": {"shape": "Name"}, "value": {"shape": "Color"}},
    "Part": {"type": "structure", "members": {"Name": {"shape": "Name"}}, "required": ["Name"]},
    "Parts": {"type": "list", "member": {"shape": "Part"}},
    "Input": {
        "type": "structure",
        "required": [],
        "members": {
            name: {"shape": name}
            for name in (
                "Name", "Secret", "Color", "Count", "Big", "Flag", "Blob", "Names", "Secrets", "Map", "Part", "Parts"
            )
        },
    },
}  # fmt: skip
PARSE = validation.compile_shape(ShapeResolver(SHAPES).get_shape_by_name("Input"))


def complaints(value):
    found = []
    PARSE(value, found)
    return [str(violation) for violation in found]


def test_what_is_right_passes_without_nulls_and_unknown_members():
    found = []
    value = {"Name": "abc", "Count": 2, "Flag": False, "Blob": "YWJj", "Map": {"ab": "red", "cd": None}}
    given = value | {"Color": None, "Nonsense": 1, "Parts": [{"Name": "abc", "More": 1}, None]}

    assert PARSE(given, found) == value | {"Blob": b"abc", "Map": {"ab": "red"}, "Parts": [{"Name": "abc"}]}
    assert found == []


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        ({"Name": "a"}, "Value 'a' at 'name' failed to satisfy constraint: "
                        "Member must have length greater than or equal to 2"),
        ({"Name": "abcde"}, "Value 'abcde' at 'name' failed to satisfy constraint: "
                            "Member must have length less than or equal to 4"),
        ({"Name": "ABC"}, "Value 'ABC' at 'name' failed to satisfy constraint: "
                          "Member must satisfy regular expression pattern: [a-z]+"),
        ({"Color": "green"}, "Value 'green' at 'color' failed to satisfy constraint: "
                             "Member must satisfy enum value set: [red, blue]"),
        ({"Count": 0}, "Value '0' at 'count' failed to satisfy constraint: "
                       "Member must have value greater than or equal to 1"),
        ({"Count": 4}, "Value '4' at 'count' failed to satisfy constraint: "
                       "Member must have value less than or equal to 3"),
        ({"Secret": "a b c d"}, "Value at 'secret' failed to satisfy constraint: "
                                "Member must satisfy regular expression pattern: [\\S]+"),
        ({"Part": {}}, "Value null at 'part.name' failed to satisfy constraint: Member must not be null"),
        ({"Parts": [{"Name": "ab"}, {"Name": None}]}, "Value null at 'parts.2.member.name' failed to satisfy "
                                                      "constraint: Member must not be null"),
        ({"Names": ["ab"] * 4}, "Value '[ab, ab, ab, ab]' at 'names' failed to satisfy constraint: "
                                "Member must have length less than or equal to 3"),
        ({"Names": ["ab", "A"]}, "Value '[ab, A]' at 'names' failed to satisfy constraint: Member must satisfy "
                                 "constraint: [Member must have length less than or equal to 4, Member must have "
                                 "length greater than or equal to 2, Member must satisfy regular expression "
                                 "pattern: [a-z]+]"),
        ({"Map": {"ab": "green"}}, "Value '{ab=green}' at 'map' failed to satisfy constraint: Map value must satisfy "
                                   "constraint: [Member must satisfy enum value set: [red, blue]]"),
    ],
)  # fmt: skip
def test_a_broken_constraint_is_worded_as_cognito_does(value, complaint):
    assert complaints(value) == [complaint]


def test_a_broken_key_of_a_map_is_told_apart():
    assert "Map keys must satisfy constraint: [" in complaints({"Map": {"A": "red"}})[0]


def test_secrets_are_never_repeated():
    assert "hush" not in "".join(complaints({"Secret": "hush", "Secrets": ["hush"]}))


def test_all_complaints_are_counted():
    found = []
    PARSE({"Name": "", "Count": 9}, found)

    assert validation.describe(found).startswith("3 validation errors detected: Value '' at 'name' failed")
    assert validation.describe(found[:1]).startswith("1 validation error detected: Value ''")


@pytest.mark.parametrize(
    "value",
    [
        [],
        "text",
        None,
        {"Name": 5},
        {"Name": True},
        {"Name": ["abc"]},
        {"Name": {}},
        {"Count": "2"},
        {"Count": True},
        {"Count": 2.0},
        {"Count": 2**31},
        {"Big": 2**63},
        {"Flag": "true"},
        {"Flag": 1},
        {"Blob": "?"},
        {"Blob": "é"},
        {"Blob": 1},
        {"Names": "abc"},
        {"Names": {"0": "abc"}},
        {"Map": ["ab"]},
        {"Map": {"ab": 1}},
        {"Part": "ab"},
        {"Parts": ["ab"]},
    ],
)
def test_a_wrong_type_ends_the_parse(value):
    with pytest.raises(SerializationException):
        PARSE(value, [])


def test_length_counts_utf16_units_as_java_does():
    shape = ShapeResolver({"Text": {"type": "string", "max": 3}}).get_shape_by_name("Text")
    found = []
    validation.compile_shape(shape)("\N{GRINNING FACE}" * 2, found)

    assert len(found) == 1


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        (r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+", "Ångström-中😀", True),
        (r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+", "two words", False),
        (r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+", "a\x00", False),
        (r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+", "a\n", False),
        (r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*", "two\nwords", True),
        (r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*", "no-break\xa0space", False),
        (r"[\w+=,.@-]+", "a-b_c", True),
        (r"[\w+=,.@-]+", "ä", False),
        (r"[\S]+", "no-break\xa0space", True),
        (r"[\S]+", "a b", False),
        (r"\p{L}\w\s", "äa ", True),
        (r"\p{L}\w\s", "ää ", False),
        (r"^[0-9]+$", "12\n", False),
        (r"\d+", "٣", False),
    ],
)
def test_patterns_mean_what_they_mean_in_java(pattern, text, matches):
    assert bool(patterns.full_match(pattern)(text)) is matches


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"[\p{L}\p{P}]+@[\p{L}\p{P}]+", "@" * 100_000 + "\x01"),
        (r"[\p{L}\p{P}\p{S}]*\{##[\p{L}\p{P}\p{S}]*##\}[\p{L}\p{P}\p{S}]*", "{##" * 6_600),
    ],
)
def test_a_text_made_to_keep_us_busy_does_not(pattern, text):
    started = time.perf_counter()

    assert not patterns.full_match(pattern)(text)
    assert time.perf_counter() - started < 2
