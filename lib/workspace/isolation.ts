import type { Construct } from 'constructs';
import { emit } from '../kinds/emit';
import type { Platform } from '../platform/platform';

/** Nothing in, nothing out, but questions to the cluster DNS; constructs open what they declare. */
export function isolation(scope: Construct, { dnsNamespace = 'kube-system' }: Platform): void {
  policy(scope, 'default-deny', { podSelector: {}, policyTypes: ['Egress', 'Ingress'] });
  policy(scope, 'allow-dns', {
    podSelector: {},
    policyTypes: ['Egress'],
    egress: [
      {
        to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': dnsNamespace } } }],
        ports: [
          { port: 53, protocol: 'UDP' },
          { port: 53, protocol: 'TCP' },
        ],
      },
    ],
  });
}

function policy(scope: Construct, name: string, spec: object): void {
  emit(scope, name, { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name }, spec });
}
