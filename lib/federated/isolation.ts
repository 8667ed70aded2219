import type { Construct } from 'constructs';
import { emit } from '../kinds/emit';
import type { Platform } from '../platform/platform';
import type { Outside, Peer } from '../vocabulary/access';

/** Nothing in and nothing out, whatever the namespace allows elsewhere, but what further policies open. */
export function closed(scope: Construct, { name, labels }: Peer): void {
  policy(scope, `${name}-closed`, labels, { policyTypes: ['Egress', 'Ingress'] });
}

/** Questions to the cluster DNS: without them no host is found. */
export function asksDns(scope: Construct, { name, labels }: Peer, { dnsNamespace = 'kube-system' }: Platform): void {
  const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': dnsNamespace } };
  const ports = ['UDP', 'TCP'].map((protocol) => ({ port: 53, protocol }));
  policy(scope, `${name}-to-dns`, labels, {
    policyTypes: ['Egress'],
    egress: [{ to: [{ namespaceSelector }], ports }],
  });
}

/** Lets in who calls from addresses outside of the cluster. */
export function letsIn(scope: Construct, { name, labels, ports = [] }: Peer, { name: from, cidrs }: Outside): void {
  const peers = cidrs.map((cidr) => ({ ipBlock: { cidr } }));
  policy(scope, `${name}-from-${from}`, labels, {
    policyTypes: ['Ingress'],
    ingress: [{ from: peers, ports: ports.map((port) => ({ port, protocol: 'TCP' })) }],
  });
}

function policy(scope: Construct, name: string, labels: Peer['labels'], rules: object): void {
  emit(scope, name, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, labels },
    spec: { podSelector: { matchLabels: labels }, ...rules },
  });
}
