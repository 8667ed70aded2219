import { defaultPriorities, type Environment, h100, type Platform, type Queues } from '../../lib';

export const queues: Queues = {
  clusterQueues: {
    research: {
      pools: {
        h100: { cpu: '380', memory: '3800Gi', gpus: 16, borrows: { gpus: 8 }, lends: { gpus: 4 } },
        general: { cpu: '64', memory: '240Gi' },
      },
      cohort: 'science',
      order: 'StrictFIFO',
      preemption: { withinQueue: 'LowerPriority', reclaims: 'Any', borrowsOver: 100 },
      weight: 2,
    },
    teaching: { pools: { h100: { cpu: '190', memory: '1900Gi', gpus: 8 } }, cohort: 'science' },
    lonely: { pools: { general: { cpu: '8', memory: '32Gi', ephemeralStorage: '50Gi' } } },
  },
  cohorts: { science: { parent: 'university', weight: 3 } },
  priorities: { 'model-training': 1000, urgent: 2000 },
  topologies: {
    datacenter: { levels: ['example.com/block', 'example.com/rack', 'kubernetes.io/hostname'], pools: ['h100'] },
  },
};

export const platform: Platform = {
  cluster: 'queued',
  kubernetes: '1.34',
  pools: {
    general: { cpu: '16', memory: '64Gi', labels: { pool: 'general' } },
    h100: { cpu: '190', memory: '1900Gi', gpu: h100({ count: 8 }) },
  },
  operators: { kueue: { version: '0.19' }, 'metrics-server': { version: '0.8' } },
  priorities: defaultPriorities,
  queues,
};

export const environment: Environment = { name: 'dev', namespace: 'dev', platform };
