"""
What can go wrong at the edge itself.

EdgeError
├── BadSettings        an environment variable cannot be used
├── BadInput           a command's argument or file cannot be used
└── NotReady           a part that is needed is not there: token, database, index, port
"""


class EdgeError(Exception):
    """Its text is one line for people: what, where, what to do."""


class BadSettings(EdgeError):
    """An environment variable cannot be used."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"环境变量 {name} 无法使用：{reason}")
        self.name = name
        self.reason = reason


class BadInput(EdgeError):
    """A command was given something it cannot use."""


class NotReady(EdgeError):
    """Something that must be there before this can run is not."""
