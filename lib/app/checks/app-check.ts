import type { ProblemCode } from '../../problem-codes';
import { Field, type Finding, type Problem } from '../../problems';
import type { FinishedObject } from '../finished';
import type { PlacedObject } from '../placed-object';

/** Something that only the whole app shows; it sees each finished object once, and keeps what it must. */
export interface AppCheck {
  /** What is wrong with this object, after all before it. */
  see(object: FinishedObject): readonly Problem[];
  /** What only all of them together show. @default nothing */
  end?(): readonly Problem[];
}

/** What is known of an object before its content is made. */
export type Coming = Pick<PlacedObject, 'kind' | 'namespace' | 'name' | 'cluster' | 'path'>;

/** Begins a check of one app, whose objects are to come. */
export type StartCheck = (coming: readonly Coming[]) => AppCheck;

/** A check that needs no other object. */
export function alone(see: AppCheck['see']): StartCheck {
  return () => ({ see });
}

/** A check that compares objects when all are there, by what it keeps of each. */
export function together(
  keep: (object: FinishedObject) => FinishedObject | undefined,
  check: (finished: readonly FinishedObject[]) => readonly Problem[],
): StartCheck {
  return () => {
    const kept: FinishedObject[] = [];
    return {
      see: (object) => {
        const one = keep(object);
        if (one !== undefined) kept.push(one);
        return [];
      },
      end: () => check(kept),
    };
  };
}

/** A problem at a finished object. */
export function at({ path }: Pick<FinishedObject, 'path'>, code: ProblemCode, finding: Finding): readonly Problem[] {
  const field = Field.of(path);
  field.problem(code, finding);
  return field.problems;
}

export function title({ json }: FinishedObject): string {
  return `${json.kind} '${json.metadata.name}'`;
}
