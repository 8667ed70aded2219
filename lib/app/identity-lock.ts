import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { Field, MlopsError, type Problem } from '../problems';
import { parseQuantity } from '../quantity';
import { isPlainRecord } from '../value';
import type { FinishedObject } from './finished';
import { type LockEntry, lockEntry, scopeOf } from './identity-entries';

type Lock = Readonly<Record<string, LockEntry>>;

/** Identities, and the clusters and namespaces that they were looked for in. */
interface Identities {
  readonly scopes: Set<string>;
  readonly entries: Map<string, LockEntry>;
}

/** The identities of an app, compared with the committed lock. */
export class IdentityLock {
  private readonly old: Lock;
  private readonly all: Identities = { scopes: new Set(), entries: new Map() };
  private readonly written: Identities = { scopes: new Set(), entries: new Map() };

  /** @throws MlopsError `bad-lock` when the file is not a lock */
  constructor(private readonly file: string) {
    this.old = readLock(file);
  }

  /** @param written whether the object's file is; of others the lock keeps what it had */
  see(object: FinishedObject, written: boolean): void {
    const scope = scopeOf(object);
    const entry = lockEntry(object);
    for (const { scopes, entries } of written ? [this.all, this.written] : [this.all]) {
      scopes.add(scope);
      if (entry !== undefined) entries.set(...entry);
    }
  }

  /** What changed unasked. */
  get problems(): readonly Problem[] {
    const field = Field.of(this.file);
    for (const [key, before] of Object.entries(this.old)) {
      if (!this.all.scopes.has(scopeOfKey(key))) continue;
      const now = this.all.entries.get(key);
      const cause = now === undefined ? disappeared(before) : changed(before, now);
      if (cause !== undefined) report(field, key, this.file, cause);
    }
    return field.problems;
  }

  /** Writes the lock, whole or not at all, when it changed. */
  write(): void {
    const { scopes, entries } = this.written;
    const kept = Object.entries(this.old).filter(([key]) => !scopes.has(scopeOfKey(key)));
    const all = [...kept, ...entries].sort(([a], [b]) => (a < b ? -1 : 1));
    const text = `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`;
    if (existsSync(this.file) && readFileSync(this.file, 'utf8') === text) return;
    writeFileSync(`${this.file}.new`, text);
    renameSync(`${this.file}.new`, this.file);
  }
}

function scopeOfKey(key: string): string {
  return key.split('/').slice(0, 2).join('/');
}

function readLock(file: string): Lock {
  if (!existsSync(file)) return {};
  const text = readFileSync(file, 'utf8');
  try {
    const lock: unknown = JSON.parse(text);
    if (isPlainRecord(lock) && Object.values(lock).every(isPlainRecord)) return lock as unknown as Lock;
  } catch {
    // Told below: a lock that cannot be read must never be overwritten.
  }
  const field = Field.of(file);
  field.problem('bad-lock', {
    got: `${text.split('\n')[0]?.slice(0, 60)}`,
    allowed: 'an identity lock: a record for each identity, in JSON',
    remedy: 'restore it from Git, or delete it to start a new one',
  });
  throw new MlopsError(field.problems);
}

interface Cause {
  readonly got: string;
  readonly allowed: string;
  readonly remedy: string;
}

function report(field: Field, key: string, file: string, { got, allowed, remedy }: Cause): void {
  field.at(key).problem('identity-changed', {
    got,
    allowed,
    remedy: `${remedy}; if it is meant, delete the entry "${key}" from ${file}`,
  });
}

function disappeared(before: LockEntry): Cause | undefined {
  if ('size' in before)
    return {
      got: 'a claim that is gone',
      allowed: 'the claim and its data',
      remedy: "restore it, or give its old name to the new one with 'name'",
    };
  if ('account' in before)
    return {
      got: 'an account that is gone',
      allowed: 'the account, which roles outside may name',
      remedy: "restore it, or give its old name to the new one with 'name'",
    };
  return undefined;
}

function changed(before: LockEntry, now: LockEntry): Cause | undefined {
  if ('selector' in before && 'selector' in now && before.selector !== now.selector) {
    return {
      got: `selector ${now.selector}`,
      allowed: `selector ${before.selector}, which a cluster never changes`,
      remedy: "restore it, or give the workload another 'name'",
    };
  }
  if ('size' in before && 'size' in now) return claimChanged(before, now);
  if ('run' in before && 'run' in now && before.inputs === now.inputs && before.run !== now.run) {
    return {
      got: `run ${now.run}`,
      allowed: `run ${before.run}: its declared inputs are the same`,
      remedy: 'go back to the version of cdk8s-mlops that named it: this one would train again',
    };
  }
  return undefined;
}

type Claim = Extract<LockEntry, { size: string }>;

function claimChanged(before: Claim, now: Claim): Cause | undefined {
  const text = ({ access, storageClass, size }: Claim) => `${access}, class '${storageClass}', ${size}`;
  const shrinks = (parseQuantity(now.size) ?? 0n) < (parseQuantity(before.size) ?? 0n);
  if (before.access === now.access && before.storageClass === now.storageClass && !shrinks) return undefined;
  return {
    got: `claim ${text(now)}`,
    allowed: `claim ${text(before)}, or larger`,
    remedy: 'restore it, or make a claim of another name and move the data',
  };
}
