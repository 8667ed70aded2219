/**
 * The gate before a SuperLink, in the SuperLink's own image: its libraries are Flower's. It lets through what a listed
 * site sends to the Fleet API; SuperLink checks the signature. A path is compared as it was sent, before decoding.
 */
export const gateProgram = String.raw`"""Lets the federation's sites through to the Fleet API, and nobody to any other API of the SuperLink."""
import argparse
import asyncio
import base64
import json
import os
import pathlib
import re
import ssl
import subprocess
import tempfile

import httpx
import uvicorn
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_ssh_public_key

FLEET = re.compile(rb"/v1/fleet/[a-z-]+")
OF_ONE_HOP = {b"connection", b"host", b"keep-alive", b"te", b"trailer", b"transfer-encoding", b"upgrade"}

options = argparse.ArgumentParser()
for name in ("superlink", "port", "certificate", "sites"):
    options.add_argument(f"--{name}", required=True)
given = options.parse_args()
certificate = pathlib.Path(given.certificate)
authority = str(certificate / "ca.crt")

home = pathlib.Path(os.environ["FLWR_HOME"])
home.mkdir(parents=True, exist_ok=True)
(home / "config.toml").write_text(
    f'[superlink.federation]\naddress = "{given.superlink}"\nroot-certificates = "{authority}"\n'
)
superlink = httpx.AsyncClient(
    base_url=f"https://{given.superlink}",
    verify=ssl.create_default_context(cafile=authority),
    timeout=httpx.Timeout(None, connect=5),
    limits=httpx.Limits(max_connections=None),
    trust_env=False,
)


def site_of(key):
    """The listed site with this key. The list is read each time: it changes while this runs."""
    for site, public in json.loads(pathlib.Path(given.sites).read_text()).items():
        pem = load_ssh_public_key(public.encode()).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        if base64.b64encode(pem) == key:
            return site, public
    return None


def register(site, public):
    """Tells the SuperLink of a site: it knows none when it starts without a database."""
    with tempfile.NamedTemporaryFile("w", suffix=".pub") as file:
        file.write(public)
        file.flush()
        command = ["flwr", "supernode", "register", file.name, "federation", "--name", site, "--format", "json"]
        done = subprocess.run(command, capture_output=True, text=True)
    print(f"site {site} registered: {' '.join(done.stdout.split())}", flush=True)


async def sent(receive):
    more = True
    while more:
        event = await receive()
        more = event.get("more_body", False)
        yield event.get("body", b"")


async def forward(scope, content):
    headers = [(name, value) for name, value in scope["headers"] if name.lower() not in OF_ONE_HOP]
    request = superlink.build_request("POST", scope["raw_path"].decode(), headers=headers, content=content)
    return await superlink.send(request, stream=True)


async def activate(scope, receive, site, public):
    """A site that starts is registered first, where the SuperLink does not know it."""
    content = b"".join([part async for part in sent(receive)])
    answer = await forward(scope, content)
    if answer.status_code != 412:
        return answer
    await answer.aclose()
    await asyncio.to_thread(register, site, public)
    return await forward(scope, content)


async def refuse(send, status, detail):
    print(f"refused with {status}: {detail}", flush=True)
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps({"code": 0, "detail": detail}).encode()})


async def gate(scope, receive, send):
    if scope["method"] != "POST" or not FLEET.fullmatch(scope["raw_path"]):
        return await refuse(send, 404, "only the Fleet API is served here")
    site = site_of(dict(scope["headers"]).get(b"flwr-public-key"))
    if site is None:
        return await refuse(send, 412, "the federation lists no site with this key")
    try:
        if scope["raw_path"] == b"/v1/fleet/activate-node":
            answer = await activate(scope, receive, *site)
        else:
            answer = await forward(scope, sent(receive))
    except httpx.TransportError as error:
        return await refuse(send, 502, f"the SuperLink does not answer: {error!r}")
    headers = [(name, value) for name, value in answer.headers.raw if name.lower() not in OF_ONE_HOP]
    await send({"type": "http.response.start", "status": answer.status_code, "headers": headers})
    try:
        async for part in answer.aiter_raw():
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        await answer.aclose()


async def serve(scope, receive, send):
    if scope["type"] == "http":
        await gate(scope, receive, send)


uvicorn.run(
    serve,
    host="0.0.0.0",
    port=int(given.port),
    ssl_certfile=str(certificate / "tls.crt"),
    ssl_keyfile=str(certificate / "tls.key"),
    lifespan="off",
    log_level="warning",
)
`;
