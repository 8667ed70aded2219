"""Google Cloud Storage: gs://bucket/folder, by the account, or by HMAC keys."""

import os
import time

from s3 import S3
from web import document


class Gcs(S3):
    def __init__(self, uri):
        os.environ.setdefault("AWS_ENDPOINT_URL", "https://storage.googleapis.com")
        os.environ.setdefault("AWS_REGION", "auto")
        super().__init__(uri)
        self.token, self.token_until = "", 0.0

    def headers(self, url):
        """The XML API takes S3's signatures of HMAC keys, and the token of the account."""
        if "AWS_ACCESS_KEY_ID" in os.environ:
            return super().headers(url)
        if time.monotonic() >= self.token_until:
            host = os.environ.get("GCE_METADATA_HOST", "metadata.google.internal")
            address = f"http://{host}/computeMetadata/v1/instance/service-accounts/default/token"
            found = document(address, lambda _: {"Metadata-Flavor": "Google"})
            self.token = found["access_token"]
            self.token_until = time.monotonic() + found["expires_in"] - 60
        return {"Authorization": f"Bearer {self.token}"}


store = Gcs
