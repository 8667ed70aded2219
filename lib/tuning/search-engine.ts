import type { Construct } from 'constructs';
import type { EnvVar, PodTemplate } from '../../imports/kubernetes';
import type { AccessRequest } from '../companions/network-access';
import type { Engine, FeatureTable, Rendered } from '../engine';
import type { Platform } from '../platform/platform';
import type { ContainerRequest } from '../pod/container';
import type { Field } from '../problems';
import type { RunIdentity } from '../training/run-identity';
import type { Labels } from '../vocabulary/labels';
import type { Mount } from '../vocabulary/storage';
import type { SearchSpec } from './hyperparameter-search-spec';
import type { NamedParameter } from './search';

export type SearchFeature =
  | 'goal'
  | 'moreMetrics'
  | 'deadline'
  | 'failedTrials'
  | 'retries'
  | 'fatalExitCodes'
  | 'outputs'
  | 'sidecars';

/** What a search can ask an engine for. */
export const searchFeatures: FeatureTable<SearchSpec, SearchFeature> = {
  goal: { prop: 'objective', asked: ({ objective: { goal } }) => goal },
  moreMetrics: { prop: 'objective', asked: ({ objective: { also } }) => also.length > 0 && also },
  deadline: { prop: 'deadline', asked: ({ props }) => props.deadline },
  failedTrials: { prop: 'failedTrials', asked: ({ props }) => props.failedTrials },
  retries: { prop: 'training', asked: ({ props }) => props.training.retries },
  fatalExitCodes: { prop: 'training', asked: ({ props }) => props.training.fatalExitCodes },
  outputs: { prop: 'outputs', asked: ({ outputs }) => outputs !== undefined && 'outputs' },
  sidecars: { prop: 'training', asked: ({ props }) => (props.training.sidecars ?? []).length > 0 && 'sidecars' },
};

/** What an engine adds to the pod of a trial: never more than its own way of handing over the parameters. */
export interface TrialAdditions {
  readonly env?: readonly EnvVar[];
  /** What the container runs. @default the training's command and arguments */
  readonly program?: { readonly command: readonly string[]; readonly args?: readonly string[] };
  /** Containers that run before it, after those of the training. */
  readonly before?: readonly ContainerRequest[];
  readonly mounts?: readonly Mount[];
}

/** Everything an engine renders from. */
export interface SearchContext {
  /** Name of the search; the name of this run is `<stem>-<run>`. */
  readonly stem: string;
  readonly spec: SearchSpec;
  readonly identity: RunIdentity;
  readonly platform: Platform;
  /** Labels of every object; they select the pods. */
  readonly labels: Labels;
  /** Labels of the Jobs that wait in a queue. */
  readonly queue: Labels;
  /** The finished pod of a trial, from the library's only pod writer. */
  readonly pod: (additions?: TrialAdditions) => PodTemplate;
}

/** What an engine checks itself against. */
export interface SearchRequest {
  readonly name: string;
  readonly spec: SearchSpec;
  readonly platform: Platform;
}

/** Values of a trial by the name of the parameter. */
export type TrialParameters = Readonly<Record<string, string>>;

export interface RenderedSearch extends Rendered {
  /** Parameters of each trial by its number; none where they are chosen while the search runs. */
  readonly trials: readonly TrialParameters[];
}

export interface SearchEngine extends Engine<SearchFeature> {
  /** How it chooses trials, as plain data: it decides a run. */
  readonly declares: object;
  /** How many trials there are where nobody says so. @default somebody must */
  trials?(parameters: readonly NamedParameter[]): number | undefined;
  /** Longest name of a run: what the back end derives from it must fit too. */
  nameLimit(spec: SearchSpec): number;
  /** Problems of its settings, and of this search with it. */
  check(request: SearchRequest, field: Field): void;
  /** Connections of its own, beside those that the training declares. @default none */
  connections?(name: string, labels: Labels): readonly AccessRequest[];
  render(scope: Construct, context: SearchContext): RenderedSearch;
}
