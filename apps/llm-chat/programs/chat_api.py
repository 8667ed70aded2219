"""The part of OpenAI's interface that a chat needs, as vLLM serves it."""

import hmac
import json
import time
import uuid
from collections.abc import AsyncIterator
from typing import Any, Literal

from chat_engine import Engine, Turn
from chat_language import tokens, written
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel, Field


class Message(BaseModel):
    role: Literal["system", "user", "assistant"]
    content: str


class Chat(BaseModel):
    model: str
    messages: list[Message] = Field(min_length=1)
    max_tokens: int | None = Field(default=None, ge=1)
    seed: int = 0
    stream: bool = False


def refusal(status: int, message: str) -> JSONResponse:
    kind = {401: "Unauthorized", 404: "NotFoundError"}.get(status, "BadRequestError")
    return JSONResponse({"error": {"message": message, "type": kind, "code": status}}, status_code=status)


def interface(engine: Engine, models: list[str], key: str | None) -> FastAPI:
    app = FastAPI(title="llm-chat")

    @app.middleware("http")
    async def with_key(request: Request, following: Any) -> Response:
        given = request.headers.get("authorization", "")
        if key and request.url.path.startswith("/v1") and not hmac.compare_digest(given.encode(), f"Bearer {key}".encode()):
            return refusal(401, "a key is needed")
        return await following(request)

    @app.get("/health")
    async def health() -> Response:
        return Response()

    @app.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(engine.telemetry.registry), media_type=CONTENT_TYPE_LATEST)

    @app.get("/v1/models")
    async def listed() -> dict[str, Any]:
        about = {"object": "model", "created": 0, "owned_by": "vllm", "max_model_len": engine.length}
        data = [{"id": name, "root": models[0], "parent": None if name == models[0] else models[0], **about} for name in models]
        return {"object": "list", "data": data}

    @app.post("/v1/chat/completions")
    async def chat(asked: Chat) -> Response:
        if asked.model not in models:
            return refusal(404, f"The model `{asked.model}` does not exist.")
        prompt = [token for message in asked.messages for token in tokens(message.content)]
        room = engine.length - len(prompt)
        if not prompt or room < (asked.max_tokens or 1):
            return refusal(400, f"{len(prompt)} tokens of prompt and {asked.max_tokens or 1} of answer, at most {engine.length} together")
        turn = Turn(prompt, asked.max_tokens or room, asked.seed)
        head = {"id": f"chatcmpl-{uuid.uuid4().hex}", "created": int(time.time()), "model": asked.model}
        if asked.stream:
            return StreamingResponse(events(engine, turn, head), media_type="text/event-stream")
        async for _ in engine.words(turn):
            pass
        message = {"role": "assistant", "content": written(turn.words)}
        usage = {"prompt_tokens": len(prompt), "completion_tokens": len(turn.words), "total_tokens": len(prompt) + len(turn.words)}
        choice = {"index": 0, "message": message, "finish_reason": turn.reason}
        return JSONResponse({**head, "object": "chat.completion", "choices": [choice], "usage": usage})

    return app


async def events(engine: Engine, turn: Turn, head: dict[str, Any]) -> AsyncIterator[str]:
    def event(delta: dict[str, str], reason: str | None = None) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        return f"data: {json.dumps({**head, 'object': 'chat.completion.chunk', 'choices': [choice]})}\n\n"

    yield event({"role": "assistant", "content": ""})
    sent = ""
    async for _ in engine.words(turn):
        text = written(turn.words)
        yield event({"content": text[len(sent) :]})
        sent = text
    yield event({}, turn.reason)
    yield "data: [DONE]\n\n"
