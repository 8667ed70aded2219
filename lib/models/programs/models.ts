/** runtime/model-fetcher/models.py; `npm run embed` writes this. */
export const models = `"""A version of MLflow's model registry: models:/name/version."""

import base64
import os
import urllib.parse

from store import File, Store, inside
from web import Unusable, document


class Registry(Store):
    def __init__(self, uri):
        self.name, _, self.version = uri.removeprefix("models:/").rpartition("/")
        self.server = os.environ["MLFLOW_TRACKING_URI"].rstrip("/")
        self.api = f"{self.server}/api/2.0"

    def files(self):
        query = urllib.parse.urlencode({"name": self.name, "version": self.version})
        found = document(f"{self.api}/mlflow/model-versions/get-download-uri?{query}", self.headers)["artifact_uri"]
        scheme, _, path = found.partition(":")
        if scheme != "mlflow-artifacts":
            raise Unusable(f"the registry leads to {found}: only what the server hands out itself (mlflow-artifacts:) can be fetched")
        if path.startswith("//"):
            path = "/" + path[2:].partition("/")[2]
        yield from self.below(path.strip("/"), "")

    def below(self, root, folder):
        at = f"{root}/{folder}".rstrip("/")
        listed = document(f"{self.api}/mlflow-artifacts/artifacts?{urllib.parse.urlencode({'path': at})}", self.headers)
        for found in listed.get("files", []):
            path = inside(f"{folder}/{found['path']}".lstrip("/"))
            if found.get("is_dir"):
                yield from self.below(root, path)
            else:
                url = f"{self.api}/mlflow-artifacts/artifacts/{urllib.parse.quote(f'{root}/{path}')}"
                yield File(path, url, int(found["file_size"]) if "file_size" in found else None)

    def headers(self, url):
        if os.environ.get("MLFLOW_TRACKING_TOKEN"):
            return {"Authorization": f"Bearer {os.environ['MLFLOW_TRACKING_TOKEN']}"}
        if "MLFLOW_TRACKING_USERNAME" in os.environ:
            pair = f"{os.environ['MLFLOW_TRACKING_USERNAME']}:{os.environ.get('MLFLOW_TRACKING_PASSWORD', '')}"
            return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
        return {}


store = Registry
`;
