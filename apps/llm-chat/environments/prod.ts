import { argoRollout, extend, outside, peer, route, slack } from '../../../lib';
import { base } from './base';
import { production } from './platforms';

/** vLLM on two to four replicas of four H100 each; new versions take over step by step. */
export const prod = extend(base, {
  name: 'prod',
  namespace: 'prod',
  platform: production,
  budget: { month: 150_000, currency: 'USD' },
  workspace: {
    quota: { cpu: '300', memory: '5Ti', storage: '2Ti', gpus: { h100: 32 } },
    groups: { dataScientists: undefined, mlEngineers: undefined, deployers: ['release-managers'] },
  },
  monitoring: {
    retention: '30d',
    storage: '50Gi',
    compute: { cpu: '500m', memory: '4Gi' },
    interval: '30s',
    notify: [slack('#language', { secret: 'alert-slack', outside: outside('slack', ['0.0.0.0/0'], [443]) })],
  },
  llmChat: {
    image: 'docker.io/vllm/vllm-openai:v0.33.0',
    env: undefined,
    weights: {
      repository: 'acme/chat-70b',
      commit: '0123456789abcdef0123456789abcdef01234567',
      size: '140Gi',
      mirror: {
        address: 'http://hub-mirror.models.svc:8080',
        at: peer({ name: 'hub-mirror', namespace: 'models', labels: { app: 'hub-mirror' }, ports: [8080] }),
      },
      cache: { class: 'shared', size: '500Gi' },
    },
    server: { tensorParallel: 4, maxModelLength: 16_384, maxSequences: 32 },
    compute: { cpu: '32', memory: '512Gi', ephemeralStorage: '20Gi', gpu: { pool: 'h100', count: 4, memory: '80G' } },
    engine: argoRollout(),
    replicas: undefined,
    scale: { min: 2, max: 4 },
    // At half of the requests a version has up to two replicas, for each of which the autoscaler lets 8 wait.
    canary: { steps: [10, 25, 50], minRequests: 50, failures: 0.02, slow: 0.05, waiting: 16 },
    drain: '2m', // answers under way come to their end
    expose: route('chat.example.com', '/v1', { timeout: '2m' }), // metrics stay inside
    objectives: { availability: 99.5 },
  },
});
