"""The sweeper as a process, against an API of Jobs served here."""

import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

PROGRAM = Path(__file__).with_name('sweep.py')
STEM = 'mlops.cdk8s.io/stem'
JOBS = '/apis/batch/v1/namespaces/team/jobs'


def job(name, day, state='Complete', stem='train', **metadata):
    conditions = [] if state is None else [{'type': state, 'status': 'True'}]
    created = f'2026-11-{day:02}T01:00:00Z'
    labels = {} if stem is None else {STEM: stem}
    metadata = {'name': name, 'uid': f'uid-{name}', 'creationTimestamp': created, 'labels': labels, **metadata}
    return {'metadata': metadata, 'status': {'conditions': conditions}}


class Api(ThreadingHTTPServer):
    """Lists in pages, deletes by uid, and remembers what it was asked."""

    daemon_threads = True

    def __init__(self, page=100):
        super().__init__(('127.0.0.1', 0), Handler)
        self.jobs, self.page = [], page
        self.refuse = {}  # method -> status
        self.deletions, self.tokens = [], set()

    def names(self):
        return [each['metadata']['name'] for each in self.jobs]


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def answer(self, status, content):
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def refused(self):
        self.server.tokens.add(self.headers['Authorization'])
        status = self.server.refuse.get(self.command)
        if status is not None:
            self.answer(status, {'kind': 'Status', 'message': 'jobs.batch is forbidden'})
        return status is not None

    def do_GET(self):
        if self.refused():
            return
        url = urlsplit(self.path)
        query = {key: value for key, (value,) in parse_qs(url.query).items()}
        assert url.path == JOBS and query['labelSelector'] == STEM
        chosen = [each for each in self.server.jobs if STEM in each['metadata']['labels']]
        start = int(query.get('continue', 0))
        end = start + self.server.page
        more = {'continue': str(end)} if end < len(chosen) else {}
        self.answer(200, {'metadata': more, 'items': chosen[start:end]})

    def do_DELETE(self):
        options = json.loads(self.rfile.read(int(self.headers['Content-Length'])))
        if self.refused():
            return
        name = self.path.removeprefix(f'{JOBS}/')
        found = [each for each in self.server.jobs if each['metadata']['name'] == name]
        if not found:
            return self.answer(404, {'message': 'not found'})
        if options['preconditions']['uid'] != found[0]['metadata']['uid']:
            return self.answer(409, {'message': 'the UID in the precondition does not match'})
        self.server.jobs.remove(found[0])
        self.server.deletions.append(options)
        self.answer(200, {'status': 'Success'})


@pytest.fixture
def api():
    server = Api()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def sweep(api, tmp_path):
    token = tmp_path / 'token'
    token.write_text('secret-token\n')

    def run(*options, server=f'http://127.0.0.1:{api.server_port}', **environment):
        command = [sys.executable, PROGRAM, '--token-file', token, '--namespace', 'team', *options]
        if server is not None:
            command += ['--server', server]
        return subprocess.run(command, capture_output=True, text=True, timeout=30, env={**os.environ, **environment})

    return run


def test_the_newest_three_ended_runs_of_each_training_stay(api, sweep):
    api.jobs = [job(f'train-{day}', day) for day in (4, 1, 5, 2, 3)] + [job('other-1', 1, stem='other')]
    result = sweep()
    assert result.returncode == 0, result.stderr
    assert sorted(api.names()) == ['other-1', 'train-3', 'train-4', 'train-5']
    assert 'deleted train-1' in result.stdout and 'deleted train-2' in result.stdout
    assert '6 runs, 2 deleted, 0 failed' in result.stdout


def test_a_failed_run_has_ended_too(api, sweep):
    api.jobs = [job('a', 1, 'Failed'), job('b', 2, 'Failed'), job('c', 3)]
    assert sweep('--keep', '1').returncode == 0
    assert api.names() == ['c']


def test_a_run_that_has_not_ended_stays_however_old_it_is(api, sweep):
    api.jobs = [job('old', 1, None), job('held', 2, 'Suspended'), job('ending', 3, 'SuccessCriteriaMet'), job('a', 4), job('b', 5)]
    assert sweep('--keep', '1').returncode == 0
    assert api.names() == ['old', 'held', 'ending', 'b']


def test_a_condition_that_is_not_true_is_no_end(api, sweep):
    api.jobs = [job('a', 1), job('b', 2)]
    api.jobs[0]['status']['conditions'][0]['status'] = 'False'
    assert sweep('--keep', '1').returncode == 0
    assert api.names() == ['a', 'b']


