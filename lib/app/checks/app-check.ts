import type { ProblemCode } from '../../problem-codes';
import { Field, type Finding, type Problem } from '../../problems';
import type { FinishedObject } from '../finished';

/** Something that only the whole app shows. */
export type AppCheck = (finished: readonly FinishedObject[]) => readonly Problem[];

/** A problem at a finished object. */
export function at({ path }: FinishedObject, code: ProblemCode, finding: Finding): readonly Problem[] {
  const field = Field.of(path);
  field.problem(code, finding);
  return field.problems;
}

export function title({ json }: FinishedObject): string {
  return `${json.kind} '${json.metadata.name}'`;
}
