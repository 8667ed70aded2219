import type { Construct } from 'constructs';
import type { ProblemCode } from './problem-codes';

/** One thing wrong, in the user's terms. */
export interface Problem {
  /** Stable code; documented in docs/problems.md. */
  readonly code: ProblemCode;
  /** Construct path and property, such as `prod/house-prices/train: workers.count`. */
  readonly path: string;
  /** The value got. */
  readonly got: string;
  /** The values allowed. */
  readonly allowed: string;
  /** What to change. */
  readonly remedy: string;
}

/** All problems of one construct or of one app, thrown once. */
export class MlopsError extends Error {
  constructor(
    readonly problems: readonly Problem[],
    /** What validations of the user's own constructs say. */
    readonly validations: readonly string[] = [],
  ) {
    super([...validations, ...problems.map(describe)].join('\n'));
    this.name = 'MlopsError';
  }

  get codes(): readonly ProblemCode[] {
    return this.problems.map((problem) => problem.code);
  }
}

export function describe({ code, path, got, allowed, remedy }: Problem): string {
  return `${path}: got ${got}, allowed ${allowed}; ${remedy} [${code}]`;
}

/** What a check says of the value at its field. */
export interface Finding {
  readonly got: unknown;
  readonly allowed: string;
  readonly remedy: string;
}

/** A place in a construct's props; problems found there are gathered with the construct's path. */
export class Field {
  private constructor(
    private readonly scope: string,
    private readonly gathered: Problem[],
    private readonly outer?: Field,
    private readonly key?: string | number,
  ) {}

  static of(scope: Construct | string): Field {
    return new Field(typeof scope === 'string' ? scope : scope.node.path || 'app', []);
  }

  at(key: string | number): Field {
    return new Field(this.scope, this.gathered, this, key);
  }

  problem(code: ProblemCode, { got, allowed, remedy }: Finding): void {
    const { keys } = this;
    const path = keys === '' ? this.scope : `${this.scope}: ${keys}`;
    this.gathered.push({ code, path, got: show(got), allowed, remedy });
  }

  /** Put together only for a problem: most fields have none. */
  private get keys(): string {
    const outer = this.outer?.keys ?? '';
    if (this.key === undefined) return outer;
    if (typeof this.key === 'number') return `${outer}[${this.key}]`;
    return outer === '' ? this.key : `${outer}.${this.key}`;
  }

  get problems(): readonly Problem[] {
    return this.gathered;
  }

  /** @throws MlopsError with everything gathered so far, when there is anything. */
  throwIfAny(): void {
    if (this.gathered.length > 0) throw new MlopsError([...this.gathered]);
  }
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'function') return 'a function';
  const text = JSON.stringify(value, constructsByPath) ?? String(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

/** A construct holds the whole tree, up and down. */
function constructsByPath(_key: string, value: unknown): unknown {
  const { node } = (value ?? {}) as { node?: { path?: unknown } };
  return typeof node?.path === 'string' ? node.path : value;
}
