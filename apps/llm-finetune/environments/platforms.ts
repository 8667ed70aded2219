import { coscheduling, defaultPriorities, h100, l4, type Platform } from '../../../lib';

const general = { cpu: '15890m', memory: '60Gi', labels: { 'node-pool': 'general' }, price: dollars(0.77) } as const;
const eightH100 = { cpu: '191450m', memory: '1990Gi', ephemeralStorage: '900Gi', gpu: h100({ count: 8 }) } as const;

function dollars(hour: number) {
  return { hour, currency: 'USD' } as const;
}

/** The cluster of dev and staging: CPUs, and a node with one L4. */
export const development: Platform = {
  cluster: 'language-development',
  kubernetes: '1.34',
  pools: {
    general,
    l4: { cpu: '31850m', memory: '120Gi', gpu: l4({ count: 1 }), nodes: { max: 1 }, price: dollars(1.32) },
  },
  storageClasses: { standard: { access: ['ReadWriteOnce'] }, shared: { access: ['ReadWriteOnce', 'ReadWriteMany'] } },
  priorities: defaultPriorities,
  operators: { 'metrics-server': { version: '0.8' } },
  apiServer: ['10.0.0.0/28'],
  kubeletReaders: ['dev', 'staging'],
};

/** The cluster of prod: nodes of eight H100, cheap ones that may be taken away, and some that stay. */
export const production: Platform = {
  ...development,
  cluster: 'language-production',
  kubeletReaders: ['prod'],
  pools: {
    general,
    h100: { ...eightH100, labels: { 'capacity-type': 'on-demand' }, nodes: { max: 4 }, price: dollars(98.32) },
    'h100-spot': { ...eightH100, labels: { 'capacity-type': 'spot' }, spot: true, price: dollars(39.33) },
  },
  operators: {
    ...development.operators,
    karpenter: { version: '1.14' },
    kueue: { version: '0.19' },
    'kubeflow-trainer': { version: '2.3' },
    jobset: { version: '0.12' },
    'scheduler-plugins': { version: '0.35' },
  },
  gang: coscheduling({ timeout: '10m' }),
  queues: {
    clusterQueues: {
      language: {
        pools: {
          'h100-spot': { cpu: '766', memory: '7960Gi', gpus: 32 },
          h100: { cpu: '766', memory: '7960Gi', gpus: 32 },
        },
        preemption: { withinQueue: 'LowerPriority' },
      },
    },
  },
};
