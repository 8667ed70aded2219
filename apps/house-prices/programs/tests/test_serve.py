"""server.py: prices over HTTP."""

import json
import re
import shutil
import socket

import httpx
import joblib
import numpy as np
import pytest
from conftest import free_port, run
from served_model import ServedModel, Unusable
from server import settings
from serving import HOUSE, HUT, Server


@pytest.fixture(scope="module")
def server(model):
    server = Server(model)
    yield server
    server.process.kill()


def test_one_house_gets_the_price_that_the_model_file_says_with_the_version_of_the_model(server, model):
    answer = server.predict(HOUSE)
    expected = joblib.load(model / "model.joblib").predict(np.array([list(HOUSE.values())], dtype=object))
    assert answer.status_code == 200
    assert answer.json() == {
        "price": round(float(expected[0]), 2),
        "model": "house-prices",
        "model_version": "run1",
    }


def test_a_batch_gets_its_prices_in_its_order(server):
    prices = [server.predict(house).json()["price"] for house in (HUT, HOUSE)]
    assert prices[0] < prices[1]
    answer = server.predict({"houses": [HUT, HOUSE, HUT]})
    assert answer.json() == {"prices": [*prices, prices[0]], "model": "house-prices", "model_version": "run1"}


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        (HOUSE | {"area_m2": 1}, "area_m2", "Input should be greater than or equal to 5"),
        (HOUSE | {"area_m2": "120"}, "area_m2", "Input should be a valid number"),
        (HOUSE | {"rooms": 1.5}, "rooms", "Input should be a valid integer"),
        (HOUSE | {"rooms": True}, "rooms", "Input should be a valid integer"),
        (HOUSE | {"condition": "haunted"}, "condition", "Input should be 'poor', 'fair', 'good' or 'excellent'"),
        (HOUSE | {"price": 1}, "price", "Extra inputs are not permitted"),
        ({name: value for name, value in HOUSE.items() if name != "age_years"}, "age_years", "Field required"),
        ({"houses": []}, "houses", "List should have at least 1 item"),
        ({"houses": [HOUSE] * 1001}, "houses", "List should have at most 1000 items"),
        ({"houses": [HOUSE, HOUSE | {"rooms": 0}]}, "houses.1.rooms", "greater than or equal to 1"),
        ({"houses": HOUSE}, "houses", "Input should be a valid list"),
        ([HOUSE], "body", "Input should be a valid dictionary"),
    ],
)
def test_what_is_no_house_is_refused_with_the_field_and_the_cause(server, body, field, message):
    answer = server.predict(body)
    assert answer.status_code == 422
    [problem] = answer.json()["detail"]
    assert problem["field"] == field and message in problem["message"]


@pytest.mark.parametrize(
    ("content", "code", "message"),
    [
        (b'{"area_m2": ', 422, "not JSON: Expecting value at character 12"),
        (b"", 422, "Field required"),
        (json.dumps(HOUSE | {"area_m2": float("nan")}).encode(), 422, "Input should be"),
        (b'{"area_m2": \xff}', 400, "There was an error parsing the body"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_too(server, content, code, message):
    answer = httpx.post(f"{server.url}/predict", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == code
    assert message in json.dumps(answer.json()["detail"])


def test_every_problem_of_a_body_is_said_at_once(server):
    problems = server.predict({"area_m2": 0, "rooms": 0}).json()["detail"]
    assert {problem["field"] for problem in problems} == set(HOUSE)


def test_it_says_that_it_lives_and_is_ready_and_with_which_model(server):
    assert httpx.get(f"{server.url}/health").json() == {"status": "alive"}
    ready = httpx.get(f"{server.url}/ready")
    assert ready.status_code == 200
    assert ready.json() == {"status": "ready", "model": "house-prices", "model_version": "run1"}


def test_the_metrics_count_requests_by_status_and_time_them_in_the_buckets_asked_for(server):
    before = {status: server.requests(status) for status in ("200", "422", "500")}
    timed = server.metrics()[("request_latency_seconds_count", ("model_version", "run1"))]
    for body in (HOUSE, HOUSE, {}):
        server.predict(body)
    httpx.get(f"{server.url}/ready")
    assert {status: server.requests(status) - before[status] for status in before} == {"200": 2, "422": 1, "500": 0}
    metrics = server.metrics()
    assert metrics[("request_latency_seconds_count", ("model_version", "run1"))] == timed + 3
    assert metrics[("model_info", ("model_version", "run1"))] == 1
    bounds = [dict(key[1:])["le"] for key in metrics if key[0] == "request_latency_seconds_bucket"]
    assert bounds == ["0.01", "0.25", "0.5", "1.0", "2.5", "+Inf"]


def changed(**values):
    def change(folder):
        metadata = json.loads((folder / "metadata.json").read_text())
        (folder / "metadata.json").write_text(json.dumps(metadata | values))

    return change


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (shutil.rmtree, "No such file or directory"),
        (lambda folder: (folder / "metadata.json").write_text("{}"), "metadata.json has no model"),
        (lambda folder: (folder / "metadata.json").write_text("{"), "metadata.json is not readable"),
        (lambda folder: (folder / "model.joblib").write_bytes(b"x"), "model.joblib is damaged"),
        (changed(sklearn_version="0.1"), "trained with scikit-learn 0.1"),
        (changed(features=["area_m2"]), "trained on area_m2; this server sends area_m2, rooms"),
    ],
)
def test_a_model_that_cannot_be_served_is_refused_with_its_cause(spoil, message, model, tmp_path):
    shutil.copytree(model, tmp_path / "run1")
    spoil(tmp_path / "run1")
    with pytest.raises(Unusable) as refused:
        ServedModel(tmp_path / "run1")
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"PORT": "http"}, "PORT: expected a port from 1 to 65535, got 'http'"),
        ({"METRICS_PORT": "70000"}, "METRICS_PORT: expected a port from 1 to 65535, got '70000'"),
        ({"LATENCY_BUCKETS": "1,0.5"}, "LATENCY_BUCKETS: expected rising seconds with commas between, got '1,0.5'"),
        ({"LATENCY_BUCKETS": "0.1,+Inf"}, "LATENCY_BUCKETS: expected rising seconds"),
        ({"LATENCY_BUCKETS": ""}, "LATENCY_BUCKETS: expected rising seconds"),
    ],
)
def test_a_setting_that_is_wrong_is_refused_by_name(variables, message, monkeypatch):
    for name, value in ({"MODEL_PATH": "/mnt/models/run1"} | variables).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ValueError, match=re.escape(message)):
        settings()


@pytest.mark.parametrize(
    ("variables", "code", "message"),
    [
        ({}, 2, "the variable MODEL_PATH is not set"),
        ({"MODEL_PATH": "/nowhere"}, 1, "/nowhere/metadata.json: No such file or directory"),
    ],
)
def test_a_server_that_cannot_start_says_why(variables, code, message):
    ended, said = run("serve/server.py", **variables)
    assert ended == code
    assert message in said and "Traceback" not in said


def test_a_port_that_is_taken_is_an_error_and_not_a_server_without_metrics(model):
    with socket.create_server(("0.0.0.0", 0)) as taken:
        port = str(taken.getsockname()[1])
        variables = {"MODEL_PATH": str(model), "PORT": str(free_port()), "METRICS_PORT": port}
        code, said = run("serve/server.py", **variables)
    assert code == 1 and f"port {port}: Address already in use" in said
