import type { Field } from '../problems';
import type { PipelineStep } from './data-pipeline-spec';

/** The steps in an order that their `after` allows, and whether that order is a plain chain. */
export function stepOrder(
  steps: readonly PipelineStep[],
  otherNames: readonly string[],
  field: Field,
): { steps: readonly PipelineStep[]; chain: boolean } {
  const names = steps.map(({ name }) => name);
  const problems = field.problems.length;
  for (const [index, step] of steps.entries()) {
    if (names.indexOf(step.name) !== index || otherNames.includes(step.name)) {
      field.at(index).at('name').problem('duplicate-name', {
        got: step.name,
        allowed: 'a name of its own for each step and sidecar',
        remedy: 'rename it',
      });
    }
    for (const other of step.after ?? []) {
      if (names.includes(other)) continue;
      field
        .at(index)
        .at('after')
        .problem('step-order', {
          got: other,
          allowed: names.filter((name) => name !== step.name).join(', '),
          remedy: 'name a step of this pipeline',
        });
    }
  }
  if (field.problems.length > problems) return { steps, chain: true };
  return sortSteps(steps, field);
}

function sortSteps(steps: readonly PipelineStep[], field: Field): { steps: readonly PipelineStep[]; chain: boolean } {
  const before = new Map(
    steps.map((step, index) => [
      step.name,
      new Set(step.after ?? steps.slice(Math.max(0, index - 1), index).map(({ name }) => name)),
    ]),
  );
  const sorted: PipelineStep[] = [];
  let chain = true;
  while (sorted.length < steps.length) {
    const done = new Set(sorted.map(({ name }) => name));
    const next = steps.find(
      ({ name }) => !done.has(name) && [...(before.get(name) ?? [])].every((other) => done.has(other)),
    );
    if (next === undefined) {
      const waiting = steps.filter(({ name }) => !done.has(name)).map(({ name }) => name);
      field.problem('step-order', {
        got: `a cycle of ${waiting.join(', ')}`,
        allowed: 'steps that can start one after another',
        remedy: "correct 'after'",
      });
      return { steps, chain };
    }
    const waits = before.get(next.name) ?? new Set();
    const last = sorted.at(-1)?.name;
    chain &&= last === undefined ? waits.size === 0 : waits.size === 1 && waits.has(last);
    sorted.push(next);
  }
  return { steps: sorted, chain };
}
