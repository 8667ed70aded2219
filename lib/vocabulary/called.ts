import type { Check } from '../shape';
import { kindOfValue } from '../value';
import { type Access, calledPeer, type HasPeer, type Outside, outsideCheck } from './access';

/** Who answers calls: pods with ports, by `peer(...)`, or hosts outside of the cluster, by `outside(...)`. */
export type Called = HasPeer | Outside;

const isOutside = (one: Called): one is Outside => kindOfValue(one) === 'outside';

export const called: Check<Called> = (candidate, field) => {
  if (isOutside(candidate)) outsideCheck(candidate, field);
  else calledPeer(candidate, field);
};

/** The access of pods that call these too. */
export function alsoCalling(access: Access = {}, others: readonly Called[]): Access {
  if (others.length === 0) return access;
  return {
    ...access,
    outside: [...(access.outside ?? []), ...others.filter(isOutside)],
    calls: [...(access.calls ?? []), ...others.filter((one): one is HasPeer => !isOutside(one))],
  };
}
