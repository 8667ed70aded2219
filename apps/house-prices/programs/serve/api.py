"""The HTTP interface: /predict, /health, /ready."""

import time
from typing import Any, Protocol

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from schema import Body, House, problem
from served_model import ServedModel
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from telemetry import Telemetry


class Observer(Protocol):
    """Is told of each request."""

    def observe(self, status: int, seconds: float) -> None: ...


class Draining:
    """Whether the server is about to stop."""

    def __init__(self) -> None:
        self.begun = False


class Measured:
    """Counts and times the requests to one path, whatever becomes of them."""

    def __init__(self, app: ASGIApp, path: str, telemetry: Observer, draining: Draining) -> None:
        self.app, self.path, self.telemetry, self.draining = app, path, telemetry, draining

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
            if scope["path"] == self.path:
                self.telemetry.observe(status, time.perf_counter() - begin)


def standing(title: str, path: str, about: dict[str, str], telemetry: Observer, draining: Draining) -> FastAPI:
    """What every server here has: measured requests to its path, problems by field, /health and /ready."""
    app = FastAPI(title=title)
    app.add_middleware(Measured, path=path, telemetry=telemetry, draining=draining)

    @app.exception_handler(RequestValidationError)
    async def refused(_: Request, error: RequestValidationError) -> JSONResponse:
        return JSONResponse({"detail": [problem(each) for each in error.errors()]}, status_code=422)

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/ready")
    async def ready() -> JSONResponse:
        if draining.begun:
            return JSONResponse({"status": "not ready", "reason": "shutting down"}, status_code=503)
        return JSONResponse({"status": "ready", **about})

    return app


def interface(model: ServedModel, telemetry: Telemetry, draining: Draining) -> FastAPI:
    about = {"model": model.name, "model_version": model.version}
    app = standing("house-prices", "/predict", about, telemetry, draining)

    @app.post("/predict")
    def predict(body: Body) -> dict[str, Any]:
        if isinstance(body, House):
            return {"price": model.prices([body])[0], **about}
        return {"prices": model.prices(body.houses), **about}

    return app
