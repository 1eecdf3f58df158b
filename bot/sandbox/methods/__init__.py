"""The Bot API, a file per family of methods."""

from bot.sandbox.methods import (
    callbacks,
    chats,
    commands,
    deleting,
    editing,
    files,
    media_groups,
    pinning,
    presentation,
    sending,
    topics,
    updates,
)

__all__ = [
    "callbacks",
    "chats",
    "commands",
    "deleting",
    "editing",
    "files",
    "media_groups",
    "pinning",
    "presentation",
    "sending",
    "topics",
    "updates",
]
