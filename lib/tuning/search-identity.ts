import { canonicalJson, shortHash } from '../canonical';
import { type RunIdentity, runIdentity } from '../training/run-identity';
import type { SearchSpec } from './hyperparameter-search-spec';
import type { SearchEngine } from './search-engine';

/**
 * What decides whether a search runs again: what each trial runs, as for a training, and what is tried. Parallel
 * trials, failures allowed, deadlines and the version of this library do not count. A change of this function repeats
 * every search of every user: it is a major release, and a fixture pins it.
 */
export function searchIdentity(
  { training, parameters, objective, trials, run }: SearchSpec,
  { declares }: SearchEngine,
): RunIdentity {
  const inputs = {
    training: JSON.parse(runIdentity(training).inputs),
    parameters: Object.fromEntries(parameters.map(({ name, parameter }) => [name, parameter])),
    objective,
    trials,
    ...declares,
    run,
  };
  return { run: shortHash(inputs), inputs: canonicalJson(inputs) };
}
