import type { Field } from '../problems';
import { type Check, wrongType } from '../shape';
import type { Placement } from './placement';

/** Where a volume lies, as far as it is stated. */
export interface VolumePlace {
  /** Zone in which it is made. */
  readonly zone?: string;
  /** Pool whose nodes have it, as local disks do. */
  readonly pool?: string;
}

/** A claim and its place: a `Claim`, or a reference to one. */
export interface HasPlace {
  readonly name: string;
  readonly place?: VolumePlace;
}

export const near: Check<HasPlace> = (value, field) => {
  if (typeof value !== 'object' || value === null || typeof value.name !== 'string' || !('at' in value)) {
    wrongType(field, value, 'a claim');
  }
};

/** The placement with that of the claim in it. */
export function nearby({ near: claim, ...wanted }: Placement): Placement {
  const { zone, pool } = claim?.place ?? {};
  return {
    ...wanted,
    ...(pool !== undefined && { pool }),
    ...(zone !== undefined && { requires: { ...wanted.requires, zone } }),
  };
}

/** Whether somebody says where the claim's volume lies, and nothing else sends the pods elsewhere. */
export function nearOnPlatform({ near: claim, pool, requires }: Placement, field: Field): void {
  if (claim === undefined) return;
  const { place = {} } = claim;
  if (place.zone === undefined && place.pool === undefined) {
    field.problem('missing-platform-fact', {
      got: `claim '${claim.name}', whose zone and pool nobody states`,
      allowed: 'a claim of a storage class with a zone or a pool, or a reference with one',
      remedy: "state it in platform.storageClasses, or give Claim.reference({ name, zone: 'a' })",
    });
  }
  const elsewhere = (own: string | undefined, its: string | undefined, what: string) => {
    if (own === undefined || its === undefined || own === its) return;
    field.problem('not-allowed', {
      got: `near claim '${claim.name}' in ${what} ${its}, and ${what} ${own}`,
      allowed: `one ${what}`,
      remedy: `leave ${what} out: the claim says it`,
    });
  };
  elsewhere(pool, place.pool, 'pool');
  elsewhere(requires?.zone, place.zone, 'zone');
}
