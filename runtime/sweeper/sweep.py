"""Deletes ended run-once objects of a namespace beyond the newest few of each training.

A run that goes on is never touched, and the newest run of a training always stays: it is the one that Git names.
"""

import argparse
import json
import os
import ssl
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections import defaultdict, namedtuple
from pathlib import Path

STEM = "mlops.cdk8s.io/stem"

Ends = namedtuple("Ends", "version ended")


def condition(*types):
    """Ended when one of these conditions is true."""
    return lambda status: any(c["type"] in types and c["status"] == "True" for c in status.get("conditions") or [])


def state(path, *ends):
    """Ended when the text at this path of the status is one of these."""
    def ended(status):
        for key in path:
            status = status.get(key) or {}
        return status in ends
    return ended


# How each kind of run says that it has ended; a failure that is tried again is no end.
RUNS = {
    "jobs.batch": Ends("v1", condition("Complete", "Failed")),
    "trainjobs.trainer.kubeflow.org": Ends("v1alpha1", condition("Complete", "Failed")),
    "jobsets.jobset.x-k8s.io": Ends("v1alpha2", condition("Completed", "Failed")),
    "rayjobs.ray.io": Ends("v1", state(["jobDeploymentStatus"], "Complete", "Failed", "ValidationFailed")),
    "sparkapplications.sparkoperator.k8s.io": Ends("v1beta2", state(["applicationState", "state"], "COMPLETED", "FAILED")),
    "experiments.kubeflow.org": Ends("v1beta1", condition("Succeeded", "Failed")),
}
PARTS = {
    "trainingruntimes.trainer.kubeflow.org": "v1alpha1",
    "podgroups.scheduling.x-k8s.io": "v1alpha1",
    "podgroups.scheduling.volcano.sh": "v1beta1",
}
ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")


def arguments(argv=None):
    host, port = os.environ.get("KUBERNETES_SERVICE_HOST", ""), os.environ.get("KUBERNETES_SERVICE_PORT", "443")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=int, default=3, help="runs to keep of each training, the newest first")
    parser.add_argument("--kinds", nargs="+", choices=sorted(RUNS), default=["jobs.batch"], help="kinds of runs")
    parser.add_argument("--parts", nargs="+", choices=sorted(PARTS), default=[], help="what goes with a run of its name")
    parser.add_argument("--server", default=f"https://{host}:{port}")
    parser.add_argument("--token-file", type=Path, default=ACCOUNT / "token")
    parser.add_argument("--ca-file", type=Path, default=ACCOUNT / "ca.crt")
    parser.add_argument("--namespace", help="default: the namespace of the account")
    options = parser.parse_args(argv)
    if options.keep < 1:
        parser.error(f"--keep {options.keep}: keep at least 1, the run that Git names")
    if options.namespace is None:
        options.namespace = (ACCOUNT / "namespace").read_text().strip()
    return options


class Api:
    def __init__(self, options):
        self.server, self.namespace = options.server, options.namespace
        self.token = options.token_file.read_text().strip()
        secure = options.server.startswith("https:")
        self.context = ssl.create_default_context(cafile=str(options.ca_file)) if secure else None

    def call(self, method, url, body=None):
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data=data, headers=headers, method=method)
        with urllib.request.urlopen(request, context=self.context, timeout=30) as answer:
            return json.load(answer)

    def url(self, kind):
        version = RUNS[kind].version if kind in RUNS else PARTS[kind]
        resource, group = kind.split(".", 1)
        return f"{self.server}/apis/{group}/{version}/namespaces/{self.namespace}/{resource}"

    def runs(self, kind):
        """Runs of a kind; none where the cluster does not know it."""
        try:
            items = self.call("GET", f"{self.url(kind)}?labelSelector={urllib.parse.quote(STEM)}")["items"]
        except urllib.error.HTTPError as error:
            if error.code != 404:
                raise
            print(f"the cluster has no {kind}")
            return []
        return [Run(kind, item) for item in items]

    def delete(self, run):
        precondition = {"uid": run.item["metadata"]["uid"]}
        self.call("DELETE", f"{self.url(run.kind)}/{run.name}",
                  {"propagationPolicy": "Background", "preconditions": precondition})

    def delete_part(self, kind, name):
        """What a run had beside it, of its name; it may have had none."""
        try:
            self.call("DELETE", f"{self.url(kind)}/{name}", {"propagationPolicy": "Background"})
        except urllib.error.HTTPError as error:
            if error.code != 404:
                raise


class Run:
    def __init__(self, kind, item):
        self.kind, self.item = kind, item
        metadata = item["metadata"]
        self.name, self.created, self.stem = metadata["name"], metadata["creationTimestamp"], metadata["labels"][STEM]

    def ended(self):
        return RUNS[self.kind].ended(self.item.get("status") or {})


def superfluous(runs, keep):
    """Ended runs beyond the newest `keep` of their training, whatever engine ran them."""
    by_stem = defaultdict(list)
    for run in runs:
        by_stem[run.stem].append(run)
    for of_one in by_stem.values():
        of_one.sort(key=lambda run: (run.created, run.name), reverse=True)
        yield from (run for run in of_one[keep:] if run.ended())


def main(argv=None):
    options = arguments(argv)
    try:
        api = Api(options)
        runs = [run for kind in options.kinds for run in api.runs(kind)]
        swept = list(superfluous(runs, options.keep))
        for run in swept:
            api.delete(run)
            for kind in options.parts:
                api.delete_part(kind, run.name)
            print(f"deleted {run.name} of {run.kind}, created {run.created}")
    except urllib.error.HTTPError as error:
        sys.exit(f"the API server answered {error.code} to {error.url}: {error.read().decode()[:300]}")
    except OSError as error:
        sys.exit(f"no answer from {options.server}: {error}")
    print(f"{len(runs)} runs, {len(swept)} deleted")


if __name__ == "__main__":
    main()
