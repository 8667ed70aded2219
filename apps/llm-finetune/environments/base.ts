import {
  type Environment,
  kubernetesJob,
  type MonitoringStackProps,
  type RunSweeperProps,
  type WorkspaceProps,
} from '../../../lib';
import type { LlmFinetuneSettings } from '../settings';
import { development } from './platforms';

/** An environment of the team that works on language models. */
export interface LanguageEnvironment extends Environment {
  readonly workspace: Omit<WorkspaceProps, 'environment'>;
  readonly sweeper: RunSweeperProps;
  readonly monitoring: MonitoringStackProps;
  readonly llmFinetune: LlmFinetuneSettings;
}

/** Complete, and small: two workers on CPUs, which meet as the nodes of prod do. */
export const base: LanguageEnvironment = {
  name: 'dev',
  namespace: 'dev',
  platform: development,
  budget: { month: 200, currency: 'USD' },
  workspace: {
    quota: { cpu: '8', memory: '32Gi', pods: 40, storage: '100Gi', claims: 10 },
    groups: { dataScientists: ['language-science'], mlEngineers: ['ml-engineering'], viewers: ['everyone'] },
  },
  sweeper: { image: 'registry.example.com/cdk8s-mlops/sweeper:0.1.0', keep: 3 },
  monitoring: { retention: '3d', storage: '5Gi', compute: { cpu: '100m', memory: '512Mi' }, interval: '15s' },
  llmFinetune: {
    image: 'registry.example.com/llm-finetune/train:1.0.0',
    storage: { class: 'shared', data: '1Gi', adapters: '1Gi' },
    model: { width: 64, layers: 2, heads: 4, context: 64, rank: 8, batch: 16, steps: 1000 },
    dataVersion: '2026-11-01',
    training: {
      engine: kubernetesJob(),
      workers: 2,
      compute: { cpu: '1', memory: '2Gi' },
      placement: {},
      checkpoint: { interval: '2s', saveTime: '1s' },
      restarts: 3,
      retries: 3,
      deadline: '1h',
    },
  },
};
