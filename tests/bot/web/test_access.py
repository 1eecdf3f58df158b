"""Who may use the API."""

import pytest
from fastapi.routing import APIRoute

from bot.web.app import create_app
from cases.tokens import revoke_token
from tests.bot.web.conftest import Web, a_fact
from tests.cases.record_builders import CODE, NOON


def api_routes(services) -> list[tuple[str, str]]:
    """Every method and path under /api, as OpenAPI describes them, with values in the paths."""
    paths = create_app(services, None).openapi()["paths"]
    return [
        (method.upper(), path.replace("{code}", CODE))
        for path, methods in paths.items()
        for method in methods
        if path.startswith("/api/")
    ]


async def test_every_api_route_requires_a_token(web: Web):
    """Without one, or with a wrong one, whatever the route: 401 and how to get one."""
    routes = api_routes(web.services)
    assert {path for _, path in routes} == {"/api/v1/facts", f"/api/v1/projects/{CODE}"}

    for method, path in routes:
        for header in ({}, {"Authorization": "Bearer bb_wrong"}, {"Authorization": "Basic eA=="}):
            answer = await web.stranger.request(method, path, headers=header)

            assert answer.status_code == 401, (method, path, header)
            assert answer.headers["www-authenticate"] == "Bearer"
            assert answer.json()["where"] == "Authorization"
            assert "令牌" in answer.json()["error"]


def test_no_api_route_is_missing_from_the_description(services):
    """The test above sees them all: nothing under /api is registered but not described."""
    app = create_app(services, None)
    described = set(app.openapi()["paths"])
    hidden = {
        route.path
        for route in app.routes
        if isinstance(route, APIRoute) and route.path not in described
    }

    assert hidden == set()


@pytest.mark.parametrize("path", ["/api/v1", "/api/v1/", "/api/v1/nothing", "/api/v1/facts/"])
async def test_what_is_not_there_is_not_shown_to_strangers_either(web: Web, path: str):
    """The door is closed for the whole of /api/v1, not route by route."""
    assert (await web.stranger.get(path)).status_code == 401
    assert (await web.api.get(path)).status_code == 404


async def test_a_strangers_body_is_not_read(web: Web):
    """Bad JSON from somebody without a token is about the token, not about the JSON."""
    answer = await web.stranger.post("/api/v1/facts", content=b"{")

    assert answer.status_code == 401


async def test_a_revoked_token_no_longer_works(web: Web):
    """From the next request on."""
    assert (await web.post_facts(a_fact())).status_code == 422
    async with web.services.sessions.begin() as session:
        await revoke_token(session, "住建平台", at=NOON)

    assert (await web.post_facts(a_fact())).status_code == 401


async def test_the_description_is_open_and_says_that_a_token_is_needed(web: Web):
    """A programmer reads it before there is a token."""
    answer = await web.stranger.get("/api/openapi.json")

    said = answer.json()
    assert answer.status_code == 200
    assert said["paths"]["/api/v1/facts"]["post"]["security"] == [{"HTTPBearer": []}]
    assert said["paths"]["/api/v1/projects/{code}"]["get"]["security"] == [{"HTTPBearer": []}]
