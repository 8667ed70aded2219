"""The fetcher against stores of a few lines, and against an S3 that others wrote."""

import hashlib
import json
import subprocess
import sys
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import boto3
import fetch_model
import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from moto.server import ThreadedMotoServer
from s3 import S3

WEIGHTS = bytes(range(256)) * 4096


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def git(content):
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


@pytest.fixture(autouse=True)
def no_account(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_ENDPOINT_URL", "AWS_REGION", "HF_TOKEN", "AUTHORIZATION", "AZURE_STORAGE_SAS_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FETCH_PATIENCE", "0")


class Web:
    """A server with files by path; it can cut answers short, fail, and send on."""

    def __init__(self):
        self.files, self.requests, self.cut, self.failing, self.moved = {}, [], {}, {}, {}
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                web.requests.append((self.path, dict(self.headers)))
                path = self.path.partition("?")[0]
                if web.failing.get(path):
                    return self.answer(web.failing[path].pop(0), b"not now")
                if path in web.moved:
                    self.send_response(302)
                    self.send_header("Location", web.moved[path])
                    return self.end_headers()
                if self.path not in web.files and path not in web.files:
                    return self.answer(404, b"nothing there")
                found = web.files.get(self.path, web.files.get(path))
                begin = int(self.headers.get("Range", "bytes=0-")[6:-1])
                self.answer(206 if begin else 200, found[begin:], web.cut.pop(path, None))

            do_POST = do_GET

            def answer(self, status, content, cut=None):
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content[:cut])

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def web():
    started = Web()
    yield started
    started.server.shutdown()


@pytest.fixture
def bucket(monkeypatch):
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in (("AWS_ACCESS_KEY_ID", "test"), ("AWS_SECRET_ACCESS_KEY", "secret"), ("AWS_ENDPOINT_URL", f"http://{host}:{port}")):
        monkeypatch.setenv(name, value)
    client = boto3.client("s3", region_name="us-east-1")
    client.create_bucket(Bucket="models")
    yield lambda key, content: client.put_object(Bucket="models", Key=key, Body=content)
    server.stop()


def fetch(store, uri, to, *more):
    fetch_model.main(["--store", store, "--uri", uri, "--to", str(to), *more])


def refused(store, uri, to, *more):
    with pytest.raises(SystemExit) as stop:
        fetch(store, uri, to, *more)
    assert not to.exists()
    return str(stop.value.code)


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_file_with_its_hash_is_put_in_the_folder(web, tmp_path):
    web.files["/model.onnx"] = WEIGHTS
    fetch("http_file", f"{web.url}/model.onnx", tmp_path / "m" / "v1", "--sha256", sha256(WEIGHTS))
    assert contents(tmp_path / "m" / "v1") == {"model.onnx": WEIGHTS}
    assert [path.name for path in (tmp_path / "m").iterdir() if not path.name.startswith(".lock")] == ["v1"]


def test_a_file_with_another_hash_is_refused_and_nothing_stays(web, tmp_path):
    web.files["/model.onnx"] = WEIGHTS
    assert "model.onnx is not the promised file" in refused("http_file", f"{web.url}/model.onnx", tmp_path / "v1", "--sha256", "0" * 64)
    assert WEIGHTS not in contents(tmp_path).values()


def test_a_connection_that_ends_early_gives_no_half_model(web, tmp_path):
    web.files["/model.onnx"] = WEIGHTS
    web.cut["/model.onnx"] = 1000
    fetch("http_file", f"{web.url}/model.onnx", tmp_path / "v1")
    assert contents(tmp_path / "v1") == {"model.onnx": WEIGHTS}


def test_a_server_that_fails_is_asked_again_and_one_that_refuses_is_not(web, tmp_path):
    web.files["/model.onnx"] = WEIGHTS
    web.failing["/model.onnx"] = [503, 429]
    fetch("http_file", f"{web.url}/model.onnx", tmp_path / "v1")
    assert len(web.requests) == 3
    web.failing["/model.onnx"] = [403]
    assert "403" in refused("http_file", f"{web.url}/model.onnx?signature=secret", tmp_path / "v2")
    assert len(web.requests) == 4


def test_a_signature_in_an_address_is_never_printed(web, tmp_path, capsys):
    assert "secret" not in refused("http_file", f"{web.url}/model.onnx?signature=secret", tmp_path / "v1")
    assert "secret" not in capsys.readouterr().out


