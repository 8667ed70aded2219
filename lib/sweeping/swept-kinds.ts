import type { Kind } from '../kinds/kind';
import { Kinds } from '../kinds/kinds';
import type { Platform } from '../platform/platform';
import type { AccountRule } from '../vocabulary/identity';

/** Runs whose end `runtime/sweeper` can tell, as it names them. */
const runs: readonly string[] = [
  'jobs.batch',
  'trainjobs.trainer.kubeflow.org',
  'jobsets.jobset.x-k8s.io',
  'rayjobs.ray.io',
  'sparkapplications.sparkoperator.k8s.io',
  'experiments.kubeflow.org',
];

/** What a run has beside it, of its name; it goes with the run. */
const parts: readonly string[] = [
  'trainingruntimes.trainer.kubeflow.org',
  'podgroups.scheduling.x-k8s.io',
  'podgroups.scheduling.volcano.sh',
];

/** Kinds of runs of a cluster, and what is swept with them. */
export interface SweptKinds {
  readonly runs: readonly string[];
  readonly parts: readonly string[];
  /** What the sweeper may do with exactly these. */
  readonly rules: readonly AccountRule[];
}

const nameOf = ({ group, resource }: Kind) => `${resource}.${group}`;

/** Runs of Kubernetes itself, and of the operators that the platform states. */
export function sweptKinds({ operators = {} }: Platform): SweptKinds {
  const here = Kinds.all().filter(
    ({ lifecycle, operator }) => lifecycle === 'run' && (operator === undefined || operators[operator] !== undefined),
  );
  const among = (known: readonly string[]) => here.filter((kind) => known.includes(nameOf(kind)));
  const rights = (kinds: readonly Kind[], verbs: readonly string[]) =>
    kinds.map(({ group, resource }): AccountRule => ({ apiGroups: [group], resources: [resource], verbs }));
  return {
    runs: among(runs).map(nameOf),
    parts: among(parts).map(nameOf),
    rules: [...rights(among(runs), ['delete', 'get', 'list']), ...rights(among(parts), ['delete'])],
  };
}
