"""The Bot API as its description has it: what may be asked, and what must be answered."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.sandbox.methods.binding import ChatId, InputFile, Json, JsonList, Parameter
from bot.sandbox.methods.registry import Method

SCALARS: dict[str, tuple[type, ...]] = {
    "Integer": (int,),
    "Float": (int, float),
    "String": (str,),
    "Boolean": (bool,),
    "True": (bool,),
}
ARRAY = "Array of "


class Description:
    """A machine-readable description: ``methods`` and ``types`` with their fields."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self.methods: dict[str, Any] = raw["methods"]
        self.types: dict[str, Any] = raw["types"]

    @classmethod
    def read(cls, path: Path) -> "Description":
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def returns(self, method: str) -> Sequence[str]:
        return self.methods[method]["returns"]

    def disagreements(self, method: Method) -> Iterator[str]:
        """Yield where the parameters of *method* differ from the description."""
        described = self.methods.get(method.name)
        if described is None:
            yield f"{method.name}: no such method"
            return
        fields = {field["name"]: field for field in described.get("fields", [])}
        offered = {parameter.name: parameter for parameter in method.parameters}
        offered.pop("uploads", None)  # not a parameter: the files of the request
        for name, parameter in offered.items():
            if name not in fields:
                yield f"{method.name}: no parameter {name}"
            elif not _reads(parameter, fields[name]["types"]):
                yield f"{method.name}.{name}: is {fields[name]['types']}, read as {parameter.type}"
        for name, field in fields.items():
            if field["required"] and name not in offered:
                yield f"{method.name}: required parameter {name} is not read"

    def mismatches(self, value: Any, types: Sequence[str], where: str) -> list[str]:
        """Return what is wrong with *value* if it should be one of *types*; nothing if it is."""
        found = [self._mismatches(value, each, where) for each in types]
        return min(found, key=len) if all(found) else []

    def _mismatches(self, value: Any, kind: str, where: str) -> list[str]:
        if kind.startswith(ARRAY):
            if not isinstance(value, list):
                return [f"{where}: expected an array, got {value!r}"]
            inner = [kind.removeprefix(ARRAY)]
            return [
                fault
                for index, item in enumerate(value)
                for fault in self.mismatches(item, inner, f"{where}[{index}]")
            ]
        if kind in SCALARS:
            fits = isinstance(value, SCALARS[kind])
            if isinstance(value, bool) and kind in ("Integer", "Float"):
                fits = False
            return [] if fits else [f"{where}: expected {kind}, got {value!r}"]
        described = self.types[kind]
        if subtypes := described.get("subtypes"):
            return self.mismatches(value, subtypes, where)
        return self._object_mismatches(value, described, where)

    def _object_mismatches(self, value: Any, described: Any, where: str) -> list[str]:
        name = described["name"]
        if not isinstance(value, dict):
            return [f"{where}: expected {name}, got {value!r}"]
        fields = {field["name"]: field for field in described.get("fields", [])}
        found = [f"{where}: {name} has no field {key}" for key in value if key not in fields]
        for key, field in fields.items():
            if key in value:
                found += self.mismatches(value[key], field["types"], f"{where}.{key}")
            elif field["required"]:
                found.append(f"{where}: {name} needs {key}")
        return found


def _reads(parameter: Parameter, types: Sequence[str]) -> bool:
    """Tell whether what *parameter* reads is one of the described *types*."""
    kind = parameter.type
    if kind == ChatId:
        return "Integer" in types
    if kind == InputFile:
        return "InputFile" in types
    if kind == JsonList:
        return all(each.startswith(ARRAY) for each in types)
    if kind == Json:
        return all(each not in SCALARS and not each.startswith(ARRAY) for each in types)
    return {int: "Integer", str: "String", bool: "Boolean"}.get(kind) in types