def test_the_newest_ended_run_stays_although_a_newer_one_is_running(api, sweep):
    api.jobs = [job('a', 1), job('b', 2), job('c', 3, None)]
    assert sweep('--keep', '1').returncode == 0
    assert api.names() == ['b', 'c']


def test_runs_of_the_same_second_are_told_apart_by_name(api, sweep):
    api.jobs = [job('b', 1), job('c', 1), job('a', 1)]
    assert sweep('--keep', '2').returncode == 0
    assert sorted(api.names()) == ['b', 'c']


def test_a_job_without_the_label_is_not_its_business(api, sweep):
    api.jobs = [job(name, day, stem=None) for day, name in enumerate('abcde', 1)]
    assert sweep('--keep', '1').returncode == 0
    assert api.names() == list('abcde')


def test_a_job_on_its_way_out_is_neither_deleted_again_nor_counted(api, sweep):
    api.jobs = [job('a', 1), job('b', 2, deletionTimestamp='2026-11-03T00:00:00Z')]
    assert sweep('--keep', '1').returncode == 0
    assert api.names() == ['a', 'b']


def test_every_page_of_the_list_is_read(api, sweep):
    api.page = 2
    api.jobs = [job(f'train-{day}', day) for day in range(1, 8)]
    assert sweep().returncode == 0
    assert api.names() == ['train-5', 'train-6', 'train-7']


def test_a_deletion_takes_the_pods_along_and_only_the_job_that_was_seen(api, sweep):
    api.jobs = [job('a', 1), job('b', 2)]
    assert sweep('--keep', '1').returncode == 0
    (options,) = api.deletions
    assert options['propagationPolicy'] == 'Background'
    assert options['preconditions'] == {'uid': 'uid-a'}
    assert api.tokens == {'Bearer secret-token'}


@pytest.mark.parametrize('status', [404, 409])
def test_a_job_that_somebody_else_removed_is_no_failure(api, sweep, status):
    api.jobs = [job('a', 1), job('b', 2)]
    api.refuse = {'DELETE': status}
    result = sweep('--keep', '1')
    assert result.returncode == 0
    assert 'a is gone already' in result.stdout


def test_a_refused_deletion_is_told_and_does_not_stop_the_others(api, sweep):
    api.jobs = [job('a', 1), job('b', 2), job('c', 3)]
    api.refuse = {'DELETE': 403}
    result = sweep('--keep', '1')
    assert result.returncode == 1
    assert 'a stays' in result.stderr and 'b stays' in result.stderr and 'jobs.batch is forbidden' in result.stderr
    assert '0 deleted, 2 failed' in result.stdout


def test_a_refused_list_is_told(api, sweep):
    api.refuse = {'GET': 403}
    result = sweep()
    assert result.returncode == 1
    assert '403' in result.stderr and 'jobs.batch is forbidden' in result.stderr and 'Traceback' not in result.stderr


def test_a_server_that_does_not_answer_is_told(sweep):
    result = sweep(server='http://127.0.0.1:1')
    assert result.returncode == 1
    assert 'refused' in result.stderr and 'Traceback' not in result.stderr


def test_a_missing_token_is_told(sweep, tmp_path):
    result = sweep('--token-file', str(tmp_path / 'none'))
    assert result.returncode == 1
    assert 'none' in result.stderr and 'Traceback' not in result.stderr


@pytest.mark.parametrize('keep', ['0', '-1', 'many'])
def test_keeping_none_is_refused(api, sweep, keep):
    api.jobs = [job('a', 1)]
    result = sweep('--keep', keep)
    assert result.returncode == 2 and 'at least 1' in result.stderr
    assert api.names() == ['a']


def test_outside_of_a_cluster_it_asks_for_the_server(sweep):
    result = sweep(server=None, KUBERNETES_SERVICE_HOST='')
    assert result.returncode == 2 and 'give --server' in result.stderr


def test_the_address_in_the_cluster_may_be_of_either_family(monkeypatch):
    monkeypatch.syspath_prepend(PROGRAM.parent)
    from sweep import in_cluster

    monkeypatch.setenv('KUBERNETES_SERVICE_PORT', '443')
    monkeypatch.setenv('KUBERNETES_SERVICE_HOST', '10.0.0.1')
    assert in_cluster() == 'https://10.0.0.1:443'
    monkeypatch.setenv('KUBERNETES_SERVICE_HOST', 'fd00::1')
    assert in_cluster() == 'https://[fd00::1]:443'


def test_the_proxy_of_the_environment_is_not_asked(api, sweep):
    api.jobs = [job('a', 1), job('b', 2)]
    assert sweep('--keep', '1', http_proxy='http://127.0.0.1:1', no_proxy='').returncode == 0
    assert api.names() == ['b']
