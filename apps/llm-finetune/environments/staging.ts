import { extend } from '../../../lib';
import { base } from './base';

/** One GPU: whether the model learns on what prod has eight a node of. */
export const staging = extend(base, {
  name: 'staging',
  namespace: 'staging',
  budget: { month: 500, currency: 'USD' },
  workspace: { quota: { cpu: '32', memory: '128Gi', storage: '200Gi', gpus: { l4: 1 } } },
  llmFinetune: {
    storage: { data: '10Gi', adapters: '10Gi' },
    model: { width: 1024, layers: 12, heads: 16, context: 512, rank: 16, batch: 16, steps: 2000 },
    training: {
      workers: 1,
      compute: { cpu: '8', memory: '64Gi', gpu: { pool: 'l4', count: 1, memory: '24G' } },
      checkpoint: { interval: '5m', saveTime: '20s' },
      deadline: '6h',
    },
  },
});
