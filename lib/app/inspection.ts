import { checkWaivers, violations } from '../policies/apply';
import type { Policy } from '../policies/policy';
import type { Problem } from '../problems';
import { appChecks } from './checks';
import type { AppCheck, Coming } from './checks/app-check';
import { unknownKind } from './checks/unknown-kind';
import type { Environment } from './environment';
import type { FinishedObject } from './finished';
import type { IdentityLock } from './identity-lock';

export interface InspectionProps {
  readonly policies: readonly Policy[];
  readonly today?: string;
  readonly lock?: IdentityLock;
}

/** Every check of finished objects, one object at a time. */
export class Inspection {
  private readonly checks: readonly { readonly check: AppCheck; readonly found: Problem[] }[];
  private readonly unknown: AppCheck;
  private readonly environments = new Set<Environment>();
  private readonly broken: Problem[] = [];
  private readonly passing: Problem[] = [];

  constructor(
    private readonly props: InspectionProps,
    coming: readonly Coming[],
  ) {
    this.checks = appChecks.map((start) => ({ check: start(coming), found: [] }));
    this.unknown = unknownKind(coming);
  }

  /** @param written whether the object's file is; the lock follows only what is */
  see(object: FinishedObject, written: boolean): void {
    const { policies, lock } = this.props;
    for (const { check, found } of this.checks) found.push(...check.see(object));
    this.broken.push(...violations(policies, object));
    this.passing.push(...this.unknown.see(object));
    if (object.environment !== undefined) this.environments.add(object.environment);
    lock?.see(object, written);
  }

  /** Everything that is wrong, once all objects are seen. */
  problems(): readonly Problem[] {
    const { policies, today, lock } = this.props;
    return [
      ...this.checks.flatMap(({ check, found }) => [...found, ...(check.end?.() ?? [])]),
      ...checkWaivers(policies, this.environments, today),
      ...this.broken,
      ...(lock?.problems ?? []),
    ];
  }

  /** What passes and deserves a look. */
  get warnings(): readonly Problem[] {
    return this.passing;
  }
}
