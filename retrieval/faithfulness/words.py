"""The words that the checks of a claim know by themselves; everything else has to be in its ground."""

from importlib.resources import files

import yaml

_WORDS: dict[str, str] = yaml.safe_load(
    files("retrieval.faithfulness").joinpath("words.yaml").read_text(encoding="utf-8")
)

GLUE = tuple(_WORDS["glue"].split())
WHOLE = tuple(_WORDS["whole"].split())
ORDINARY = _WORDS["ordinary"]
UNIVERSAL = tuple(_WORDS["universal"].split())
