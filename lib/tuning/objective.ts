import { type Check, listOf, made, wrongType } from '../shape';
import { type Value, value } from '../value';

/** What makes a trial better than another; made by `minimize()` or `maximize()`. */
export type SearchObjective = Value<{
  readonly type: 'minimize' | 'maximize';
  readonly metric: string;
  readonly goal?: number;
  readonly also: readonly string[];
}>;

export interface ObjectiveOptions {
  /** Value at which the search is over. @default none: all trials run */
  readonly goal?: number;
  /** Further metrics to be kept of each trial. @default none */
  readonly also?: readonly string[];
}

function objectiveOf(type: SearchObjective['type'], metric: string, { goal, also = [] }: ObjectiveOptions) {
  return value('search-objective', { type, metric, also, ...(goal !== undefined && { goal }) });
}

/** The smaller the metric, the better: an error or a loss. */
export function minimize(metric: string, options: ObjectiveOptions = {}): SearchObjective {
  return objectiveOf('minimize', metric, options);
}

/** The larger the metric, the better: an accuracy. */
export function maximize(metric: string, options: ObjectiveOptions = {}): SearchObjective {
  return objectiveOf('maximize', metric, options);
}

/** It is the name of a file, too. */
const metricName: Check<string> = (name, field) => {
  if (typeof name !== 'string') return wrongType(field, name, 'the name of a metric');
  if (!/^[A-Za-z][\w.-]*$/.test(name)) {
    field.problem('bad-name', { got: name, allowed: "letters, digits, '.', '_' and '-'", remedy: 'rename the metric' });
  }
};

export const searchObjective: Check<SearchObjective> = (candidate, field) => {
  const before = field.problems.length;
  made<SearchObjective>('search-objective', "minimize('rmse') or maximize('accuracy')")(candidate, field);
  if (field.problems.length > before) return;
  const { metric, goal, also } = candidate;
  metricName(metric, field.at('metric'));
  listOf(metricName)(also, field.at('also'));
  if (goal !== undefined && !Number.isFinite(goal)) wrongType(field.at('goal'), goal, 'a number');
  if (Array.isArray(also) && new Set([metric, ...also]).size <= also.length) {
    field.at('also').problem('duplicate-name', {
      got: also,
      allowed: `each metric once, and not '${metric}'`,
      remedy: 'remove it',
    });
  }
};
