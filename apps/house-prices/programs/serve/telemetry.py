"""What Prometheus reads, on a port of its own."""

from prometheus_client import REGISTRY, Counter, Gauge, Histogram, disable_created_metrics, start_http_server

STATUSES = ("200", "422", "500")


class Telemetry:
    def __init__(self, model_version: str, buckets: tuple[float, ...]) -> None:
        disable_created_metrics()
        self.version = model_version
        self.requests = Counter("request_count", "Requests to /predict", ["status", "model_version"])
        latency = Histogram("request_latency_seconds", "Time of requests to /predict", ["model_version"], buckets=buckets)
        self.latency = latency.labels(model_version)
        Gauge("model_info", "The model that is served", ["model_version"]).labels(model_version).set(1)
        for status in STATUSES:
            self.requests.labels(status, model_version)

    def observe(self, status: int, seconds: float) -> None:
        self.requests.labels(str(status), self.version).inc()
        self.latency.observe(seconds)

    def serve(self, port: int) -> None:
        start_http_server(port, registry=REGISTRY)
