import { type Check, made } from '../../shape';
import type { Analysis } from './analysis';
import { type BlueGreen, blueGreenCheck } from './blue-green';
import { type Canary, canaryCheck } from './canary';
import { type ServiceSwitch, serviceSwitchCheck } from './service-switch';

/** How a new version takes over; made by `canary()`, `blueGreen()` or `switchTo()`. */
export type Rollout = Canary | BlueGreen | ServiceSwitch;

const checks: { readonly [By in Rollout['by']]: Check<Extract<Rollout, { by: By }>> } = {
  canary: canaryCheck,
  blueGreen: blueGreenCheck,
  switch: serviceSwitchCheck,
};

export const rollout: Check<Rollout> = (candidate, field) => {
  const before = field.problems.length;
  made<Rollout>('rollout', 'canary({ steps: [5, 25, 50] }), blueGreen() or switchTo(service)')(candidate, field);
  if (field.problems.length === before) (checks[candidate.by] as Check<object>)({ ...candidate }, field);
};

/** The analyses of a rollout, by the property that holds each. */
export function analysesOf(rollout: Rollout | undefined): readonly (readonly [string, Analysis])[] {
  const found = { analysis: undefined, before: undefined, after: undefined, ...rollout };
  return (['analysis', 'before', 'after'] as const).flatMap((key) => {
    const analysis = found[key];
    return analysis === undefined ? [] : [[key, analysis] as const];
  });
}
