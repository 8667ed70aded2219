"""A repository of the Hugging Face Hub at one commit: hf://organisation/model@commit."""

import json
import os
import re
import urllib.parse

from store import File, Store, inside
from web import body


class HuggingFace(Store):
    def __init__(self, uri):
        self.repository, _, self.commit = uri.removeprefix("hf://").rpartition("@")
        self.hub = os.environ.get("HF_ENDPOINT", "https://huggingface.co").rstrip("/")

    def files(self):
        page = f"{self.hub}/api/models/{self.repository}/tree/{self.commit}?recursive=true"
        while page:
            content, headers = body(page, self.headers)
            for found in json.loads(content):
                if found["type"] != "file":
                    continue
                url = f"{self.hub}/{self.repository}/resolve/{self.commit}/{urllib.parse.quote(found['path'])}"
                large = found.get("lfs")
                proof = {"git": found["oid"]} if large is None else {"sha256": large["oid"]}
                yield File(inside(found["path"]), url, found["size"], **proof)
            following = re.search(r'<([^>]+)>;\s*rel="next"', headers.get("Link") or "")
            page = following.group(1) if following else None

    def headers(self, url):
        return {"Authorization": f"Bearer {os.environ['HF_TOKEN']}"} if os.environ.get("HF_TOKEN") else {}


store = HuggingFace
