"""Deletes ended run-once Jobs beyond the newest few of each training; runs in the cluster, on the standard library."""

import argparse
import json
import os
import ssl
import sys
from collections import defaultdict
from http.client import HTTPException
from pathlib import Path
from urllib import error, parse, request

STEM = 'mlops.cdk8s.io/stem'
ACCOUNT = Path('/var/run/secrets/kubernetes.io/serviceaccount')
PAGE = 200


class ApiError(Exception):
    """What the API server refused, or why it was not reached."""

    def __init__(self, message, status=None):
        super().__init__(message)
        self.status = status


class Jobs:
    """The Jobs of one namespace."""

    def __init__(self, server, namespace, token, ca_file):
        self.url = f'{server.rstrip("/")}/apis/batch/v1/namespaces/{namespace}/jobs'
        self.token = token
        handlers = [request.ProxyHandler({})]  # the API server is never behind the proxy of the environment
        if server.startswith('https:'):
            handlers.append(request.HTTPSHandler(context=ssl.create_default_context(cafile=ca_file)))
        self.opener = request.build_opener(*handlers)

    def all(self):
        query = {'labelSelector': STEM, 'limit': PAGE}
        while query is not None:
            page = self.call('GET', f'?{parse.urlencode(query)}')
            yield from page['items']
            more = page['metadata'].get('continue')
            query = {**query, 'continue': more} if more else None

    def delete(self, job):
        """Only the very Job that was seen ended, and its pods."""
        options = {'propagationPolicy': 'Background', 'preconditions': {'uid': job['metadata']['uid']}}
        body = {'apiVersion': 'v1', 'kind': 'DeleteOptions', **options}
        self.call('DELETE', f'/{job["metadata"]["name"]}', body)

    def call(self, method, path, body=None):
        headers = {'Authorization': f'Bearer {self.token}', 'Content-Type': 'application/json'}
        data = None if body is None else json.dumps(body).encode()
        try:
            with self.opener.open(request.Request(self.url + path, data, headers, method=method), timeout=30) as answer:
                return json.load(answer)
        except error.HTTPError as refusal:
            text = refusal.read().decode(errors='replace').strip()
            raise ApiError(f'{method} {self.url}: {refusal.code} {text}', refusal.code) from refusal
        except (OSError, ValueError, HTTPException) as failure:
            raise ApiError(f'{method} {self.url}: {failure}') from failure


def ended(job):
    conditions = job.get('status', {}).get('conditions', [])
    return any(each['type'] in ('Complete', 'Failed') and each['status'] == 'True' for each in conditions)


def surplus(jobs, keep):
    """The ended Jobs of each training but its newest; those already on their way out do not count."""
    trainings = defaultdict(list)
    for job in jobs:
        if ended(job) and 'deletionTimestamp' not in job['metadata']:
            trainings[job['metadata']['labels'][STEM]].append(job)
    for _, runs in sorted(trainings.items()):
        runs.sort(key=lambda job: (job['metadata']['creationTimestamp'], job['metadata']['name']), reverse=True)
        yield from runs[keep:]


def sweep(jobs, keep):
    """Deletes what is too much; the number of Jobs that could not be deleted."""
    found, deleted, failures = list(jobs.all()), 0, 0
    for job in surplus(found, keep):
        name = job['metadata']['name']
        try:
            jobs.delete(job)
            deleted += 1
            print(f'deleted {name}')
        except ApiError as problem:
            if problem.status in (404, 409):
                print(f'{name} is gone already')
            else:
                failures += 1
                print(f'{name} stays: {problem}', file=sys.stderr)
    print(f'{len(found)} runs, {deleted} deleted, {failures} failed; the newest {keep} of each training stay')
    return failures


def at_least_one(text):
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError('give a number of at least 1')
    return int(text)


def in_cluster():
    host, port = (os.environ.get(f'KUBERNETES_SERVICE_{name}', '') for name in ('HOST', 'PORT'))
    return f'https://{f"[{host}]" if ":" in host else host}:{port}' if host and port else None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--keep', type=at_least_one, default=3, help='ended runs of each training that stay')
    parser.add_argument('--server', default=in_cluster(), help='URL of the API server')
    parser.add_argument('--token-file', type=Path, default=ACCOUNT / 'token')
    parser.add_argument('--ca-file', type=Path, default=ACCOUNT / 'ca.crt')
    parser.add_argument('--namespace', help='default: that of the service account')
    wanted = parser.parse_args()
    if wanted.server is None:
        parser.error('not in a cluster: give --server')
    try:
        namespace = wanted.namespace or (ACCOUNT / 'namespace').read_text().strip()
        token = wanted.token_file.read_text().strip()
        return 1 if sweep(Jobs(wanted.server, namespace, token, wanted.ca_file), wanted.keep) else 0
    except (ApiError, OSError) as problem:
        print(f'sweep: {problem}', file=sys.stderr)
        return 1


if __name__ == '__main__':
    sys.exit(main())
