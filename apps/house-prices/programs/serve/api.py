"""The HTTP interface: /predict, /health, /ready."""

import time
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from schema import Body, House, problem
from served_model import ServedModel
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from telemetry import Telemetry


class Draining:
    """Whether the server is about to stop."""

    def __init__(self) -> None:
        self.begun = False


class Measured:
    """Counts and times the requests to /predict, whatever becomes of them."""

    def __init__(self, app: ASGIApp, telemetry: Telemetry, draining: Draining) -> None:
        self.app, self.telemetry, self.draining = app, telemetry, draining

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        status = 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                if self.draining.begun:
                    message["headers"] = [*message["headers"], (b"connection", b"close")]
            await send(message)

        begin = time.perf_counter()
        try:
            await self.app(scope, receive, noting)
        finally:
            if scope["path"] == "/predict":
                self.telemetry.observe(status, time.perf_counter() - begin)


def interface(model: ServedModel, telemetry: Telemetry, draining: Draining) -> FastAPI:
    app = FastAPI(title="house-prices")
    app.add_middleware(Measured, telemetry=telemetry, draining=draining)
    about = {"model": model.name, "model_version": model.version}

    @app.exception_handler(RequestValidationError)
    async def refused(_: Request, error: RequestValidationError) -> JSONResponse:
        return JSONResponse({"detail": [problem(each) for each in error.errors()]}, status_code=422)

    @app.post("/predict")
    def predict(body: Body) -> dict[str, Any]:
        if isinstance(body, House):
            return {"price": model.prices([body])[0], **about}
        return {"prices": model.prices(body.houses), **about}

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/ready")
    async def ready() -> JSONResponse:
        if draining.begun:
            return JSONResponse({"status": "not ready", "reason": "shutting down"}, status_code=503)
        return JSONResponse({"status": "ready", **about})

    return app
