"""One file of a web server: https://host/path/model.onnx."""

import os
import urllib.parse

from store import File, Store, inside


class HttpFile(Store):
    single = True

    def __init__(self, uri):
        self.uri = uri

    def files(self):
        name = urllib.parse.unquote(urllib.parse.urlsplit(self.uri).path.rsplit("/", 1)[1])
        yield File(inside(name), self.uri)

    def headers(self, url):
        return {"Authorization": os.environ["AUTHORIZATION"]} if os.environ.get("AUTHORIZATION") else {}


store = HttpFile
