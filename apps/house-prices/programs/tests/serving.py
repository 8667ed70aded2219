"""A server process to ask, and what to ask it."""

import time

import httpx
from conftest import PROGRAMS, free_port, start
from prometheus_client.parser import text_string_to_metric_families

HOUSE = {"area_m2": 120, "rooms": 4, "bathrooms": 2, "age_years": 15, "distance_km": 6.5, "condition": "good"}
HUT = {"area_m2": 25, "rooms": 1, "bathrooms": 0, "age_years": 200, "distance_km": 60, "condition": "poor"}
BUCKETS = "0.01,0.25,0.5,1,2.5"


class Server:
    """A server process that is ready."""

    program, variables = "serve/server.py", {}

    def __init__(self, model):
        self.port, self.metrics_port = free_port(), free_port()
        ports = {"PORT": str(self.port), "METRICS_PORT": str(self.metrics_port)}
        self.process = start(self.program, MODEL_PATH=str(model), LATENCY_BUCKETS=BUCKETS, **ports, **self.variables)
        self.url = f"http://127.0.0.1:{self.port}"
        while self.process.poll() is None:
            try:
                if httpx.get(f"{self.url}/ready").status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise AssertionError(self.process.stdout.read())

    def predict(self, body):
        return httpx.post(f"{self.url}/predict", json=body)

    def metrics(self):
        text = httpx.get(f"http://127.0.0.1:{self.metrics_port}/metrics").text
        samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
        return {(sample.name, *sorted(sample.labels.items())): sample.value for sample in samples}

    def requests(self, status):
        return self.metrics()[("request_count_total", ("model_version", "run1"), ("status", status))]


class Explainer(Server):
    """An explainer that is ready; its image is built on that of the server."""

    program, variables = "explain/explain.py", {"PYTHONPATH": str(PROGRAMS / "serve")}

    def explain(self, body):
        return httpx.post(f"{self.url}/explain", json=body)
