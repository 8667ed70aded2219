"""What the kubelet asks: whether the worker still turns, and whether it takes messages."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Health:
    def __init__(self, longest_quiet: float) -> None:
        self.longest_quiet = longest_quiet
        self.ready = False
        self.beat()

    def beat(self) -> None:
        self.last = time.monotonic()

    @property
    def alive(self) -> bool:
        return time.monotonic() - self.last < self.longest_quiet

    def serve(self, port: int) -> None:
        health = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                states = {"/health": health.alive, "/ready": health.ready}
                state = states.get(self.path)
                self.send_response(404 if state is None else 200 if state else 503)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_) -> None:
                pass

        server = ThreadingHTTPServer(("0.0.0.0", port), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
