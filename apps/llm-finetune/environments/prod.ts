import { extend, kubeflowTrainer, outside, peer, slack } from '../../../lib';
import { base } from './base';
import { production } from './platforms';

/** Four nodes of eight H100 that may be taken away; what is lost goes on, on nodes that stay where no other is free. */
export const prod = extend(base, {
  name: 'prod',
  namespace: 'prod',
  platform: production,
  budget: { month: 6000, currency: 'USD' },
  workspace: {
    quota: { cpu: '512', memory: '5Ti', storage: '5Ti', gpus: { 'h100-spot': 32 } },
    groups: { dataScientists: undefined, mlEngineers: undefined, deployers: ['release-managers'] },
    queues: { training: 'language' },
  },
  sweeper: { keep: 10 },
  monitoring: {
    retention: '30d',
    storage: '50Gi',
    compute: { cpu: '500m', memory: '4Gi' },
    interval: '30s',
    notify: [slack('#language', { secret: 'alert-slack', outside: outside('slack', ['0.0.0.0/0'], [443]) })],
  },
  llmFinetune: {
    storage: { data: '500Gi', adapters: '500Gi' },
    model: { width: 4096, layers: 32, heads: 32, context: 2048, rank: 16, batch: 128, steps: 5000 },
    tracking: {
      uri: 'http://mlflow.tracking.svc:5000',
      at: peer({ name: 'mlflow', namespace: 'tracking', labels: { app: 'mlflow' }, ports: [5000] }),
    },
    training: {
      engine: kubeflowTrainer(),
      workers: 4,
      compute: {
        cpu: '96',
        memory: '1Ti',
        ephemeralStorage: '200Gi',
        gpu: { pool: 'h100-spot', count: 8, memory: '80G' },
      },
      placement: { queue: 'training' },
      checkpoint: { interval: '10m', saveTime: '1m', fallback: 'h100' },
      restarts: 20,
      retries: 5,
      deadline: '12h',
    },
  },
});
