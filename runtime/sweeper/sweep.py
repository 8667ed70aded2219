"""Deletes ended run-once Jobs of a namespace beyond the newest few of each training.

A running Job is never touched, and the newest Job of a training always stays: it is the one that Git names.
"""

import argparse
import json
import os
import ssl
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections import defaultdict
from pathlib import Path

STEM = "mlops.cdk8s.io/stem"
ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")


def arguments(argv=None):
    host, port = os.environ.get("KUBERNETES_SERVICE_HOST", ""), os.environ.get("KUBERNETES_SERVICE_PORT", "443")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=int, default=3, help="Jobs to keep of each training, the newest first")
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
        self.jobs = f"{options.server}/apis/batch/v1/namespaces/{options.namespace}/jobs"
        self.token = options.token_file.read_text().strip()
        secure = options.server.startswith("https:")
        self.context = ssl.create_default_context(cafile=str(options.ca_file)) if secure else None

    def call(self, method, url, body=None):
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data=data, headers=headers, method=method)
        with urllib.request.urlopen(request, context=self.context, timeout=30) as answer:
            return json.load(answer)

    def runs(self):
        return self.call("GET", f"{self.jobs}?labelSelector={urllib.parse.quote(STEM)}")["items"]

    def delete(self, job):
        precondition = {"uid": job["metadata"]["uid"]}
        self.call("DELETE", f"{self.jobs}/{job['metadata']['name']}",
                  {"propagationPolicy": "Background", "preconditions": precondition})


def ended(job):
    conditions = job.get("status", {}).get("conditions") or []
    return any(c["type"] in ("Complete", "Failed") and c["status"] == "True" for c in conditions)


def superfluous(jobs, keep):
    """Ended Jobs beyond the newest `keep` of their training."""
    by_stem = defaultdict(list)
    for job in jobs:
        by_stem[job["metadata"]["labels"][STEM]].append(job)
    for runs in by_stem.values():
        runs.sort(key=lambda job: (job["metadata"]["creationTimestamp"], job["metadata"]["name"]), reverse=True)
        yield from (job for job in runs[keep:] if ended(job))


def main(argv=None):
    options = arguments(argv)
    try:
        api = Api(options)
        jobs = api.runs()
        swept = list(superfluous(jobs, options.keep))
        for job in swept:
            api.delete(job)
            print(f"deleted {job['metadata']['name']}, created {job['metadata']['creationTimestamp']}")
    except urllib.error.HTTPError as error:
        sys.exit(f"the API server answered {error.code} to {error.url}: {error.read().decode()[:300]}")
    except OSError as error:
        sys.exit(f"no answer from {options.server}: {error}")
    print(f"{len(jobs)} runs, {len(swept)} deleted")


if __name__ == "__main__":
    main()
