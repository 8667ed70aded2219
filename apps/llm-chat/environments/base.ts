import {
  deployment,
  type Environment,
  internal,
  type MonitoringStackProps,
  peer,
  type WorkspaceProps,
} from '../../../lib';
import type { LlmChatSettings } from '../settings';
import { development } from './platforms';

/** An environment of the team that talks. */
export interface ChatEnvironment extends Environment {
  readonly workspace: Omit<WorkspaceProps, 'environment'>;
  readonly monitoring: MonitoringStackProps;
  readonly llmChat: LlmChatSettings;
}

/** Complete, and small: one replica of a stand-in for vLLM, on a CPU. */
export const base: ChatEnvironment = {
  name: 'dev',
  namespace: 'dev',
  platform: development,
  budget: { month: 50, currency: 'USD' },
  workspace: {
    quota: { cpu: '8', memory: '32Gi', pods: 40, storage: '100Gi', claims: 10 },
    groups: { dataScientists: ['language-science'], mlEngineers: ['ml-engineering'], viewers: ['everyone'] },
  },
  monitoring: { retention: '3d', storage: '5Gi', compute: { cpu: '100m', memory: '512Mi' }, interval: '15s' },
  llmChat: {
    image: 'registry.example.com/llm-chat/stand-in:1.0.0',
    env: { WORD_SECONDS: '0.02' }, // a word takes as long as a large model needs for it
    server: { maxModelLength: 2048, maxSequences: 4 },
    compute: { cpu: '250m', memory: '256Mi' },
    engine: deployment(),
    replicas: 1,
    waiting: { target: 8, alert: 40 },
    expose: internal(),
    drain: '30s',
    assistant: peer({ name: 'assistant', namespace: 'assistant', labels: { 'app.kubernetes.io/name': 'assistant' } }),
    objectives: { availability: 99, p95: '20s' },
  },
};
