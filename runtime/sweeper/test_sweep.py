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

    def start(jobs, status=200, others=None):
        """`others`: objects by the path of their kind; what is not there does not exist."""
        deleted = []
        lists = {"/apis/batch/v1/namespaces/dev/jobs": jobs, **(others or {})}

        class Handler(BaseHTTPRequestHandler):
            def reply(self, body, code=status):
                data = json.dumps(body).encode()
                self.send_response(code if self.headers["Authorization"] == "Bearer secret" else 401)
                self.end_headers()
                self.wfile.write(data)

            def do_GET(self):
                path, selector = self.path.split("?")
                assert selector == "labelSelector=mlops.cdk8s.io/stem"
                if path in lists:
                    self.reply({"items": lists[path]})
                else:
                    self.reply({}, 404)

            def do_DELETE(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                path, name = self.path.rsplit("/", 1)
                if path in lists and name not in [item["metadata"]["name"] for item in lists[path]]:
                    return self.reply({}, 404)
                deleted.append((name, body["propagationPolicy"], body.get("preconditions", {}).get("uid")))
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


AT = {
    "trainjobs.trainer.kubeflow.org": "/apis/trainer.kubeflow.org/v1alpha1/namespaces/dev/trainjobs",
    "jobsets.jobset.x-k8s.io": "/apis/jobset.x-k8s.io/v1alpha2/namespaces/dev/jobsets",
    "rayjobs.ray.io": "/apis/ray.io/v1/namespaces/dev/rayjobs",
    "sparkapplications.sparkoperator.k8s.io": "/apis/sparkoperator.k8s.io/v1beta2/namespaces/dev/sparkapplications",
    "experiments.kubeflow.org": "/apis/kubeflow.org/v1beta1/namespaces/dev/experiments",
}


def conditions(state):
    return {"conditions": [{"type": state, "status": "True"}]}


@pytest.mark.parametrize("kind, ends, goes_on", [
    ("trainjobs.trainer.kubeflow.org", [conditions("Complete"), conditions("Failed")], [conditions("Suspended"), {}]),
    ("jobsets.jobset.x-k8s.io", [conditions("Completed"), conditions("Failed")], [conditions("StartupPolicyCompleted"), {}]),
    ("rayjobs.ray.io", [{"jobDeploymentStatus": state} for state in ("Complete", "Failed", "ValidationFailed")],
     [{"jobDeploymentStatus": state} for state in ("Running", "Retrying", "Suspended")] + [{}]),
    ("sparkapplications.sparkoperator.k8s.io",
     [{"applicationState": {"state": state}} for state in ("COMPLETED", "FAILED")],
     [{"applicationState": {"state": state}} for state in ("RUNNING", "FAILING", "SUBMISSION_FAILED", "PENDING_RERUN")] + [{}]),
    ("experiments.kubeflow.org", [conditions("Succeeded"), conditions("Failed")], [conditions("Running"), {}]),
])
def test_each_kind_says_that_it_has_ended_in_its_own_way(cluster, kind, ends, goes_on):
    runs = [{**job(f"{what}-{n}", n + 1), "status": status}
            for what, statuses in (("ended", ends), ("going", goes_on)) for n, status in enumerate(statuses)]
    deleted, args = cluster([], others={AT[kind]: runs + [job("newest", 28)]})
    sweep.main([*args, "--keep", "1", "--kinds", "jobs.batch", kind])
    assert sorted(name for name, _, _ in deleted) == [f"ended-{n}" for n in range(len(ends))]


def test_the_newest_runs_are_counted_over_all_engines(cluster):
    deleted, args = cluster([job("as-job", 1)], others={AT["trainjobs.trainer.kubeflow.org"]: [job("as-trainjob", 2)]})
    sweep.main([*args, "--keep", "1", "--kinds", "jobs.batch", "trainjobs.trainer.kubeflow.org"])
    assert [name for name, _, _ in deleted] == ["as-job"]


def test_what_a_run_had_beside_it_goes_with_it_and_only_then(cluster):
    runtimes = "/apis/trainer.kubeflow.org/v1alpha1/namespaces/dev/trainingruntimes"
    groups = "/apis/scheduling.x-k8s.io/v1alpha1/namespaces/dev/podgroups"
    runs = [job("old", 1), job("new", 2)]
    deleted, args = cluster([], others={AT["trainjobs.trainer.kubeflow.org"]: runs, runtimes: runs, groups: []})
    sweep.main([*args, "--keep", "1", "--kinds", "trainjobs.trainer.kubeflow.org",
                "--parts", "trainingruntimes.trainer.kubeflow.org", "podgroups.scheduling.x-k8s.io"])
    assert deleted == [("old", "Background", "uid-old"), ("old", "Background", None)]


def test_a_kind_that_the_cluster_does_not_know_has_no_runs(cluster, capsys):
    deleted, args = cluster([job("a", 1), job("b", 2)])
    sweep.main([*args, "--keep", "1", "--kinds", "rayjobs.ray.io", "jobs.batch"])
    assert [name for name, _, _ in deleted] == ["a"]
    assert "the cluster has no rayjobs.ray.io" in capsys.readouterr().out


def test_a_kind_that_it_cannot_judge_is_refused(cluster):
    _, args = cluster([])
    with pytest.raises(SystemExit) as stop:
        sweep.main([*args, "--kinds", "pods.core"])
    assert stop.value.code == 2
