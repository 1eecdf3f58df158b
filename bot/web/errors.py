"""Every refusal of the HTTP interface: a status and ``{"error": one line, "where": what it is about}``."""

import logging
from collections.abc import Mapping

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as AnyHTTPException

from bot.texts import web as texts
from bot.web.field_errors import field_problem
from cases.database import DatabaseTrouble
from cases.errors import CasesError, ConcurrentChange, KeyReused, NotFound, Refused

log = logging.getLogger(__name__)

BAD_BODY = 400  # what the framework says when it cannot parse one
SAID_BY_STATUS = {
    BAD_BODY: texts.NOT_JSON,
    404: texts.NO_SUCH_PATH,
    405: texts.NO_SUCH_METHOD,
    415: texts.NOT_JSON,
}


class Problem(HTTPException):
    """A request that is refused. (A kind of the framework's own refusal, so that it passes through.)"""

    def __init__(self, status: int, error: str, where: str) -> None:
        self.error = error
        self.where = where
        super().__init__(status, error)

    def answer(self, headers: Mapping[str, str] | None = None) -> Response:
        """Return what the client reads."""
        body = {"error": self.error, "where": self.where}
        return JSONResponse(body, status_code=self.status_code, headers=headers)


def problem_of(error: Exception) -> Problem:
    """Return what a client is told of *error*; nothing of its inside for what we did not foresee."""
    match error:
        case Problem():
            return error
        case RequestValidationError():
            return Problem(*field_problem(error))
        case AnyHTTPException(status_code=status):
            where = "body" if status == BAD_BODY else "request"
            return Problem(status, SAID_BY_STATUS.get(status, texts.BAD_REQUEST), where)
        case CasesError():
            return Problem(status_of(error), str(error), "request")
        case DatabaseTrouble():
            return Problem(503, texts.NO_DATABASE, "database")
        case _:
            return Problem(500, texts.FAILED, "server")


def status_of(error: CasesError) -> int:
    """Return the status that fits *error* when it is about the whole request."""
    match error:
        case KeyReused() | ConcurrentChange() | Refused():
            return 409
        case NotFound():
            return 404
        case _:
            return 422


def add_error_answers(app: FastAPI) -> None:
    """Make *app* answer everything that goes wrong in our form."""

    async def answer(request: Request, error: Exception) -> Response:
        problem = problem_of(error)
        if isinstance(error, DatabaseTrouble):
            log.error("web.no_database", extra={"path": request.url.path}, exc_info=error)
        headers = error.headers if isinstance(error, AnyHTTPException) else None
        return problem.answer(headers)

    for kind in (RequestValidationError, AnyHTTPException, CasesError, DatabaseTrouble, Exception):
        app.add_exception_handler(kind, answer)
