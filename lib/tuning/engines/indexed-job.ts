import type { Construct } from 'constructs';
import { seconds } from '../../duration';
import { emit } from '../../kinds/emit';
import { atLeast } from '../../platform/version';
import { everyPodField } from '../../pod/pod-fields';
import type { Field } from '../../problems';
import { value } from '../../value';
import { grid } from '../grid';
import type { SearchSpec } from '../hyperparameter-search-spec';
import { type Point, type Search, search as searchCheck } from '../search';
import type { RenderedSearch, SearchContext, SearchEngine, SearchRequest } from '../search-engine';
import { searchMetadata, trialEnvironment } from '../search-object';
import { failurePolicy } from './failure-policy';
import { bringShell, shellFolder, trialProgram, trialScript } from './trial-program';

export interface IndexedJobOptions {
  /** Which points are tried: `grid()` or `randomSample()`. @default grid() */
  readonly search?: Search;
}

/** Kubernetes in which one failed index does not end the others. */
const failsByIndex = '1.29';

/** Longest argument that Linux passes to a program. */
const longestArgument = 128 * 1024;

/** One Kubernetes Job, a trial an index; the trials are decided at synth. Needs no operator. */
export function indexedJob({ search = grid() }: IndexedJobOptions = {}): SearchEngine {
  const points = ({ parameters, trials }: SearchSpec) => search.points(parameters, trials);
  return value('engine', {
    name: 'indexedJob',
    needs: [],
    supports: ['deadline', 'failedTrials', 'retries', 'fatalExitCodes', 'outputs', 'sidecars'],
    carries: everyPodField,
    owns: [],
    declares: search.declares,
    trials: search.trials,
    nameLimit: ({ trials }) => 63 - `-${trials - 1}`.length,
    check: (request, field) => check(search, request, field),
    render: (scope, context) => renderJob(scope, context, points(context.spec)),
  } as const satisfies SearchEngine);
}

function check(search: Search, { spec, platform }: SearchRequest, field: Field): void {
  const before = field.problems.length;
  searchCheck(search, field.at('engine').at('search'));
  if (field.problems.length > before) return;
  search.fits(spec.parameters, spec.trials, field);
  if (!atLeast(platform.kubernetes, failsByIndex)) {
    field.at('engine').problem('version-too-old', {
      got: `indexedJob() on Kubernetes ${platform.kubernetes}`,
      allowed: `Kubernetes ${failsByIndex} or newer, in which a failed trial does not end the others`,
      remedy: 'choose another engine, or upgrade the cluster and platform.kubernetes',
    });
  }
  if (field.problems.length > before) return;
  const size = trialScript(spec, search.points(spec.parameters, spec.trials)).length;
  if (size <= longestArgument) return;
  field.at('trials').problem('out-of-range', {
    got: `${spec.trials} trials, a table of ${size} characters`,
    allowed: `at most ${longestArgument} characters`,
    remedy: 'ask for fewer trials, or choose another engine',
  });
}

function renderJob(scope: Construct, context: SearchContext, points: readonly Point[]): RenderedSearch {
  const { spec, platform, labels, queue, pod } = context;
  const { trials, parallel, failedTrials, deadline, training } = spec;
  const { spec: podSpec, ...template } = pod({
    env: trialEnvironment(context, "metadata.annotations['batch.kubernetes.io/job-completion-index']"),
    program: trialProgram(spec, trialScript(spec, points)),
    before: [bringShell(spec, platform)],
    mounts: [shellFolder],
  });
  const trial = { ...template, spec: { ...podSpec, activeDeadlineSeconds: seconds(training.deadline) } };
  const metadata = searchMetadata(context);
  const workload = emit(scope, 'Resource', {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { ...metadata, labels: { ...metadata.labels, ...queue } },
    spec: {
      parallelism: parallel,
      completions: trials,
      completionMode: 'Indexed',
      backoffLimitPerIndex: training.retries,
      maxFailedIndexes: failedTrials,
      ...(deadline !== undefined && { activeDeadlineSeconds: seconds(deadline) }),
      podFailurePolicy: failurePolicy(training, 'FailIndex'),
      template: trial,
    },
  });
  return {
    objects: { workload },
    endpoints: [],
    podSets: [{ labels, count: parallel, pod: trial }],
    trials: points.map((point) =>
      Object.fromEntries(spec.parameters.map(({ name }, index) => [name, point[index] ?? ''])),
    ),
  };
}