def test_a_model_that_is_there_already_is_not_fetched_again(web, tmp_path, capsys):
    (tmp_path / "v1").mkdir()
    fetch("http_file", f"{web.url}/model.onnx", tmp_path / "v1")
    assert web.requests == [] and "there already" in capsys.readouterr().out


def test_secrets_are_not_sent_to_the_host_that_a_download_leads_to(web, tmp_path, monkeypatch):
    monkeypatch.setenv("AUTHORIZATION", "Bearer secret")
    other = Web()
    other.files["/far"] = WEIGHTS
    web.moved["/model.onnx"] = f"{other.url}/far"
    fetch("http_file", f"{web.url}/model.onnx", tmp_path / "v1")
    other.server.shutdown()
    assert web.requests[0][1]["Authorization"] == "Bearer secret"
    assert "Authorization" not in other.requests[0][1]


def test_a_folder_of_a_bucket_is_fetched_whole(bucket, tmp_path):
    files = {"model.bin": WEIGHTS, "config/name with space.json": b"{}"}
    for path, content in files.items():
        bucket(f"prices/v1/{path}", content)
    bucket("prices/v10/other", b"not of this version")
    fetch("s3", "s3://models/prices/v1", tmp_path / "v1")
    assert contents(tmp_path / "v1") == files


def test_a_bucket_with_many_pages_is_listed_to_its_end(bucket, tmp_path, monkeypatch):
    monkeypatch.setenv("MOTO_S3_DEFAULT_MAX_KEYS", "2")
    for number in range(5):
        bucket(f"m/{number}", b"x")
    fetch("s3", "s3://models/m", tmp_path / "v1")
    assert len(contents(tmp_path / "v1")) == 5


def test_one_hash_stands_for_every_file_of_a_folder(bucket, tmp_path):
    listing = f"{sha256(WEIGHTS)}  ./model.bin\n{sha256(b'x')} *tokens\n".encode()
    for path, content in (("model.bin", WEIGHTS), ("tokens", b"x"), ("README", b"not listed"), ("SHA256SUMS", listing)):
        bucket(f"m/{path}", content)
    fetch("s3", "s3://models/m", tmp_path / "v1", "--sha256", sha256(listing))
    assert contents(tmp_path / "v1") == {"model.bin": WEIGHTS, "tokens": b"x", "SHA256SUMS": listing}
    bucket("m/tokens", b"y")
    assert "tokens is not the promised file" in refused("s3", "s3://models/m", tmp_path / "v2", "--sha256", sha256(listing))
    assert "SHA256SUMS is not the promised file" in refused("s3", "s3://models/m", tmp_path / "v3", "--sha256", "0" * 64)


def test_a_folder_without_files_is_an_error(bucket, tmp_path):
    assert "no file there" in refused("s3", "s3://models/none", tmp_path / "v1")


def test_the_signature_is_the_one_that_the_sdk_makes(monkeypatch):
    for name, value in (("AWS_ACCESS_KEY_ID", "key"), ("AWS_SECRET_ACCESS_KEY", "secret"), ("AWS_SESSION_TOKEN", "token"), ("AWS_REGION", "eu-west-1")):
        monkeypatch.setenv(name, value)
    store = S3("s3://models/a")
    url = f"{store.base}/?list-type=2&prefix=a%2Fb%20c%2F"
    made = store.headers(url)
    request = AWSRequest("GET", url, headers={name: value for name, value in made.items() if name != "Authorization"})
    request.context["timestamp"] = made["x-amz-date"]
    signer = S3SigV4Auth(Credentials("key", "secret", "token"), "s3", "eu-west-1")
    expected = signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request)
    assert made["Authorization"].endswith(f"Signature={expected}")


def test_keys_of_an_account_come_for_its_token(web, tmp_path, monkeypatch):
    (tmp_path / "token").write_text("of the account\n")
    web.files["/"] = b"""<A xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Credentials><AccessKeyId>K</AccessKeyId>
      <SecretAccessKey>S</SecretAccessKey><SessionToken>T</SessionToken></Credentials></A>"""
    for name, value in (("AWS_WEB_IDENTITY_TOKEN_FILE", str(tmp_path / "token")), ("AWS_ROLE_ARN", "arn:role"), ("AWS_ENDPOINT_URL_STS", web.url)):
        monkeypatch.setenv(name, value)
    made = S3("s3://models/a").headers("https://models.example.com/a")
    assert "Credential=K/" in made["Authorization"] and made["x-amz-security-token"] == "T"
    asked = urllib.parse.parse_qs(urllib.parse.urlsplit(web.requests[0][0]).query)
    assert asked["WebIdentityToken"] == ["of the account"] and asked["RoleArn"] == ["arn:role"]


