"""
Check the sandbox's Bot API server against a machine-readable description of the real one.

    python tests/contracts/check_bot_api.py PATH/TO/bot_api.json

Every method that the server offers is called over HTTP, properly and improperly; every answer must have
the described fields, with the described types, and nothing else. Prints the count, or what differs.
"""

import asyncio
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import httpx

from bot.sandbox.methods.registry import METHODS, Method
from bot.sandbox.server import create_app, serve
from tests.contracts.bot_api_description import Description
from tests.contracts.bot_api_requests import (
    GOOD,
    Stage,
    Values,
    accepted,
    as_http,
    missing,
    variations,
)

SEED = 20261123
REFUSED = range(400, 500)


class Check:
    """One run against one description."""

    def __init__(self, description: Description, *, seed: int = SEED) -> None:
        self.description = description
        self.chance = random.Random(seed)
        self.stage = Stage()
        self.answers = 0
        self.faults: list[str] = []

    async def run(self) -> None:
        """Call everything; afterwards ``answers`` were checked and ``faults`` found."""
        self.faults += [
            fault for method in METHODS.values() for fault in self.description.disagreements(method)
        ]
        self.faults += [
            f"{m.name}: not called by this check" for m in METHODS.values() if m.name not in GOOD
        ]
        server = await serve(create_app(self.stage.world))
        async with httpx.AsyncClient(
            base_url=f"{server.url}/bot{self.stage.world.token}/", trust_env=False
        ) as client:
            for method in METHODS.values():
                if method.name in GOOD and method.name in self.description.methods:
                    await self._call_in_every_way(client, method)
            # All that happened meanwhile is waiting as updates.
            self.stage.say_everything()
            if "getUpdates" in self.description.methods:
                await self._call(client, METHODS["getupdates"], {"timeout": 0}, ok=True)
        await server.stop()

    async def _call_in_every_way(self, client: httpx.AsyncClient, method: Method) -> None:
        for values, ok in self._requests(method):
            await self._call(client, method, values, ok=ok)
            if self.stage.world.updates.webhook is not None:
                self.stage.call("deleteWebhook")
            self.stage.world.updates.allow([])

    def _requests(self, method: Method) -> Iterator[tuple[Values, bool | None]]:
        yield from ((values, True) for values in accepted(self.stage, method))
        yield from ((values, False) for values in missing(self.stage, method))
        yield from ((values, None) for values in variations(self.stage, method, self.chance))

    async def _call(
        self, client: httpx.AsyncClient, method: Method, values: Values, *, ok: bool | None
    ) -> None:
        # A long poll that has nothing to give is let go at once.
        letting_go = asyncio.get_running_loop().call_later(0.1, self.stage.world.hang_up)
        response = await client.post(method.name, **as_http(values, self.chance))
        letting_go.cancel()
        self.answers += 1
        try:
            answer = response.json()
        except ValueError:
            self.faults.append(f"{method.name}({values}): {response.status_code}, no JSON")
            return
        faults = self._answer_faults(method, answer, response.status_code)
        if ok is not None and answer.get("ok") is not ok:
            faults.append(f"{method.name}({values}): ok is not {ok}: {answer}")
        self.faults += faults

    def _answer_faults(self, method: Method, answer: Any, status: int) -> list[str]:
        if answer.get("ok") is True:
            if set(answer) != {"ok", "result"}:
                return [f"{method.name}: an answer of {sorted(answer)}"]
            returns = self.description.returns(method.name)
            return self.description.mismatches(answer["result"], returns, method.name)
        if not {"ok", "error_code", "description"} <= set(answer) or status not in REFUSED:
            return [f"{method.name}: a refusal of {answer} with {status}"]
        faults = []
        if answer["error_code"] != status or not isinstance(answer["description"], str):
            faults.append(f"{method.name}: a refusal of {answer} with {status}")
        if parameters := answer.get("parameters"):
            faults += self.description.mismatches(parameters, ["ResponseParameters"], method.name)
        return faults


def main(arguments: list[str]) -> int:
    """Run the check; return 0 if nothing differs, 1 if something does, 2 without a description."""
    if len(arguments) != 1 or not Path(arguments[0]).is_file():
        sys.stderr.write("check_bot_api: give the path of a bot_api.json\n")
        return 2
    check = Check(Description.read(Path(arguments[0])))
    asyncio.run(check.run())
    for fault in dict.fromkeys(check.faults):
        sys.stderr.write(f"{fault[:400]}\n")
    sys.stdout.write(f"{len(METHODS)} methods, {check.answers} answers checked\n")
    return 1 if check.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
