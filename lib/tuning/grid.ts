import { integer, record } from '../shape';
import { value } from '../value';
import { levelsOf } from './levels';
import { checkSteps, pointAt, type Search, sizeOf } from './search';

export interface GridOptions {
  /** Most points, so that nobody asks for a million by mistake. @default 100 */
  readonly max?: number;
}

const shape = record<GridOptions>({ max: integer(1, 1000) });

/** Every combination of values, once. */
export function grid(options: GridOptions = {}): Search {
  const { max = 100 } = options;
  const made: Search = {
    declares: { search: 'grid' },
    check: (field) => shape(options, field),
    trials: sizeOf,
    fits: (parameters, trials, field) => {
      if (!checkSteps(parameters, field)) return;
      const size = sizeOf(parameters);
      if (size > max) {
        field.at('engine').problem('grid-too-large', {
          got: `a grid of ${size} points`,
          allowed: `at most ${max}`,
          remedy: `take larger steps, randomSample(), or grid({ max: ${size} })`,
        });
      } else if (trials !== size) {
        field.at('trials').problem('not-allowed', {
          got: trials,
          allowed: `${size}: a grid is the whole grid`,
          remedy: 'leave trials out, or take randomSample()',
        });
      }
    },
    points: (parameters, trials) => {
      const levels = parameters.map(({ parameter }) => levelsOf(parameter));
      return Array.from({ length: trials }, (_, rank) => pointAt(levels, rank));
    },
  };
  return value('search', made);
}
