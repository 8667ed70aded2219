"""What vLLM exports, under its names."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics

ENGINE = "0"
LATENCIES = (0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920, 7680)
TOKENS = (0.001, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80)
REASONS = ("stop", "length", "abort", "error")


class Telemetry:
    def __init__(self, model: str, adapters: list[str]) -> None:
        disable_created_metrics()
        self.registry = CollectorRegistry()
        labels = (model, ENGINE)

        def gauge(name: str, text: str) -> Gauge:
            return Gauge(f"vllm:{name}", text, ["model_name", "engine"], registry=self.registry).labels(*labels)

        def counter(name: str, text: str) -> Counter:
            return Counter(f"vllm:{name}", text, ["model_name", "engine"], registry=self.registry).labels(*labels)

        def histogram(name: str, text: str, buckets: tuple[float, ...] = LATENCIES) -> Histogram:
            family = Histogram(f"vllm:{name}", text, ["model_name", "engine"], buckets=buckets, registry=self.registry)
            return family.labels(*labels)

        self.running = gauge("num_requests_running", "Requests under way")
        self.waiting = gauge("num_requests_waiting", "Requests that wait for their turn")
        self.cache = gauge("kv_cache_usage_perc", "Share of the room for tokens that is taken")
        counter("num_preemptions", "Requests that were put back")
        self.prompted = counter("prompt_tokens", "Tokens of prompts")
        self.generated = counter("generation_tokens", "Tokens of answers")
        self.queries = counter("prefix_cache_queries", "Tokens looked for in the cache of prompts")
        counter("prefix_cache_hits", "Tokens found there")
        self.first = histogram("time_to_first_token_seconds", "Until the first token", TOKENS)
        self.between = histogram("inter_token_latency_seconds", "Between two tokens", TOKENS)
        self.per_token = histogram("request_time_per_output_token_seconds", "Mean time of a token", TOKENS)
        self.whole = histogram("e2e_request_latency_seconds", "A whole request")
        self.queued = histogram("request_queue_time_seconds", "Waiting for a turn")
        self.prefill = histogram("request_prefill_time_seconds", "Reading the prompt")
        self.decode = histogram("request_decode_time_seconds", "Writing the answer")
        self.inference = histogram("request_inference_time_seconds", "Reading and writing")
        finished = Counter("vllm:request_success", "Requests that ended", ["model_name", "engine", "finished_reason"], registry=self.registry)
        self.finished = {reason: finished.labels(*labels, reason) for reason in REASONS}
        about = Gauge("vllm:cache_config_info", "The cache", ["block_size", "engine"], registry=self.registry)
        about.labels("16", ENGINE).set(1)
        loras = Gauge("vllm:lora_requests_info", "The adapters", ["max_lora", "running_lora_adapters", "waiting_lora_adapters"], registry=self.registry)
        loras.labels(str(len(adapters)), "", "").set(1)
