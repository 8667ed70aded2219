import { defaultPriorities, h100, type Platform } from '../../../lib';

function dollars(hour: number) {
  return { hour, currency: 'USD' } as const;
}

/** The cluster of dev: CPUs. */
export const development: Platform = {
  cluster: 'chat-development',
  kubernetes: '1.34',
  pools: { general: { cpu: '15890m', memory: '60Gi', labels: { 'node-pool': 'general' }, price: dollars(0.77) } },
  storageClasses: { standard: { access: ['ReadWriteOnce'] }, shared: { access: ['ReadWriteOnce', 'ReadWriteMany'] } },
  priorities: defaultPriorities,
  operators: { 'metrics-server': { version: '0.8' } },
  apiServer: ['10.0.0.0/28'],
  kubeletReaders: ['dev'],
};

/** The cluster of prod: four nodes of eight H100, so that all replicas have room twice while a version is rolled out. */
export const production: Platform = {
  ...development,
  cluster: 'chat-production',
  pools: {
    ...development.pools,
    h100: {
      cpu: '191450m',
      memory: '1990Gi',
      ephemeralStorage: '900Gi',
      gpu: h100({ count: 8 }),
      nodes: { max: 4 },
      price: dollars(98.32),
    },
  },
  operators: {
    ...development.operators,
    'argo-rollouts': { version: '1.9' },
    'rollouts-plugin-trafficrouter-gatewayapi': { version: '0.9' },
    keda: { version: '2.20', namespaces: ['keda'] },
  },
  gateway: { name: 'public', namespace: 'gateways' },
  kubeletReaders: ['prod'],
  customResourceReaders: ['prod'],
  volumeThroughput: '500Mi',
  downloadThroughput: '500Mi',
};
