import { cpu, daily, extend, loadBalancer, outside, slack } from '../../lib';
import { base } from './base';
import { production } from './platforms';

/** What customers see. */
export const prod = extend(base, {
  name: 'prod',
  namespace: 'prod',
  platform: production,
  quota: { cpu: '64', memory: '256Gi', pods: 100, storage: '2Ti', loadBalancers: 1 },
  groups: { dataScientists: undefined, mlEngineers: undefined, deployers: ['release-managers'] },
  sweeper: { keep: 10 },
  monitoring: {
    retention: '30d',
    storage: '50Gi',
    compute: { cpu: '500m', memory: '4Gi' },
    interval: '30s',
    notify: [slack('#ml-alerts', { secret: 'alert-slack', outside: outside('slack', ['0.0.0.0/0'], [443]) })],
  },
  housePrices: {
    storage: { data: '200Gi', models: '100Gi' },
    pipelines: {
      preprocess: daily('01:00', 'Europe/Berlin'),
      import: daily('02:00', 'Europe/Berlin'),
      compute: { cpu: '1', memory: '4Gi' },
      keepRuns: 7,
    },
    training: { compute: { cpu: '8', memory: '32Gi' }, placement: { pool: 'highmem' } },
    serving: {
      compute: { cpu: '500m', memory: '2Gi' },
      scale: { min: 3, max: 12, on: [cpu(70)] },
      expose: loadBalancer(),
      objectives: { availability: 99.5, p95: '250ms' },
      servedRun: 'd7g8q2hm', // promoted by hand, once staging has served it
    },
  },
});
