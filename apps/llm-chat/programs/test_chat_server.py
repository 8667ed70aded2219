"""The stand-in as a process, asked over HTTP as clients and probes ask vLLM."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

HERE = Path(__file__).parent
QUESTION = {"model": "chat", "messages": [{"role": "user", "content": "What does a cat do, and what does a dog do?"}]}


@pytest.fixture
def serve(tmp_path):
    """Starts the server with the arguments that `vllm()` writes; gives a client of it, and its process."""
    started = []

    def start(*args, **variables):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, HERE / "chat_server.py", "serve", tmp_path, "--host", "127.0.0.1", "--port", str(port), "--served-model-name", "chat"]
        process = subprocess.Popen([*map(str, command), *args], env=os.environ | variables)
        client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30)
        started.append((process, client))
        while True:
            try:
                assert client.get("/health").status_code == 200
                return client, process
            except httpx.TransportError:
                assert process.poll() is None
                time.sleep(0.02)

    yield start
    for process, client in started:
        client.close()
        process.kill()
        process.wait()


def sample(client, name):
    found = re.search(rf"^{re.escape(name)}(?:{{[^}}]*}})? (\S+)$", client.get("/metrics").text, re.MULTILINE)
    return float(found.group(1))


def test_an_answer_is_made_of_the_prompt_and_the_same_each_time(serve):
    client, _ = serve()
    first, second = (client.post("/v1/chat/completions", json=QUESTION).json() for _ in range(2))
    content = first["choices"][0]["message"]["content"]
    assert content == second["choices"][0]["message"]["content"] != ""
    assert set(re.findall(r"\w+", content)) <= set("What does a cat do and what dog".split())
    assert first["usage"]["total_tokens"] == first["usage"]["prompt_tokens"] + first["usage"]["completion_tokens"]


def test_an_answer_ends_at_the_tokens_that_were_asked_for(serve):
    client, _ = serve()
    got = client.post("/v1/chat/completions", json=QUESTION | {"max_tokens": 3}).json()
    assert got["usage"]["completion_tokens"] == 3 and got["choices"][0]["finish_reason"] == "length"


def test_a_stream_gives_the_same_answer_in_pieces(serve):
    client, _ = serve()
    whole = client.post("/v1/chat/completions", json=QUESTION).json()["choices"][0]["message"]["content"]
    with client.stream("POST", "/v1/chat/completions", json=QUESTION | {"stream": True}) as answer:
        events = [line.removeprefix("data: ") for line in answer.iter_lines() if line]
    assert events[-1] == "[DONE]"
    pieces = [json.loads(event)["choices"][0] for event in events[:-1]]
    assert "".join(piece["delta"].get("content", "") for piece in pieces) == whole and len(pieces) > 3
    assert pieces[-1]["finish_reason"] in ("stop", "length")


def test_the_model_and_its_adapters_are_listed_and_asked_for_by_name(serve, tmp_path):
    client, _ = serve("--enable-lora", "--lora-modules", f"support={tmp_path}", "--max-loras", "1", "--tensor-parallel-size", "4")
    assert [model["id"] for model in client.get("/v1/models").json()["data"]] == ["chat", "support"]
    assert client.post("/v1/chat/completions", json=QUESTION | {"model": "support"}).status_code == 200
    assert client.post("/v1/chat/completions", json=QUESTION | {"model": "other"}).status_code == 404


def test_what_is_too_long_or_empty_is_refused(serve):
    client, _ = serve("--max-model-len", "16")
    assert client.post("/v1/chat/completions", json=QUESTION | {"max_tokens": 16}).status_code == 400
    assert client.post("/v1/chat/completions", json=QUESTION | {"messages": []}).status_code == 422


def test_a_key_guards_the_interface_and_not_the_probes_and_metrics(serve):
    client, _ = serve(VLLM_API_KEY="hush")
    assert [client.get(path).status_code for path in ("/health", "/metrics", "/v1/models")] == [200, 200, 401]
    assert client.get("/v1/models", headers={"Authorization": "Bearer hush"}).status_code == 200


def test_every_series_that_the_library_says_of_vllm_is_exported(serve):
    client, _ = serve()
    client.post("/v1/chat/completions", json=QUESTION)
    text = (HERE / "../../../lib/serving/llm/vllm-metrics.ts").read_text()
    said = set(re.findall(r"'(?:vllm:)?([a-z][a-z_]+_[a-z_]+)'", text))
    exported = set(re.findall(r"^vllm:(\w+)", client.get("/metrics").text, re.MULTILINE))
    known = exported | {name.removesuffix("_count") for name in exported if name.endswith("_count")}
    assert len(said) > 15 and said <= known
    assert 'finished_reason="error"' in client.get("/metrics").text
    assert 'le="7680.0"' in client.get("/metrics").text


def test_requests_beyond_the_turns_wait_and_are_counted(serve):
    client, _ = serve("--max-num-seqs", "1", WORD_SECONDS="0.05")
    ask = [sys.executable, "-c", "import httpx, json, sys; print(httpx.post(sys.argv[1], json=json.loads(sys.argv[2]), timeout=60).status_code)"]
    asking = [subprocess.Popen([*ask, f"{client.base_url}/v1/chat/completions", json.dumps(QUESTION)], stdout=subprocess.PIPE, text=True) for _ in range(3)]
    seen = set()
    while any(one.poll() is None for one in asking):
        seen.add((sample(client, "vllm:num_requests_running"), sample(client, "vllm:num_requests_waiting")))
        time.sleep(0.01)
    assert [one.communicate()[0] for one in asking] == ["200\n"] * 3
    assert max(running for running, _ in seen) == 1 and max(waiting for _, waiting in seen) == 2
    assert sample(client, "vllm:num_requests_waiting") == sample(client, "vllm:kv_cache_usage_perc") == 0
    assert sample(client, "vllm:request_queue_time_seconds_count") == 3


def test_a_request_under_way_comes_to_its_end_when_the_server_is_told_to_stop(serve):
    client, process = serve(WORD_SECONDS="0.05")
    with client.stream("POST", "/v1/chat/completions", json=QUESTION | {"stream": True}) as answer:
        lines = answer.iter_lines()
        next(lines)
        process.terminate()
        assert [line for line in lines if line][-1] == "data: [DONE]"
    assert process.wait(20) in (0, -15)


def test_a_client_that_goes_away_gives_its_turn_back(serve):
    client, _ = serve("--max-num-seqs", "1", WORD_SECONDS="0.05")
    with client.stream("POST", "/v1/chat/completions", json=QUESTION | {"stream": True}) as answer:
        next(answer.iter_lines())
    assert client.post("/v1/chat/completions", json=QUESTION | {"max_tokens": 1}).status_code == 200
    assert sample(client, 'vllm:request_success_total{engine="0",finished_reason="abort",model_name="chat"}') == 1


def test_a_model_that_is_not_there_is_an_error(tmp_path):
    command = [sys.executable, HERE / "chat_server.py", "serve", tmp_path / "none"]
    ended = subprocess.run(command, capture_output=True, text=True)
    assert ended.returncode == 2 and "no such folder" in ended.stderr
