import { Construct } from 'constructs';
import { type Account, account, grant } from '../companions/account';
import type { Platform } from '../platform/platform';
import type { Field } from '../problems';
import { type Compute, compute, computeOnPool } from '../vocabulary/compute';
import type { AccountRule, Identity } from '../vocabulary/identity';
import type { Labels } from '../vocabulary/labels';
import { nameOf } from '../vocabulary/named';
import { type Placement, placement, placementOnPlatform, poolsOf } from '../vocabulary/placement';
import type { TrainingSpec } from './training-job-spec';

/** Label of pods that are no workers. */
export const roleLabel = 'mlops.cdk8s.io/role';

/** A pod that steers the workers, and what it may do beyond them: a Ray head, a Spark driver. */
export interface Coordinator {
  /** Its label, and the end of its account's name: `<name>-driver`. */
  readonly role: string;
  /** Whether it calls the API server, with an account of its own. */
  readonly apiServer: boolean;
  /** What its account may do. */
  readonly rules: readonly AccountRule[];
}

/** Where a coordinator runs, and with what. */
export interface CoordinatorOptions {
  /** What it asks for; it does not train itself. */
  readonly compute?: Compute;
  /** @default that of the workers, but never on spot nodes: with it everything is lost */
  readonly placement?: Placement;
}

export function checkCoordinator(options: CoordinatorOptions, platform: Platform, field: Field): void {
  const before = field.problems.length;
  if (options.compute !== undefined) compute(options.compute, field.at('compute'));
  if (options.placement !== undefined) placement(options.placement, field.at('placement'));
  if (field.problems.length > before) return;
  const computes = options.compute === undefined ? [] : [options.compute];
  placementOnPlatform(options.placement ?? {}, computes, platform, field);
  const pools = poolsOf(options.placement ?? {}, computes, platform) ?? [];
  for (const wanted of pools.length === 1 ? computes : [])
    computeOnPool(wanted, pools[0], platform, field.at('compute'));
}

/** Where the coordinator of a training runs when nobody says: as its workers, but on nodes that stay. */
export function steadyPlacement({ props }: TrainingSpec, platform: Platform): Placement {
  const { pool, priority, near } = props.placement ?? {};
  const stays = pool !== undefined && platform.pools?.[pool]?.spot !== true;
  return { ...(stays && { pool }), ...(near !== undefined && { near }), ...(priority !== undefined && { priority }) };
}

/** The account of a coordinator that has rights: all that the training's has, and what steering takes. */
export function coordinatorAccount(
  scope: Construct,
  training: string,
  { role, rules }: Coordinator,
  identity: Identity,
  labels: Labels,
  platform: Platform,
): Account {
  const own = new Construct(scope, 'Coordinator');
  const name = `${training}-${role}`;
  const all = [...(identity.rules ?? []), ...rules];
  if (identity.account === undefined) {
    const granted = { ...identity, ...(all.length > 0 && { rules: all }), token: true };
    return account(own, name, granted, labels, platform);
  }
  const existing = nameOf(identity.account);
  if (all.length > 0) grant(own, name, existing, all, labels);
  return { name: existing, token: true };
}
