/** runtime/model-fetcher/s3.py; `npm run embed` writes this. */
export const s3 = String.raw`"""S3, and what speaks as S3 does: s3://bucket/folder."""

import hashlib
import hmac
import os
import time
import urllib.parse
from datetime import datetime, timezone
from pathlib import Path

from store import File, Store, inside
from web import Unusable, document, tree

NOTHING = hashlib.sha256(b"").hexdigest()


def keys():
    """Access key, secret key and session token: of the variables, or of the account; None: without a signature."""
    variables = os.environ
    if "AWS_ACCESS_KEY_ID" in variables:
        return variables["AWS_ACCESS_KEY_ID"], variables["AWS_SECRET_ACCESS_KEY"], variables.get("AWS_SESSION_TOKEN")
    if "AWS_WEB_IDENTITY_TOKEN_FILE" in variables:
        query = urllib.parse.urlencode({
            "Action": "AssumeRoleWithWebIdentity", "Version": "2011-06-15", "RoleSessionName": "model-fetcher",
            "RoleArn": variables["AWS_ROLE_ARN"],
            "WebIdentityToken": Path(variables["AWS_WEB_IDENTITY_TOKEN_FILE"]).read_text().strip(),
        })
        service = variables.get("AWS_ENDPOINT_URL_STS") or f"https://sts.{region()}.amazonaws.com"
        found = tree(f"{service}/?{query}").find(".//Credentials")
        return tuple(found.findtext(name) for name in ("AccessKeyId", "SecretAccessKey", "SessionToken"))
    if "AWS_CONTAINER_CREDENTIALS_FULL_URI" in variables:
        token = Path(variables["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"]).read_text().strip()
        found = document(variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"], lambda _: {"Authorization": token})
        return found["AccessKeyId"], found["SecretAccessKey"], found["Token"]
    return None


def region():
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1"


class S3(Store):
    def __init__(self, uri):
        self.bucket, _, folder = uri.partition("://")[2].partition("/")
        self.folder = folder.rstrip("/")
        self.keys, self.keys_from = None, 0.0
        endpoint = os.environ.get("AWS_ENDPOINT_URL", "").rstrip("/")
        self.base = f"{endpoint}/{self.bucket}" if endpoint else f"https://{self.bucket}.s3.{region()}.amazonaws.com"

    def files(self):
        prefix, token = f"{self.folder}/", None
        while True:
            query = {"list-type": "2", "prefix": prefix} | ({"continuation-token": token} if token else {})
            page = tree(f"{self.base}/?{urllib.parse.urlencode(sorted(query.items()), quote_via=urllib.parse.quote)}", self.headers)
            for found in page.iter("Contents"):
                key = found.findtext("Key")
                if not key.endswith("/"):
                    path = inside(key.removeprefix(prefix))
                    yield File(path, f"{self.base}/{urllib.parse.quote(key)}", int(found.findtext("Size")))
            token = page.findtext("NextContinuationToken")
            if not token:
                return

    def current(self):
        """Keys of an account end within the hour."""
        if self.keys is None or time.monotonic() - self.keys_from > 900:
            self.keys, self.keys_from = keys(), time.monotonic()
        return self.keys

    def headers(self, url):
        """The signature of a GET. @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html"""
        found = self.current()
        if found is None:
            return {}
        key, secret, session = found
        if not secret:
            raise Unusable("AWS_ACCESS_KEY_ID without AWS_SECRET_ACCESS_KEY")
        parts = urllib.parse.urlsplit(url)
        now = datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%SZ")
        signed = {"host": parts.netloc, "x-amz-content-sha256": NOTHING, "x-amz-date": now}
        if session:
            signed["x-amz-security-token"] = session
        names = ";".join(sorted(signed))
        listed = "".join(f"{name}:{value}\n" for name, value in sorted(signed.items()))
        request = "\n".join(["GET", parts.path, parts.query, listed, names, NOTHING])
        scope = f"{now[:8]}/{region()}/s3/aws4_request"
        text = "\n".join(["AWS4-HMAC-SHA256", now, scope, hashlib.sha256(request.encode()).hexdigest()])
        part = f"AWS4{secret}".encode()
        for word in scope.split("/"):
            part = hmac.digest(part, word.encode(), "sha256")
        signature = hmac.new(part, text.encode(), "sha256").hexdigest()
        return {name: value for name, value in signed.items() if name != "host"} | {
            "Authorization": f"AWS4-HMAC-SHA256 Credential={key}/{scope}, SignedHeaders={names}, Signature={signature}"
        }


store = S3
`;
