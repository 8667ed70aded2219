"""Where raw files lie: objects of S3, http(s) addresses, files of this machine."""

import http.client
import shutil
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError
from s3transfer.exceptions import RetriesExceededError

HTTP_ATTEMPTS = 3
HTTP_TIMEOUT = 30
NOT_FOUND = {"404", "NoSuchKey", "NoSuchBucket"}
NO_ACCESS = {"401", "403", "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken"}


class SourceError(Exception):
    """The message says what is wrong with the source."""


@dataclass(frozen=True)
class Listed:
    """A file of a source; `etag` changes with its content and is None where that is unknown."""

    name: str
    url: str
    size: int
    etag: str | None


@contextmanager
def opened(url: str) -> Iterator[BinaryIO]:
    """The whole content, to read and to seek."""
    with tempfile.TemporaryFile() if is_remote(url) else local(url) as file:
        if url.startswith("s3://"):
            with s3_errors():
                s3().download_fileobj(*bucket_and_key(url), file)
        elif is_remote(url):
            download(url, file)
        file.seek(0)
        yield file


def csv_files(source: str) -> Iterator[Listed]:
    """The CSV files under a prefix or folder, or the one http address."""
    if source.startswith("s3://"):
        yield from objects(source)
    elif is_remote(source):
        # Not every server answers HEAD.
        with http_answer(source) as answer:
            name = Path(urllib.parse.unquote(urllib.parse.urlsplit(source).path)).stem
            if not name:
                raise SourceError("no file name in the address")
            yield Listed(f"{name}.csv", source, int(answer.headers.get("Content-Length") or 0), answer.headers.get("ETag"))
    else:
        folder = Path(source)
        if not folder.is_dir():
            raise SourceError("not found" if not folder.exists() else "not a folder")
        for path in sorted(folder.rglob("*.csv")):
            stat = path.stat()
            yield Listed(path.relative_to(folder).as_posix(), str(path), stat.st_size, str(stat.st_mtime_ns))


def objects(source: str) -> Iterator[Listed]:
    bucket, prefix = bucket_and_key(source)
    if prefix and not prefix.endswith("/"):
        prefix += "/"
    with s3_errors():
        for page in s3().get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
            for found in page.get("Contents", []):
                key = found["Key"]
                if key.endswith(".csv"):
                    yield Listed(key.removeprefix(prefix), f"s3://{bucket}/{key}", found["Size"], found["ETag"])


def is_remote(url: str) -> bool:
    scheme, separator, _ = url.partition("://")
    if separator and scheme not in ("s3", "http", "https"):
        raise SourceError(f"unknown scheme {scheme}, expected s3, http, https or a path")
    return bool(separator)


def local(path: str) -> BinaryIO:
    try:
        return Path(path).open("rb")
    except FileNotFoundError:
        raise SourceError("not found") from None
    except PermissionError:
        raise SourceError("no access") from None
    except OSError as error:
        raise SourceError(error.strerror or str(error)) from None


def s3() -> Any:
    retries = {"max_attempts": 4, "mode": "standard"}
    return boto3.client("s3", config=Config(connect_timeout=5, read_timeout=30, retries=retries))


def bucket_and_key(url: str) -> tuple[str, str]:
    bucket, _, key = url.removeprefix("s3://").partition("/")
    if not bucket:
        raise SourceError("no bucket in the address")
    return bucket, key


@contextmanager
def s3_errors() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in NOT_FOUND:
            raise SourceError(f"not found ({code})") from None
        if code in NO_ACCESS:
            raise SourceError(f"no access ({code})") from None
        raise SourceError(str(error)) from None
    except NoCredentialsError:
        raise SourceError("no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY") from None
    except RetriesExceededError as error:
        raise SourceError(f"broke off: {error.last_exception}") from None
    except (BotoCoreError, ValueError) as error:
        raise SourceError(str(error)) from None


def http_answer(url: str) -> Any:
    for attempt in range(1, HTTP_ATTEMPTS + 1):
        try:
            return urllib.request.urlopen(url, timeout=HTTP_TIMEOUT)
        except urllib.error.HTTPError as error:
            if error.code < 500 or attempt == HTTP_ATTEMPTS:
                causes = {401: "no access", 403: "no access", 404: "not found"}
                raise SourceError(f"{causes.get(error.code, 'refused')} (HTTP {error.code})") from None
        except (http.client.InvalidURL, ValueError) as error:
            raise SourceError(f"not an address: {error}") from None
        except (OSError, http.client.HTTPException) as error:
            if attempt == HTTP_ATTEMPTS:
                raise SourceError(f"no answer: {getattr(error, 'reason', error)}") from None
        time.sleep(0.5 * 2**attempt)
    raise AssertionError


def download(url: str, file: BinaryIO) -> None:
    with http_answer(url) as answer:
        try:
            shutil.copyfileobj(answer, file)
        except (OSError, http.client.HTTPException) as error:
            raise SourceError(f"broke off: {error}") from None
        expected = answer.headers.get("Content-Length")
        if expected is not None and file.tell() != int(expected):
            raise SourceError(f"broke off after {file.tell()} of {expected} bytes")
