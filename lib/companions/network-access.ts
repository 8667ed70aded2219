import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Platform } from '../platform/platform';
import type { Access, Outside, Peer } from '../vocabulary/access';
import { type Edge, writeEdge } from './network-edge';

/** Who may reach a workload beyond its declared callers. */
export interface OpenTo {
  /** Ends the policy's name: `<workload>-from-<name>`. */
  readonly name: string;
  /** Namespace of the callers; undefined: any address. */
  readonly namespace?: string;
  readonly ports: readonly number[];
}

/** The workload at this end. */
export interface AccessRequest {
  readonly self: Peer;
  readonly access: Access;
  /** Callers that its exposure lets in. */
  readonly openTo?: readonly OpenTo[];
  /** Whether its own pods talk to each other. @default false */
  readonly amongPods?: boolean;
}

/** The cloud's metadata service, which hands out the node's credentials. */
const metadataService = '169.254.169.254/32';

/** One NetworkPolicy an edge and direction; both ends where both stand in this namespace. */
export function networkAccess(scope: Construct, request: AccessRequest, platform: Platform): void {
  const namespace = Chart.of(scope).namespace;
  for (const edge of edgesOf(request, namespace, platform)) {
    writeEdge(scope, edge, { own: edge.selector === request.self.labels, cluster: platform.cluster });
  }
}

function edgesOf(
  { self, access, openTo = [], amongPods = false }: AccessRequest,
  namespace: string | undefined,
  platform: Platform,
): readonly Edge[] {
  const { callers = [], calls = [], outside = [], apiServer = false } = access;
  const here = (peer: Peer) => peer.namespace === undefined || peer.namespace === namespace;
  return [
    ...callers.flatMap(({ peer }) => connection(peer, self, here(peer), true, namespace)),
    ...calls.flatMap(({ peer }) => connection(self, peer, true, here(peer), namespace)),
    ...outside.map((hosts) => outsideEdge(self, hosts)),
    ...(apiServer ? [outsideEdge(self, apiServerOf(platform))] : []),
    ...openTo.map(
      ({ name, namespace: from, ports }): Edge => ({
        name: `${self.name}-from-${name}`,
        selector: self.labels,
        direction: 'Ingress',
        ports,
        peers:
          from === undefined
            ? [{ ipBlock: { cidr: '0.0.0.0/0' } }, { ipBlock: { cidr: '::/0' } }]
            : [inNamespace(from)],
      }),
    ),
    ...(amongPods
      ? [
          {
            name: `${self.name}-from-workers`,
            selector: self.labels,
            direction: 'Ingress',
            peers: [pods(self)],
            ports: [],
          } as const,
          {
            name: `${self.name}-to-workers`,
            selector: self.labels,
            direction: 'Egress',
            peers: [pods(self)],
            ports: [],
          } as const,
        ]
      : []),
  ];
}

/** Both ends of a call: egress where the caller stands here, ingress where the callee does. */
function connection(
  caller: Peer,
  callee: Peer,
  callerHere: boolean,
  calleeHere: boolean,
  namespace: string | undefined,
): readonly Edge[] {
  const ports = callee.ports ?? [];
  return [
    ...(callerHere
      ? [
          {
            name: `${caller.name}-to-${callee.name}`,
            selector: caller.labels,
            direction: 'Egress' as const,
            peers: [podsFrom(callee, namespace)],
            ports,
          },
        ]
      : []),
    ...(calleeHere
      ? [
          {
            name: `${callee.name}-from-${caller.name}`,
            selector: callee.labels,
            direction: 'Ingress' as const,
            peers: [podsFrom(caller, namespace)],
            ports,
          },
        ]
      : []),
  ];
}

const apiServerOf = ({ apiServer = [], apiServerPorts = [443, 6443] }: Platform) => ({
  name: 'api-server',
  cidrs: apiServer,
  ports: apiServerPorts,
});

function outsideEdge(self: Peer, { name, cidrs, ports }: Pick<Outside, 'name' | 'cidrs' | 'ports'>): Edge {
  const peers = cidrs.map((cidr) => ({
    ipBlock: { cidr, ...(cidr === '0.0.0.0/0' && { except: [metadataService] }) },
  }));
  return { name: `${self.name}-to-${name}`, selector: self.labels, direction: 'Egress', peers, ports };
}

function inNamespace(name: string): { namespaceSelector: object } {
  return { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } };
}

function pods({ labels }: Peer): { podSelector: object } {
  return { podSelector: { matchLabels: labels } };
}

function podsFrom(peer: Peer, namespace: string | undefined): object {
  const elsewhere = peer.namespace !== undefined && peer.namespace !== namespace;
  return { ...(elsewhere && inNamespace(peer.namespace)), ...pods(peer) };
}
