import { type Duration, duration } from '../../duration';
import type { Field } from '../../problems';
import { type Check, integer, listOf, oneOf, record, required, text } from '../../shape';
import { type Value, value } from '../../value';
import { type Analysis, analysis, comparesVersions } from './analysis';

/** How long a step lasts; `manual` waits for a person. */
export type Pause = Duration | 'manual';

/** One step of a canary. */
export interface CanaryStep {
  /** Percentage of the requests that the new version gets. */
  readonly weight: number;
  /** @default the pause of the canary */
  readonly pause?: Pause;
}

/** A new version that gets a growing share of the requests. */
export interface CanaryOptions {
  /** Percentages, rising; the rest follows after the last step. */
  readonly steps: readonly (number | CanaryStep)[];
  /** How long each step lasts before it is judged. @default '10m' */
  readonly pause?: Pause;
  /** What decides after each pause. @default nothing: the pauses alone */
  readonly analysis?: Analysis;
  /** Copies of requests for the new version, before it gets its first share. Needs `argoRollout({ router: 'istio' })`. @default none */
  readonly mirror?: CanaryMirror;
  /** Requests with this header always get the new version, from its first step on. @default none */
  readonly header?: Header;
}

/** A new version that is sent copies of requests; its answers are thrown away. */
export interface CanaryMirror {
  /** Percentage of the requests that are copied, from 1 to 100; as many of its pods stand. */
  readonly percent: number;
  /** How long it lasts before it is judged. @default the pause of the canary */
  readonly pause?: Pause;
}

/** A header of a request and its value. */
export interface Header {
  readonly name: string;
  readonly value: string;
}

export type Canary = Value<CanaryOptions & { readonly by: 'canary' }>;

/** A new version gets the requests step by step: `canary({ steps: [5, 25, 50], pause: '10m', analysis })`. */
export function canary(options: CanaryOptions): Canary {
  return value('rollout', { ...options, by: 'canary' } as const);
}

export const defaultPause: Pause = '10m';

/** The steps in full. */
export function stepsOf({ steps, pause = defaultPause }: CanaryOptions): readonly Required<CanaryStep>[] {
  return steps.map((step) => (typeof step === 'number' ? { weight: step, pause } : { pause, ...step }));
}

const pauseCheck: Check<Pause> = (candidate, field) => {
  if (candidate !== 'manual') duration(candidate, field);
};

const weight = integer(0, 100);
const fullStep = record<CanaryStep>({ weight: required(weight), pause: pauseCheck });

const step: Check<number | CanaryStep> = (candidate, field) => {
  if (typeof candidate === 'number') weight(candidate, field);
  else fullStep(candidate, field);
};

export const canaryCheck: Check<Canary> = record<Canary>(
  {
    by: required(oneOf('canary')),
    steps: required(listOf(step, 1)),
    pause: pauseCheck,
    analysis,
    mirror: record<CanaryMirror>({ percent: required(integer(1, 100)), pause: pauseCheck }),
    header: record<Header>({ name: required(text), value: required(text) }),
  },
  (options, field) => {
    weightsRise(options, field.at('steps'));
  },
);

/** Weights that fall would take requests from a version that was just found good. */
function weightsRise(options: CanaryOptions, field: Field): void {
  const weights = stepsOf(options).map((each) => each.weight);
  const remedy = 'sort the steps, each weight once';
  if (weights.some((each, index) => index > 0 && each <= (weights[index - 1] ?? 0))) {
    field.problem('canary-steps', { got: weights, allowed: 'rising weights', remedy });
  } else if (weights.at(-1) === 100 && options.analysis !== undefined && comparesVersions(options.analysis)) {
    field.problem('canary-steps', {
      got: weights,
      allowed: 'weights below 100 where versions are compared',
      remedy: 'end lower: at 100 the stable version has no requests to compare with',
    });
  }
}
