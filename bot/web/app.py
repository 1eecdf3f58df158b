"""The HTTP interface: which routes there are, and what stands before them."""

from fastapi import FastAPI

from bot.intake import Intake
from bot.services import Services
from bot.web.access import CLOSED, TokenRequired
from bot.web.body_limit import BodyLimit
from bot.web.errors import add_error_answers
from bot.web.facts import fact_routes
from bot.web.health import health_routes
from bot.web.metrics import metrics_routes
from bot.web.projects import project_routes
from bot.web.webhook import webhook_routes

TITLE = "帮办接口"
VERSION = "1"
DESCRIPTION = (
    "向帮办报送办件状态、查询项目进度。令牌由 bangban api-token create 生成；"
    '出错时返回 {"error": 一行说明, "where": 有误之处}。'
)


def create_app(services: Services, intake: Intake | None) -> FastAPI:
    """Return the application; without *intake* there is no webhook."""
    app = FastAPI(
        title=TITLE,
        version=VERSION,
        description=DESCRIPTION,
        openapi_url="/api/openapi.json",
        docs_url=None,  # its page would load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
    )
    add_error_answers(app)
    # The last one added is asked first: a stranger's body is not even read.
    app.add_middleware(BodyLimit)
    app.add_middleware(TokenRequired, sessions=services.sessions)
    app.include_router(fact_routes(services), prefix=CLOSED)
    app.include_router(project_routes(services), prefix=CLOSED)
    app.include_router(health_routes(services))
    app.include_router(metrics_routes(services))
    if intake is not None:
        app.include_router(webhook_routes(services.settings, intake))
    return app
