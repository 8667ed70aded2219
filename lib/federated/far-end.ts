import type { Check } from '../shape';
import { kindOfValue } from '../value';
import { type Access, access, type HasPeer, type Outside, outsideCheck } from '../vocabulary/access';

/** Pods of this cluster, or addresses outside of it: where the other part of a federation is. */
export type FarEnd = HasPeer | Outside;

export function isOutside(end: FarEnd): end is Outside {
  return kindOfValue(end) === 'outside';
}

export const farEnd: Check<FarEnd> = (end, field) =>
  isOutside(end) ? outsideCheck(end, field) : access({ callers: [end] }, field);

/** What opens the way there. */
export function accessTo(end: FarEnd): Access {
  return isOutside(end) ? { outside: [end] } : { calls: [end] };
}

export function portsOf(end: FarEnd): readonly number[] {
  return isOutside(end) ? end.ports : (end.peer.ports ?? []);
}