def test_a_bucket_of_google_is_read_with_the_token_of_the_account(web, tmp_path, monkeypatch):
    web.files["/computeMetadata/v1/instance/service-accounts/default/token"] = json.dumps({"access_token": "T", "expires_in": 3600}).encode()
    web.files["/models/"] = b"<ListBucketResult xmlns='x'><Contents><Key>m/w</Key><Size>1</Size></Contents></ListBucketResult>"
    web.files["/models/m/w"] = b"w"
    monkeypatch.setenv("GCE_METADATA_HOST", web.url.removeprefix("http://"))
    monkeypatch.setenv("AWS_ENDPOINT_URL", web.url)
    fetch("gs", "gs://models/m", tmp_path / "v1")
    assert contents(tmp_path / "v1") == {"w": b"w"}
    assert web.requests[0][1]["Metadata-Flavor"] == "Google"
    assert [headers["Authorization"] for path, headers in web.requests if path.startswith("/models")] == ["Bearer T"] * 2


BLOBS = b"""<EnumerationResults><Blobs>
  <Blob><Name>m/v1/a</Name><Properties><Content-Length>1</Content-Length></Properties></Blob>
  <Blob><Name>m/v1/sub</Name><Properties><Content-Length>0</Content-Length><ResourceType>directory</ResourceType></Properties></Blob>
  <Blob><Name>m/v1/sub/b</Name><Properties><Content-Length>1</Content-Length></Properties></Blob>
  </Blobs><NextMarker/></EnumerationResults>"""


def azure(web):
    web.files.update({"/models": BLOBS, "/models/m/v1/a": b"a", "/models/m/v1/sub/b": b"b"})
    return f"{web.url}/models/m/v1"


def test_a_container_of_azure_is_read_with_a_token_in_the_address(web, tmp_path, monkeypatch):
    monkeypatch.setenv("AZURE_STORAGE_SAS_TOKEN", "?sig=s")
    fetch("azure", azure(web), tmp_path / "v1")
    assert contents(tmp_path / "v1") == {"a": b"a", "sub/b": b"b"}
    assert all("sig=s" in path for path, _ in web.requests)


def test_a_container_of_azure_is_read_with_the_token_of_the_account(web, tmp_path, monkeypatch):
    (tmp_path / "federated").write_text("F")
    web.files["/tenant/oauth2/v2.0/token"] = json.dumps({"access_token": "T", "expires_in": 3600}).encode()
    for name, value in (("AZURE_FEDERATED_TOKEN_FILE", str(tmp_path / "federated")), ("AZURE_AUTHORITY_HOST", f"{web.url}/"),
                        ("AZURE_CLIENT_ID", "client"), ("AZURE_TENANT_ID", "tenant")):
        monkeypatch.setenv(name, value)
    fetch("azure", azure(web), tmp_path / "v1")
    assert contents(tmp_path / "v1") == {"a": b"a", "sub/b": b"b"}
    assert {headers.get("Authorization") for path, headers in web.requests if path.startswith("/models")} == {"Bearer T"}


