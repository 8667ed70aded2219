import type { Field } from '../../problems';
import { mostTrials, type SearchSpec } from '../hyperparameter-search-spec';
import { isContinuous } from '../levels';
import type { Parameter } from '../parameter';
import { checkEnough } from '../search';
import type { KatibAlgorithms } from './katib-settings';

/** Why an algorithm cannot take a parameter; undefined when it can. */
export type Refusal = (parameter: Parameter) => string | undefined;

export const noLog: Refusal = (parameter) =>
  parameter.type !== 'choice' && parameter.log ? 'a logarithmic scale, which it takes for a linear one' : undefined;
export const noStep: Refusal = (parameter) =>
  parameter.type !== 'choice' && parameter.step !== undefined ? 'a step, which it does not keep' : undefined;
export const stepNeeded: Refusal = (parameter) => (isContinuous(parameter) ? 'a double without step' : undefined);
/** Hyperopt rounds to multiples of the step, whatever the minimum is. */
export const multiples: Refusal = (parameter) => {
  if (parameter.type === 'choice' || parameter.step === undefined) return undefined;
  const { min, max, step } = parameter;
  const whole = [min, max].every((bound) => Math.abs(bound / step - Math.round(bound / step)) < 1e-6);
  return whole ? undefined : 'a step of which the bounds are no multiples';
};

export function checkHyperband(
  { resource, most, eta = 3 }: KatibAlgorithms['hyperband'],
  spec: SearchSpec,
  field: Field,
): void {
  const named = spec.parameters.find(({ name }) => name === resource)?.parameter;
  if (named?.type !== 'int') {
    field
      .at('engine')
      .at('algorithm')
      .at('resource')
      .problem('unknown-parameter', {
        got: named === undefined ? resource : `'${resource}', a ${named.type}`,
        allowed: 'the name of a parameter made by int()',
        remedy: 'add the parameter that says how long a trial trains',
      });
  }
  const least = Math.ceil(eta ** Math.trunc(Math.log(most) / Math.log(eta)));
  if (spec.parallel < least) {
    field.at('parallel').problem('out-of-range', {
      got: spec.parallel,
      allowed: `at least ${least}, the first round of hyperband with most: ${most} and eta: ${eta}`,
      remedy: 'raise it, or lower most',
    });
  }
}

export function checkGrid({ parameters, trials }: SearchSpec, field: Field): void {
  checkEnough(parameters, trials, field);
  if (trials <= mostTrials) return;
  field.at('engine').problem('grid-too-large', {
    got: `a grid of ${trials} points`,
    allowed: `at most ${mostTrials}`,
    remedy: 'take larger steps, fewer trials, or another algorithm',
  });
}

export function checkNumbers(spec: SearchSpec, field: Field): void {
  const numbers = spec.parameters.filter(({ parameter }) => parameter.type !== 'choice');
  if (numbers.length >= 2) return;
  field.at('parameters').problem('parameter-not-searchable', {
    got: `${numbers.length} numbers`,
    allowed: 'at least two of double() and int() for cmaes',
    remedy: 'choose another algorithm',
  });
}
