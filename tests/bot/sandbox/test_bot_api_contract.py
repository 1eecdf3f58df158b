"""The contract check finds what it is there to find."""

import copy

import pytest

from bot.sandbox.methods.registry import METHODS
from tests.contracts.bot_api_description import Description
from tests.contracts.check_bot_api import Check, main


def field(name: str, *types: str, required: bool = False) -> dict:
    return {"name": name, "types": list(types), "required": required}


RAW = {
    "methods": {
        "getMe": {"returns": ["User"]},
        "getChatMemberCount": {
            "returns": ["Integer"],
            "fields": [field("chat_id", "Integer", "String", required=True)],
        },
    },
    "types": {
        "User": {
            "name": "User",
            "fields": [
                field("id", "Integer", required=True),
                field("is_bot", "Boolean", required=True),
                field("first_name", "String", required=True),
                *(
                    field(name, "String" if name == "username" else "Boolean")
                    for name in (
                        "username",
                        "can_join_groups",
                        "can_read_all_group_messages",
                        "supports_inline_queries",
                        "can_connect_to_business",
                        "has_main_web_app",
                        "has_topics_enabled",
                    )
                ),
            ],
        },
        "ResponseParameters": {"name": "ResponseParameters", "fields": []},
        "Shape": {"name": "Shape", "subtypes": ["Round", "Square"]},
        "Round": {"name": "Round", "fields": [field("radius", "Integer", required=True)]},
        "Square": {"name": "Square", "fields": [field("sides", "Array of Float", required=True)]},
    },
}


async def faults(raw: dict) -> set[str]:
    """Return what the check finds, but for methods that this small description leaves out."""
    check = Check(Description(raw))
    await check.run()
    return {fault for fault in check.faults if not fault.endswith("no such method")}


async def test_a_server_as_described_has_no_faults():
    """Only the methods that are not described at all are reported."""
    check = Check(Description(RAW))

    await check.run()

    missing = {f"{method.name}: no such method" for method in METHODS.values()}
    assert set(check.faults) == missing - {
        "getMe: no such method",
        "getChatMemberCount: no such method",
    }
    assert check.answers > 40


async def test_every_difference_is_found():
    """A field too many or too few, another type, another parameter."""
    raw = copy.deepcopy(RAW)
    user = raw["types"]["User"]["fields"]
    user[0]["types"] = ["String"]
    user.remove(field("username", "String"))
    user.append(field("last_name", "String", required=True))
    raw["methods"]["getChatMemberCount"]["returns"] = ["Boolean"]
    raw["methods"]["getChatMemberCount"]["fields"] = [
        field("chat_id", "Boolean", required=True),
        field("language", "String", required=True),
    ]

    found = await faults(raw)

    assert {
        "getMe.id: expected String, got 1000000001",
        "getMe: User has no field username",
        "getMe: User needs last_name",
        "getChatMemberCount: expected Boolean, got 5",
        "getChatMemberCount: required parameter language is not read",
        "getChatMemberCount.chat_id: is ['Boolean'], read as int | str",
    } <= found


@pytest.mark.parametrize(
    "value, fits",
    [
        ({"radius": 1}, True),
        ({"sides": [1, 2.5]}, True),
        ({"sides": ["1"]}, False),
        ({"radius": True}, False),
        ({"radius": 1, "sides": []}, False),
        ({}, False),
        ([{"radius": 1}], False),
    ],
)
def test_a_value_is_one_of_the_described_kinds(value, fits):
    """Unions, arrays and numbers are told apart."""
    assert (Description(RAW).mismatches(value, ["Shape"], "it") == []) is fits


def test_without_a_description_nothing_is_checked(capsys):
    """One line says what is missing."""
    assert main([]) == main(["no-such-file.json"]) == 2
    assert capsys.readouterr().err.count("give the path of a bot_api.json") == 2
