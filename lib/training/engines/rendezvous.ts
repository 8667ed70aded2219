import type { Construct } from 'constructs';
import type { EnvVar } from '../../../imports/kubernetes';
import { emit } from '../../kinds/emit';
import type { Labels } from '../../vocabulary/labels';

/** Port at which the first worker waits for the others; PyTorch's usual one. */
export const rendezvousPort = 29500;

/** Gives each worker a name in DNS, also before it is ready. */
export function rendezvousService(scope: Construct, name: string, labels: Labels): void {
  emit(scope, 'Rendezvous', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels },
    spec: {
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      selector: labels,
      ports: [{ name: 'rendezvous', port: rendezvousPort, protocol: 'TCP', targetPort: rendezvousPort }],
    },
  });
}

/** How one worker finds the others: one process a worker; a launcher such as torchrun starts more. */
export function rendezvousEnv(job: string, service: string, workers: number): readonly EnvVar[] {
  const index = { fieldRef: { fieldPath: "metadata.annotations['batch.kubernetes.io/job-completion-index']" } };
  return [
    { name: 'MASTER_ADDR', value: `${job}-0.${service}` },
    { name: 'MASTER_PORT', value: String(rendezvousPort) },
    { name: 'WORLD_SIZE', value: String(workers) },
    { name: 'RANK', valueFrom: index },
    { name: 'NODE_RANK', valueFrom: index },
  ];
}
