import type { Construct, IConstruct } from 'constructs';
import { type Budget, budget } from '../cost/budget';
import { dnsName } from '../names';
import { Platform, platformCheck } from '../platform/platform';
import type { Waiver } from '../policies/waiver';
import { Field, MlopsError } from '../problems';
import { anything, type Check, listOf, required, wrongType } from '../shape';
import { isPlainRecord } from '../value';

/** An environment: where its objects go and what its cluster offers. Apps add their settings by extending it. */
export interface Environment {
  /** Name, and folder under `dist/`. */
  readonly name: string;
  /** Namespace of its charts. */
  readonly namespace: string;
  readonly platform: Platform;
  /** Accepted breaks of policies. @default none */
  readonly waivers?: readonly Waiver[];
  /** Most that a month may cost. @default none */
  readonly budget?: Budget;
}

/** What `extend` takes: any part of the record, at any depth; `undefined` unsets. */
export type Changes<T> = {
  readonly [K in keyof T]?:
    | (NonNullable<T[K]> extends readonly unknown[]
        ? T[K]
        : NonNullable<T[K]> extends object
          ? Changes<NonNullable<T[K]>> | T[K]
          : T[K])
    | undefined;
};

/**
 * A copy of `base` with `changes`: plain records merge by key; lists, scalars and values that a function returned
 * (engines, schedules, exposures) replace; an explicit `undefined` unsets.
 */
export function extend<T extends object>(base: T, changes: Changes<T>): T {
  const merged: Record<string, unknown> = { ...(base as Record<string, unknown>) };
  for (const [key, change] of Object.entries(changes)) {
    const old = merged[key];
    if (change === undefined) delete merged[key];
    else merged[key] = isPlainRecord(old) && isPlainRecord(change) ? extend(old, change) : change;
  }
  return merged as T;
}

const environments = new WeakMap<object, Environment>();

export const Environment = {
  /** Makes `environment` the one of everything below `scope`. */
  provide(scope: Construct, environment: Environment): void {
    const field = Field.of(scope).at('environment');
    checkEnvironment(environment, field);
    field.throwIfAny();
    environments.set(scope, environment);
    Platform.provide(scope, environment.platform);
  },

  /** The environment above `scope`; undefined below a plain chart. */
  find(scope: Construct): Environment | undefined {
    for (let above: IConstruct | undefined = scope; above !== undefined; above = above.node.scope) {
      const environment = environments.get(above);
      if (environment !== undefined) return environment;
    }
    return undefined;
  },

  /** @throws MlopsError `missing-environment` */
  of(scope: Construct): Environment {
    const environment = Environment.find(scope);
    if (environment !== undefined) return environment;
    const field = Field.of(scope);
    field.problem('missing-environment', {
      got: 'no environment',
      allowed: 'a scope below an MlopsChart',
      remedy: 'create the construct in an MlopsChart',
    });
    throw new MlopsError(field.problems);
  },
};

const checkEnvironment: Check<Environment> = (environment, field) => {
  if (!isPlainRecord(environment)) return wrongType(field, environment, 'an environment');
  const parts = { name: required(dnsName), namespace: required(dnsName), platform: required(platformCheck) };
  for (const [key, { required: check }] of Object.entries(parts)) {
    const part = environment[key];
    if (part !== undefined) (check as Check<unknown>)(part, field.at(key));
    else field.at(key).problem('missing-prop', { got: part, allowed: 'a value', remedy: `give '${key}'` });
  }
  if (environment.waivers !== undefined)
    listOf(anything)(environment.waivers as readonly unknown[], field.at('waivers'));
  if (environment.budget !== undefined) budget(environment.budget as Budget, field.at('budget'));
};
