import { kubectl, objects } from '../cluster/kubectl';

interface Policy {
  readonly metadata: { readonly name: string };
}
interface Slices {
  readonly items: readonly {
    readonly endpoints: readonly { readonly addresses: readonly string[] }[];
    readonly ports: readonly { readonly port: number }[];
  }[];
}

/** What the policies to the API server of a namespace let through becomes where that of this cluster stands. */
export function openToApiServer(namespace: string): void {
  const ofKubernetes = ['-n', 'default', '-l', 'kubernetes.io/service-name=kubernetes', '-o', 'json'];
  const slices = JSON.parse(kubectl('get', 'endpointslices', ...ofKubernetes)) as Slices;
  const egress = slices.items.map(({ endpoints, ports }) => ({
    to: endpoints.flatMap(({ addresses }) => addresses.map((address) => ({ ipBlock: { cidr: `${address}/32` } }))),
    ports: ports.map(({ port }) => ({ port, protocol: 'TCP' })),
  }));
  for (const { metadata } of objects<Policy>('networkpolicies', namespace)) {
    if (!metadata.name.endsWith('-to-api-server')) continue;
    const patch = ['--type=merge', '-p', JSON.stringify({ spec: { egress } })];
    kubectl('patch', 'networkpolicy', metadata.name, '-n', namespace, ...patch);
  }
}
