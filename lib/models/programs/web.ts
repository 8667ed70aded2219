/** runtime/model-fetcher/web.py; `npm run embed` writes this. */
export const web = `"""Requests over HTTP as every store needs them: tried again, and without secrets for other hosts."""

import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ElementTree

ATTEMPTS = int(os.environ.get("FETCH_ATTEMPTS", "6"))
TIMEOUT = 60


class Unusable(Exception):
    """The message says why the model cannot be fetched; trying again does not help."""


class OwnHostOnly(urllib.request.HTTPRedirectHandler):
    """A store sends downloads on to other hosts, which must not see its secrets."""

    def redirect_request(self, request, fp, code, msg, headers, newurl):
        following = super().redirect_request(request, fp, code, msg, headers, newurl)
        if following is not None and urllib.parse.urlsplit(newurl).netloc != urllib.parse.urlsplit(request.full_url).netloc:
            following.headers = {name: value for name, value in following.headers.items() if name.lower() == "range"}
        return following


opener = urllib.request.build_opener(OwnHostOnly)


def passing(error):
    """Whether it may work the next time."""
    return not isinstance(error, urllib.error.HTTPError) or error.code in (408, 425, 429) or error.code >= 500


def patiently(act, what):
    """Does it again while that may help, each time after a longer wait."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return act()
        except (OSError, EOFError) as error:
            if not passing(error):
                raise Unusable(f"{what}: {error.code} {error.reason}: {error.read().decode(errors='replace')[:300]}") from None
            if attempt == ATTEMPTS:
                raise Unusable(f"{what}: {error}, {ATTEMPTS} times") from None
            print(f"{what}: {error}; trying again", flush=True)
            time.sleep(min(2**attempt, 30) * float(os.environ.get("FETCH_PATIENCE", "1")))


def opened(url, headers=None, data=None):
    return opener.open(urllib.request.Request(url, headers=headers or {}, data=data), timeout=TIMEOUT)


def body(url, headers=lambda url: {}, data=None):
    """A small answer; the headers are made anew for each attempt, and the answer's are given back too."""

    def ask():
        with opened(url, headers(url), data) as answer:
            return answer.read(), answer.headers

    return patiently(ask, shown(url))


def document(url, headers=lambda url: {}, data=None):
    return json.loads(body(url, headers, data)[0])


def tree(url, headers=lambda url: {}):
    """XML without its namespaces."""
    root = ElementTree.fromstring(body(url, headers)[0])
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    return root


def shown(url):
    """Without the query, in which signatures stand."""
    return url.partition("?")[0]
`;
