import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { exposition } from './cluster-state';
import { scratch } from './emitted';
import { type Around, machine, type Pod } from './pod';

const token = 'a-token-of-the-tests';

/** A certificate for this machine that its pods trust. */
function certificate(): { readonly key: string; readonly cert: string } {
  const [key, cert] = [join(scratch, 'tls.key'), join(scratch, 'tls.crt')];
  const names = ['-subj', '/CN=kubernetes', '-addext', `subjectAltName=IP:${machine}`];
  const files = ['-keyout', key, '-out', cert, '-days', '2'];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...files, ...names], { stdio: 'ignore' });
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

/** Serves over TLS to whoever shows the token of the service account; its port, since another suite may have left its own. */
async function serve(tls: ReturnType<typeof certificate>, answer: RequestListener): Promise<number> {
  const server = createServer(tls, (request, response) => {
    if (request.headers.authorization === `Bearer ${token}`) answer(request, response);
    else response.writeHead(401).end();
  });
  await new Promise<void>((resolve) => server.listen(0, machine, resolve));
  return (server.address() as AddressInfo).port;
}

const wanted = (selector: string) => selector.split(',').map((pair) => pair.split('=') as [string, string]);

/**
 * The two lists that Prometheus reads to find its targets: the pods of a namespace, which this one runs, and the
 * nodes, whose only kubelet is here and answers with the page that `kubelet` gives.
 * @returns what a kubelet would tell a pod about its API server
 */
export async function kubernetesApi(
  namespace: string,
  pods: readonly Pod[],
  kubelet: () => string,
): Promise<NonNullable<Around['account']>> {
  const tls = certificate();
  const kubeletPort = await serve(tls, (_request, response) => {
    response.writeHead(200, exposition).end(kubelet());
  });
  const lists: Readonly<Record<string, (selector: string) => object>> = {
    [`/api/v1/namespaces/${namespace}/pods`]: (selector) => ({
      kind: 'PodList',
      items: pods
        .filter(({ template }) => wanted(selector).every(([key, value]) => template.metadata.labels[key] === value))
        .map(({ template, address, name }, index) => ({
          metadata: { ...template.metadata, namespace, name: name ?? `pod-${index}`, uid: `${index}` },
          spec: { ...template.spec, nodeName: 'node' },
          status: {
            phase: 'Running',
            podIP: address,
            hostIP: machine,
            conditions: [{ type: 'Ready', status: 'True' }],
          },
        })),
    }),
    '/api/v1/nodes': () => ({
      kind: 'NodeList',
      items: [
        {
          metadata: { name: 'node', uid: 'node' },
          status: {
            addresses: [{ type: 'InternalIP', address: machine }],
            daemonEndpoints: { kubeletEndpoint: { Port: kubeletPort } },
          },
        },
      ],
    }),
  };
  const apiPort = await serve(tls, (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', `https://${machine}`);
    const list = lists[pathname];
    if (list === undefined) {
      response.writeHead(403).end();
      return;
    }
    response.writeHead(200, { 'Content-Type': 'application/json' });
    // Nothing changes, so a watch stays open and says nothing.
    if (searchParams.has('watch')) response.flushHeaders();
    else {
      const found = list(searchParams.get('labelSelector') ?? '');
      response.end(JSON.stringify({ apiVersion: 'v1', metadata: { resourceVersion: '1' }, ...found }));
    }
  });
  return {
    env: { KUBERNETES_SERVICE_HOST: machine, KUBERNETES_SERVICE_PORT: String(apiPort) },
    files: { token, 'ca.crt': tls.cert, namespace },
  };
}
