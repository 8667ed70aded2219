import {
  cpu,
  daily,
  type Environment,
  internal,
  type MonitoringStackProps,
  outside,
  peer,
  type RunSweeperProps,
  type WorkspaceProps,
} from '../../lib';
import type { HousePricesSettings } from '../house-prices/settings';
import { development } from './platforms';

/** An environment of this company: what every app in it may differ by. */
export interface AppEnvironment extends Environment {
  readonly quota: WorkspaceProps['quota'];
  readonly groups: NonNullable<WorkspaceProps['groups']>;
  readonly sweeper: RunSweeperProps;
  readonly monitoring: MonitoringStackProps;
  readonly housePrices: HousePricesSettings;
}

const registry = 'registry.example.com/house-prices';

/** Complete, and small; each environment says what it changes. */
export const base: AppEnvironment = {
  name: 'dev',
  namespace: 'dev',
  platform: development,
  quota: { cpu: '8', memory: '32Gi', pods: 40, storage: '100Gi', claims: 10, loadBalancers: 0 },
  groups: { dataScientists: ['data-science'], mlEngineers: ['ml-engineering'], viewers: ['everyone'] },
  sweeper: { image: 'registry.example.com/cdk8s-mlops/sweeper:0.1.0', keep: 3 },
  monitoring: {
    retention: '3d',
    storage: '5Gi',
    compute: { cpu: '100m', memory: '512Mi' },
    interval: '15s',
  },
  housePrices: {
    images: { data: `${registry}/data:1.0.0`, train: `${registry}/train:1.0.0`, serve: `${registry}/serve:1.0.0` },
    rawData: {
      houses: 's3://house-prices-raw/houses.csv',
      daily: 's3://bucket/daily',
      hosts: outside('object-storage', ['0.0.0.0/0'], [443]),
    },
    storage: { class: 'shared', data: '10Gi', models: '5Gi' },
    pipelines: {
      preprocess: daily('01:00'),
      import: daily('02:00'),
      compute: { cpu: '200m', memory: '512Mi' },
      keepRuns: 1,
    },
    training: { compute: { cpu: '500m', memory: '1Gi' }, placement: {}, dataVersion: '2026-11-01' },
    serving: {
      compute: { cpu: '100m', memory: '512Mi' },
      scale: { min: 1, max: 2, on: [cpu(80)] },
      expose: internal(),
      frontend: peer({ name: 'shop', namespace: 'shop', labels: { 'app.kubernetes.io/name': 'shop' } }),
      objectives: { availability: 99, p95: '500ms' },
    },
  },
};
