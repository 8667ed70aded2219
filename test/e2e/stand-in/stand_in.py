"""The smallest training, server and caller that behave as real ones do, for the end-to-end tests."""

import http.server
import os
import signal
import sys
import threading
import time
import urllib.request
from pathlib import Path


def train():
    output = Path(os.environ["MODEL_OUTPUT"])
    partial = output.with_name(output.name + ".partial")
    partial.mkdir(parents=True)
    (partial / "model").write_text(os.environ["RUN_ID"])
    partial.rename(output)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/predict":
            time.sleep(0.2)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(Handler.model.encode())

    def log_message(self, *_):
        pass


def serve():
    Handler.model = (Path(os.environ["MODEL_PATH"]) / "model").read_text()
    http.server.ThreadingHTTPServer.daemon_threads = False
    server = http.server.ThreadingHTTPServer(("", 8080), Handler)
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever()
    server.server_close()


def call(url, seconds, body=None):
    """Calls with four callers at once, each request on a connection of its own."""
    failures, answers, end = [], [], time.time() + float(seconds)

    def caller():
        while time.time() < end:
            try:
                request = urllib.request.Request(url, body and body.encode(), {"content-type": "application/json"})
                answers.append(urllib.request.urlopen(request, timeout=5).read().decode())
            except OSError as error:
                failures.append(str(error))

    callers = [threading.Thread(target=caller) for _ in range(4)]
    [thread.start() for thread in callers]
    [thread.join() for thread in callers]
    print(f"{len(answers)} answers, {len(failures)} failures, of {sorted(set(answers))} {failures[:3]}")
    sys.exit(1 if failures or not answers else 0)


if __name__ == "__main__":
    {"train": train, "serve": serve, "call": call}[sys.argv[1]](*sys.argv[2:])
