import { cpu, extend, route, weekly } from '../../lib';
import { base } from './base';

/** Shaped as prod, at a fraction of its size; training on spot nodes. */
export const staging = extend(base, {
  name: 'staging',
  namespace: 'staging',
  quota: { cpu: '32', memory: '128Gi', storage: '500Gi' },
  groups: { dataScientists: undefined, deployers: ['release-managers'] },
  housePrices: {
    storage: { data: '50Gi', models: '20Gi' },
    pipelines: {
      preprocess: weekly('MON', '01:00'),
      import: weekly('MON', '02:00'),
      compute: { cpu: '500m', memory: '1Gi' },
      keepRuns: 3,
    },
    training: { compute: { cpu: '4', memory: '16Gi' }, placement: { spot: true } },
    serving: {
      compute: { cpu: '250m', memory: '1Gi' },
      scale: { min: 2, max: 4, on: [cpu(70)] },
      expose: route('prices.staging.example.com'),
    },
  },
});
