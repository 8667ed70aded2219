"""The programs as containers run them: real processes, a real object store, a real web server."""

import csv
import io
import os
import socket
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

PROGRAMS = Path(__file__).parents[1]
HOME = tempfile.TemporaryDirectory()
# For the cases that need no process of their own; a container has one of these folders.
sys.path[:0] = [str(PROGRAMS / folder) for folder in ("data", "train", "serve", "explain")]


def environment(**variables):
    """What a container has, and nothing of this shell."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    return kept | {"PYTHONUNBUFFERED": "1", "HOME": HOME.name, "AWS_EC2_METADATA_DISABLED": "true"} | variables


def start(program, *arguments, **variables):
    """Starts a program in its own folder, as its image does."""
    folder, file = program.split("/")
    command = [sys.executable, file, *map(str, arguments)]
    out = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    return subprocess.Popen(command, cwd=PROGRAMS / folder, env=environment(**variables), **out)


def run(program, *arguments, **variables):
    """Runs it to its end. Returns its exit code and all that it said."""
    process = start(program, *arguments, **variables)
    said, _ = process.communicate(timeout=60)
    return process.returncode, said


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def generate(path, *arguments):
    generator = [sys.executable, PROGRAMS / "generate_data.py", "--output", path]
    subprocess.run([*generator, *map(str, arguments)], check=True)
    return path


def rows(path):
    return list(csv.DictReader(io.StringIO(Path(path).read_text())))


@pytest.fixture(scope="session")
def raw(tmp_path_factory):
    """A table of 400 houses, of which 14 have a fault: each kind of fault twice."""
    return generate(tmp_path_factory.mktemp("raw") / "houses.csv", "--rows", 400, "--bad-rows", 14)


@pytest.fixture(scope="session")
def table(raw, tmp_path_factory):
    """The raw table, cleaned by the program that does it."""
    output = tmp_path_factory.mktemp("data") / "cleaned_data.csv"
    code, said = run("data/data_preprocess.py", "--input", raw, "--output", output)
    assert code == 0, said
    return output


@pytest.fixture(scope="session")
def model(table, tmp_path_factory):
    """The folder of a small model of the table, version `run1`."""
    folder = tmp_path_factory.mktemp("models") / "run1"
    code, said = run("train/train.py", f"--data={table}", "--trees=30", MODEL_OUTPUT=str(folder))
    assert code == 0, said
    return folder


@pytest.fixture(scope="session")
def store():
    """An S3 server with an empty bucket `raw`; gives its client, and the variables that lead to it."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    variables = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    client = boto3.client(
        "s3",
        endpoint_url=variables["AWS_ENDPOINT_URL"],
        aws_access_key_id="test",
        aws_secret_access_key="test",
        region_name="us-east-1",
    )
    client.create_bucket(Bucket="raw")
    yield client, variables
    server.stop()


@pytest.fixture
def web():
    """A web server: `web({path: (status, headers, body)})` gives its address; it declares no length by itself."""
    servers = []

    def serve(pages):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                status, headers, body = pages.get(self.path.partition("?")[0], (404, {}, b""))
                self.send_response(status)
                for name, value in ({"Connection": "close"} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                if self.command == "GET":
                    self.wfile.write(body)
                self.close_connection = True

            do_HEAD = do_GET

            def log_message(self, *_):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()
