import type { PodTemplate } from '../../imports/kubernetes';
import { Claim, environmentFrom, type PodField, secretFiles, type WorkloadProps } from '../../lib';

const data = Claim.reference({ name: 'data', access: 'ReadWriteMany' });

/** One thing asked of a workload and where it must stand in its pod, whatever construct and engine writes it. */
export interface WorkloadCase {
  readonly says: string;
  readonly asks: Partial<WorkloadProps>;
  readonly gives: (main: PodTemplate['spec']['containers'][number], pod: PodTemplate['spec']) => unknown;
  readonly expected: unknown;
  /** Part of a pod without which an engine cannot. @default none */
  readonly field?: PodField;
  /** Feature without which an engine cannot. @default none */
  readonly feature?: string;
  /** How an engine says it that does not carry the field. @default it refuses */
  readonly otherwise?: {
    readonly says: string;
    readonly gives: (containers: PodTemplate['spec']['containers'], pod: PodTemplate['spec']) => unknown;
    readonly expected: unknown;
  };
}

export const workloadCases: readonly WorkloadCase[] = [
  {
    says: 'the image',
    asks: { image: 'registry.example.com/x:2.1' },
    gives: ({ image }) => image,
    expected: 'registry.example.com/x:2.1',
  },
  {
    says: 'a variable',
    asks: { env: { MODE: 'a "b" $c' } },
    gives: ({ env }) => env?.find(({ name }) => name === 'MODE'),
    expected: { name: 'MODE', value: 'a "b" $c' },
  },
  {
    says: 'requests and limits',
    asks: { compute: { cpu: '1500m', cpuLimit: '2', memory: '4Gi', ephemeralStorage: '2Gi' } },
    gives: ({ resources }) => resources,
    expected: {
      requests: { cpu: '1500m', memory: '4Gi', 'ephemeral-storage': '2Gi' },
      limits: { cpu: '2', memory: '4Gi', 'ephemeral-storage': '2Gi' },
    },
  },
  {
    says: 'a pool with its taint',
    field: 'nodeSelector',
    asks: { placement: { pool: 'spot', spot: true } },
    gives: (_main, { nodeSelector, tolerations }) => [nodeSelector, tolerations],
    expected: [{ 'capacity-type': 'spot' }, [{ key: 'spot', operator: 'Exists', effect: 'NoSchedule' }]],
  },
  {
    says: 'a claim',
    field: 'claims',
    asks: { mounts: [data.at('/data', { readOnly: true })] },
    gives: ({ volumeMounts }, { volumes }) => [volumeMounts?.[0], volumes?.[0]],
    expected: [
      { name: 'claim-data', mountPath: '/data', readOnly: true },
      { name: 'claim-data', persistentVolumeClaim: { claimName: 'data' } },
    ],
  },
  {
    says: 'secrets by reference',
    field: 'wholeSecrets',
    asks: { secrets: [environmentFrom('all'), secretFiles('certs', '/certs')] },
    gives: ({ envFrom, volumeMounts }) => [envFrom, volumeMounts?.at(-1)],
    expected: [[{ secretRef: { name: 'all' } }], { name: 'secret-certs', mountPath: '/certs', readOnly: true }],
  },
  {
    says: 'the user',
    field: 'securityContext',
    otherwise: {
      says: 'in each container, without the group of files',
      gives: ([main], { securityContext }) => [
        main?.securityContext?.runAsUser,
        main?.securityContext?.runAsGroup,
        main?.securityContext?.runAsNonRoot,
        main?.securityContext?.seccompProfile,
        securityContext,
      ],
      expected: [20_001, 20_002, true, { type: 'RuntimeDefault' }, undefined],
    },
    asks: { runAs: { user: 20_001, group: 20_002 } },
    gives: (_main, { securityContext }) => [
      securityContext?.runAsUser,
      securityContext?.runAsGroup,
      securityContext?.fsGroup,
    ],
    expected: [20_001, 20_002, 20_002],
  },
  {
    says: 'a sidecar that starts before and ends after',
    feature: 'sidecars',
    field: 'initContainers',
    otherwise: {
      says: 'beside the server, started and ended with it',
      gives: (containers, { initContainers }) => [containers.map(({ name }) => name).slice(1), initContainers],
      expected: [['proxy'], undefined],
    },
    asks: {
      sidecars: [{ name: 'proxy', image: 'registry.example.com/proxy:1', compute: { cpu: '50m', memory: '64Mi' } }],
    },
    gives: (_main, { initContainers }) => initContainers?.map(({ name, restartPolicy }) => [name, restartPolicy]),
    expected: [['proxy', 'Always']],
  },
  {
    says: 'an existing account',
    asks: { identity: { account: 'shared' } },
    gives: (_main, { serviceAccountName }) => serviceAccountName,
    expected: 'shared',
  },
  {
    says: 'the token of an account that has rules',
    field: 'token',
    asks: { identity: { rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }] } },
    gives: (_main, { automountServiceAccountToken }) => automountServiceAccountToken,
    expected: true,
  },
];
