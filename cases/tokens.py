"""API tokens: shown once, kept as a digest."""

import hashlib
import secrets
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actors import COMMAND_LINE, Actor, ActorKind
from cases.audit import note_act
from cases.errors import BadText, NameTaken, TokenNotFound
from cases.tables.tokens import ApiToken

PREFIX = "bb_"
SECRET_BYTES = 32
LONGEST_NAME = 64


async def create_token(
    session: AsyncSession, name: str, *, at: datetime, actor: Actor = COMMAND_LINE
) -> str:
    """
    Return a new bearer token; it cannot be shown again.

    Raises:
        BadText: No name, or too long a one.
        NameTaken: A token of that name was made before, even if it is revoked.
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise BadText("名称", f"应为 1 到 {LONGEST_NAME} 个字")
    if await session.scalar(select(ApiToken.id).where(ApiToken.name == name)) is not None:
        raise NameTaken(name)
    secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    session.add(ApiToken(id=uuid4(), name=name, sha256=_digest(secret), created_at=at))
    await session.flush()
    await note_act(session, actor=actor, action="token.create", subject=name, at=at)
    return secret


async def verify_token(session: AsyncSession, secret: str) -> Actor | None:
    """Return whom *secret* speaks for, or ``None``."""
    token = await session.scalar(
        select(ApiToken).where(ApiToken.sha256 == _digest(secret), ApiToken.revoked_at.is_(None))
    )
    return Actor(ActorKind.TOKEN, str(token.id), token.name) if token else None


async def revoke_token(
    session: AsyncSession, name: str, *, at: datetime, actor: Actor = COMMAND_LINE
) -> None:
    """
    End a token; revoking it again does nothing.

    Raises:
        TokenNotFound: No token of that name.
    """
    token = await session.scalar(select(ApiToken).where(ApiToken.name == name))
    if token is None:
        raise TokenNotFound(name)
    if token.revoked_at is None:
        token.revoked_at = at
        await session.flush()
        await note_act(session, actor=actor, action="token.revoke", subject=name, at=at)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
