"""The sweeper against an API server of a few lines."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

import sweep


def job(name, day, stem="train", state="Complete"):
    conditions = [] if state is None else [{"type": state, "status": "True"}]
    return {
        "metadata": {"name": name, "uid": f"uid-{name}", "labels": {sweep.STEM: stem}, "creationTimestamp": f"2026-01-{day:02}T00:00:00Z"},
        "status": {"conditions": conditions},
    }


@pytest.fixture
def cluster(tmp_path):
    """Starts an API server with these Jobs; gives back what was deleted, and how to call the program."""
    (tmp_path / "token").write_text("secret\n")
    servers = []

    def start(jobs, status=200):
        deleted = []

        class Handler(BaseHTTPRequestHandler):
            def reply(self, body, code=status):
                data = json.dumps(body).encode()
                self.send_response(code if self.headers["Authorization"] == "Bearer secret" else 401)
                self.end_headers()
                self.wfile.write(data)

            def do_GET(self):
                assert self.path == "/apis/batch/v1/namespaces/dev/jobs?labelSelector=mlops.cdk8s.io/stem"
                self.reply({"items": jobs})

            def do_DELETE(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                deleted.append((self.path.rsplit("/", 1)[1], body["propagationPolicy"], body["preconditions"]["uid"]))
                self.reply({})

            def log_message(self, *_):
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        return deleted, ["--server", url, "--token-file", str(tmp_path / "token"), "--namespace", "dev"]

    yield start
    for server in servers:
        server.shutdown()


def test_the_newest_runs_of_each_training_stay(cluster, capsys):
    jobs = [job(f"train-{n}", n) for n in range(1, 6)] + [job("other-1", 1, "other")]
    deleted, args = cluster(jobs)
    sweep.main([*args, "--keep", "2"])
    assert sorted(deleted) == [(f"train-{n}", "Background", f"uid-train-{n}") for n in (1, 2, 3)]
    assert "6 runs, 3 deleted" in capsys.readouterr().out


def test_a_running_run_is_never_deleted(cluster):
    jobs = [job("old", 1, state=None), job("failed", 2, state="Failed"), job("suspended", 3, state="Suspended"), job("new", 4)]
    deleted, args = cluster(jobs)
    sweep.main([*args, "--keep", "1"])
    assert [name for name, _, _ in deleted] == ["failed"]


def test_keeping_none_is_refused(cluster, capsys):
    _, args = cluster([])
    with pytest.raises(SystemExit) as stop:
        sweep.main([*args, "--keep", "0"])
    assert stop.value.code == 2
    assert "keep at least 1" in capsys.readouterr().err


def test_an_answer_that_is_an_error_ends_with_its_text(cluster):
    _, args = cluster([], status=403)
    with pytest.raises(SystemExit) as stop:
        sweep.main(args)
    assert "answered 403" in str(stop.value.code)


def test_no_answer_ends_with_the_address(tmp_path):
    (tmp_path / "token").write_text("secret")
    with pytest.raises(SystemExit) as stop:
        sweep.main(["--server", "http://127.0.0.1:9", "--token-file", str(tmp_path / "token"), "--namespace", "dev"])
    assert "no answer from http://127.0.0.1:9" in str(stop.value.code)
