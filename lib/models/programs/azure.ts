/** runtime/model-fetcher/azure.py; `npm run embed` writes this. */
export const azure = `"""Azure Blob Storage: https://account.blob.core.windows.net/container/folder, by the account or a SAS token."""

import os
import time
import urllib.parse
from pathlib import Path

from store import File, Store, inside
from web import document, tree


class Azure(Store):
    def __init__(self, uri):
        parts = urllib.parse.urlsplit(uri)
        container, _, folder = parts.path.strip("/").partition("/")
        self.base = f"{parts.scheme}://{parts.netloc}/{container}"
        self.prefix = f"{folder}/" if folder else ""
        self.token, self.token_until = "", 0.0

    def files(self):
        marker = ""
        while True:
            query = {"restype": "container", "comp": "list", "prefix": self.prefix, "marker": marker}
            page = tree(self.signed(f"{self.base}?{urllib.parse.urlencode(query)}"), self.headers)
            for blob in page.iter("Blob"):
                name, size = blob.findtext("Name"), int(blob.findtext("Properties/Content-Length"))
                # A storage with folders lists each of them as an empty blob.
                if not name.endswith("/") and blob.findtext("Properties/ResourceType") != "directory":
                    path = inside(name.removeprefix(self.prefix))
                    yield File(path, self.signed(f"{self.base}/{urllib.parse.quote(name)}"), size)
            marker = page.findtext("NextMarker")
            if not marker:
                return

    def signed(self, url):
        token = os.environ.get("AZURE_STORAGE_SAS_TOKEN", "").lstrip("?")
        return url if not token else f"{url}{'&' if '?' in url else '?'}{token}"

    def headers(self, url):
        version = {"x-ms-version": "2023-11-03"}
        if "AZURE_FEDERATED_TOKEN_FILE" not in os.environ or os.environ.get("AZURE_STORAGE_SAS_TOKEN"):
            return version
        return version | {"Authorization": f"Bearer {self.of_account()}"}

    def of_account(self):
        """@see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow"""
        if time.monotonic() >= self.token_until:
            authority = os.environ.get("AZURE_AUTHORITY_HOST", "https://login.microsoftonline.com/").rstrip("/")
            asked = urllib.parse.urlencode({
                "grant_type": "client_credentials", "client_id": os.environ["AZURE_CLIENT_ID"],
                "scope": "https://storage.azure.com/.default",
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion": Path(os.environ["AZURE_FEDERATED_TOKEN_FILE"]).read_text().strip(),
            })
            found = document(f"{authority}/{os.environ['AZURE_TENANT_ID']}/oauth2/v2.0/token", data=asked.encode())
            self.token = found["access_token"]
            self.token_until = time.monotonic() + int(found["expires_in"]) - 60
        return self.token


store = Azure
`;
