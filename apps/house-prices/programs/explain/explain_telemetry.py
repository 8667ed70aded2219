"""What Prometheus reads of explanations, on a port of its own."""

import numpy as np
from prometheus_client import REGISTRY, Counter, Gauge, Histogram, Summary, disable_created_metrics, start_http_server
from schema import FEATURES

STATUSES = ("200", "422", "500")


class ExplainTelemetry:
    def __init__(self, model_version: str, buckets: tuple[float, ...]) -> None:
        disable_created_metrics()
        self.version = model_version
        self.requests = Counter("explain_requests", "Requests to /explain", ["status", "model_version"])
        latency = Histogram("explain_latency_seconds", "Time of requests to /explain", ["model_version"], buckets=buckets)
        self.latency = latency.labels(model_version)
        size = Summary("explain_contribution", "Size of what a feature adds to a price or takes", ["feature", "model_version"])
        self.sizes = [size.labels(name, model_version) for name in FEATURES]
        Gauge("model_info", "The model that is explained", ["model_version"]).labels(model_version).set(1)
        for status in STATUSES:
            self.requests.labels(status, model_version)

    def observe(self, status: int, seconds: float) -> None:
        self.requests.labels(str(status), self.version).inc()
        self.latency.observe(seconds)

    def contributed(self, sizes: np.ndarray) -> None:
        """Sizes by house and feature."""
        for feature, column in zip(self.sizes, sizes.T, strict=True):
            for size in column:
                feature.observe(float(size))

    def serve(self, port: int) -> None:
        start_http_server(port, registry=REGISTRY)
