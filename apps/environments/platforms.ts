import { defaultPriorities, type Platform } from '../../lib';

/** The cluster of dev and staging. */
export const development: Platform = {
  cluster: 'development',
  kubernetes: '1.34',
  pools: {
    general: { cpu: '15890m', memory: '60Gi', labels: { 'node-pool': 'general' } },
    spot: {
      cpu: '191450m',
      memory: '1990Gi',
      labels: { 'capacity-type': 'spot' },
      taints: [
        { key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' },
        { key: 'capacity-type', value: 'spot', effect: 'NoSchedule' },
      ],
      spot: true,
    },
  },
  storageClasses: {
    standard: { access: ['ReadWriteOnce', 'ReadWriteOncePod'] },
    shared: { access: ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany'] },
  },
  priorities: defaultPriorities,
  operators: { 'metrics-server': { version: '0.8' } },
  apiServer: ['10.0.0.0/28'],
  kubeletReaders: ['dev', 'staging'],
  gateway: { name: 'public', namespace: 'gateways' },
};

/** The cluster of prod. */
export const production: Platform = {
  ...development,
  cluster: 'production',
  kubeletReaders: ['prod'],
  pools: {
    ...development.pools,
    gpu: {
      cpu: '191450m',
      memory: '1990Gi',
      gpu: { count: 8, runtimeClass: 'nvidia' },
      labels: { 'node-pool': 'gpu' },
      taints: [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' }],
    },
    highmem: { cpu: '63770m', memory: '490Gi', labels: { 'node-pool': 'highmem' } },
  },
};
