"""Reading a Bot API request, however it was written."""

from typing import Any

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from bot.sandbox.errors import BadRequest, TooLarge
from bot.sandbox.files import MOST_BYTES, Upload
from bot.sandbox.methods.binding import Uploads

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
MOST_FIELDS = 1000


async def read_request(request: Request) -> tuple[dict[str, Any], Uploads]:
    """
    Return the parameters and the files of *request*: from the address, a form or a JSON object.

    Raises:
        BadRequest: A body is not what it calls itself.
        TooLarge: A file of more than 50 MB.
    """
    values: dict[str, Any] = dict(request.query_params)
    uploads: Uploads = {}
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method == "POST" and kind in FORMS:
        await _read_form(request, values, uploads)
    elif request.method == "POST" and kind == "application/json":
        try:
            body = await request.json()
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise BadRequest("can't parse request JSON object")
        values |= body
    return values, uploads


async def _read_form(request: Request, values: dict[str, Any], uploads: Uploads) -> None:
    try:
        async with request.form(max_fields=MOST_FIELDS) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    uploads[name] = await _read(value)
                else:
                    values[name] = value
    except HTTPException:  # how the library says that the form is broken
        raise BadRequest("can't parse form data") from None


async def _read(file: UploadFile) -> Upload:
    content = await file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise TooLarge
    return Upload(file.filename or "file", content)
