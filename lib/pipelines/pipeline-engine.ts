import type { Construct } from 'constructs';
import type { PodTemplate } from '../../imports/kubernetes';
import type { Engine, FeatureTable, Rendered } from '../engine';
import type { Platform } from '../platform/platform';
import type { Labels } from '../vocabulary/labels';
import type { PipelineSpec } from './data-pipeline-spec';

export type PipelineFeature = 'branches' | 'stepRetries' | 'sidecars' | 'concurrency' | 'history';

/** What a pipeline can ask an engine for. */
export const pipelineFeatures: FeatureTable<PipelineSpec, PipelineFeature> = {
  branches: {
    prop: 'steps',
    asked: ({ chain, steps }) => (chain ? undefined : `steps that branch: ${steps.map(({ name }) => name).join(', ')}`),
  },
  stepRetries: { prop: 'steps', asked: ({ steps }) => steps.find(({ retries }) => retries !== undefined)?.name },
  sidecars: { prop: 'sidecars', asked: ({ props }) => ((props.sidecars ?? []).length > 0 ? 'sidecars' : undefined) },
  concurrency: { prop: 'concurrency', asked: ({ props }) => props.concurrency },
  history: { prop: 'history', asked: ({ props }) => props.history },
};

/** Everything an engine renders from. */
export interface PipelineContext {
  readonly name: string;
  readonly spec: PipelineSpec;
  readonly platform: Platform;
  readonly labels: Labels;
  /** One pod that runs all steps, one after another. */
  readonly chainPod: () => PodTemplate;
}

export interface PipelineEngine extends Engine<PipelineFeature> {
  render(scope: Construct, context: PipelineContext): Rendered;
}