def hub(web, weights, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", web.url)
    web.files["/api/models/org/chat/tree/c0ffee"] = json.dumps([
        {"type": "directory", "path": "sub", "oid": "0", "size": 0},
        {"type": "file", "path": "sub/config.json", "oid": git(b"{}"), "size": 2},
        {"type": "file", "path": "weights", "oid": "1", "size": len(WEIGHTS), "lfs": {"oid": sha256(WEIGHTS), "size": len(WEIGHTS)}},
    ]).encode()
    web.files["/org/chat/resolve/c0ffee/sub/config.json"] = b"{}"
    web.files["/org/chat/resolve/c0ffee/weights"] = weights
    return "hf://org/chat@c0ffee"


def test_a_commit_of_the_hub_is_compared_with_its_own_hashes(web, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "T")
    uri = hub(web, WEIGHTS, monkeypatch)
    fetch("hf", uri, tmp_path / "v1")
    assert contents(tmp_path / "v1") == {"sub/config.json": b"{}", "weights": WEIGHTS}
    assert {headers["Authorization"] for _, headers in web.requests} == {"Bearer T"}
    web.files["/org/chat/resolve/c0ffee/sub/config.json"] = b"[]"
    assert "Git identity" in refused("hf", uri, tmp_path / "v2")


def test_what_a_stopped_run_left_is_gone_on_with(web, tmp_path, monkeypatch):
    uri = hub(web, WEIGHTS, monkeypatch)
    (tmp_path / ".part-v1").mkdir()
    (tmp_path / ".part-v1" / "weights").write_bytes(WEIGHTS[:100_000])
    fetch("hf", uri, tmp_path / "v1")
    assert contents(tmp_path / "v1")["weights"] == WEIGHTS
    assert [headers.get("Range") for path, headers in web.requests if path.endswith("/weights")] == ["bytes=100000-"]


def test_a_file_outside_of_the_model_is_refused(web, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", web.url)
    web.files["/api/models/org/chat/tree/c"] = json.dumps([{"type": "file", "path": "../up", "oid": "1", "size": 1}]).encode()
    assert "outside of the model" in refused("hf", "hf://org/chat@c", tmp_path / "v1")


def test_a_model_larger_than_the_volume_is_refused_before_it_is_fetched(web, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", web.url)
    web.files["/api/models/org/chat/tree/c"] = json.dumps([{"type": "file", "path": "w", "oid": "1", "size": 1 << 60}]).encode()
    assert "give it more room" in refused("hf", "hf://org/chat@c", tmp_path / "v1")
    assert len(web.requests) == 1


def test_a_version_of_the_registry_is_fetched_from_its_server(web, tmp_path, monkeypatch):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", web.url)
    monkeypatch.setenv("MLFLOW_TRACKING_USERNAME", "u")
    monkeypatch.setenv("MLFLOW_TRACKING_PASSWORD", "p")
    api = "/api/2.0/mlflow-artifacts/artifacts"
    web.files["/api/2.0/mlflow/model-versions/get-download-uri?name=prices&version=3"] = json.dumps({"artifact_uri": "mlflow-artifacts:/1/m"}).encode()
    web.files[f"{api}?path=1%2Fm"] = json.dumps({"files": [{"path": "MLmodel", "is_dir": False, "file_size": 1}, {"path": "data", "is_dir": True}]}).encode()
    web.files[f"{api}?path=1%2Fm%2Fdata"] = json.dumps({"files": [{"path": "w", "is_dir": False, "file_size": 2}]}).encode()
    web.files[f"{api}/1/m/MLmodel"] = b"m"
    web.files[f"{api}/1/m/data/w"] = b"ww"
    fetch("models", "models:/prices/3", tmp_path / "v1")
    assert contents(tmp_path / "v1") == {"MLmodel": b"m", "data/w": b"ww"}
    assert {headers["Authorization"] for _, headers in web.requests} == {"Basic dTpw"}


def test_pods_that_start_together_fetch_the_model_once(web, tmp_path):
    web.files["/model.onnx"] = WEIGHTS
    program = Path(fetch_model.__file__)
    command = [sys.executable, program, "--store", "http_file", "--uri", f"{web.url}/model.onnx", "--to", tmp_path / "v1"]
    pods = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    said = [pod.communicate()[0] for pod in pods]
    assert [pod.returncode for pod in pods] == [0, 0, 0]
    assert len(web.requests) == 1 and sum("there already" in one for one in said) == 2


def test_a_pod_that_is_told_to_end_ends_at_once_and_leaves_no_model(web, tmp_path):
    held = threading.Event()
    web.files["/model.onnx"] = WEIGHTS
    answer = web.server.RequestHandlerClass.answer
    web.server.RequestHandlerClass.answer = lambda self, *args: (held.wait(20), answer(self, *args))
    program = Path(fetch_model.__file__)
    pod = subprocess.Popen([sys.executable, program, "--store", "http_file", "--uri", f"{web.url}/model.onnx", "--to", tmp_path / "v1"])
    while not web.requests:
        time.sleep(0.01)
    pod.terminate()
    assert pod.wait(10) == 143
    held.set()
    assert not (tmp_path / "v1").exists()
