import type { PriorityFacts } from './platform';

/** Priorities that the constructs ask for by default: a service before a pipeline before a training. */
export const defaultPriorities: Readonly<
  Record<'model-serving' | 'data-pipeline' | 'model-training' | 'best-effort', PriorityFacts>
> = {
  'model-serving': { value: 100_000 },
  'data-pipeline': { value: 10_000 },
  'model-training': { value: 1_000 },
  'best-effort': { value: -1_000, preempts: false },
};
