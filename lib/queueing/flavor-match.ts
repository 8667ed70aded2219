import type { PodSpec } from '../../imports/kubernetes';
import { type NodePool, poolLabels, poolTaints } from '../platform/node-pool';
import { tolerates } from '../platform/taint';
import { type Requirement, requiredTerms } from '../pod/required-terms';

const passes: Readonly<Record<string, (value: string | undefined, wanted: readonly string[]) => boolean>> = {
  In: (value, wanted) => value !== undefined && wanted.includes(value),
  NotIn: (value, wanted) => value === undefined || !wanted.includes(value),
  Exists: (value) => value !== undefined,
  DoesNotExist: (value) => value === undefined,
};

/** Whether the labels of a pool are what a pod asks for, if only some keys are looked at. */
function matches(spec: Partial<PodSpec>, pool: NodePool, keys: ReadonlySet<string>): boolean {
  const labels = poolLabels(pool);
  const other = Object.entries(spec.nodeSelector ?? {}).some(([key, value]) => keys.has(key) && labels[key] !== value);
  const meets = ({ key, operator, values = [] }: Requirement) =>
    !keys.has(key) || (passes[operator]?.(labels[key], values) ?? true);
  const terms = requiredTerms(spec.affinity?.nodeAffinity);
  return !other && (terms.length === 0 || terms.some(({ matchExpressions = [] }) => matchExpressions.every(meets)));
}

/** Whether Kueue takes nodes of a pool for a pod: of labels it looks at those alone that the pool itself has. */
export function takes(spec: Partial<PodSpec>, pool: NodePool): boolean {
  const forbidding = poolTaints(pool).filter(({ effect }) => effect !== 'PreferNoSchedule');
  const tolerated = forbidding.every((taint) => (spec.tolerations ?? []).some((each) => tolerates(each, taint)));
  return tolerated && matches(spec, pool, new Set(Object.keys(poolLabels(pool))));
}

/** Labels by which a pod asks for others of these pools, and which this one is not known to have. */
export function missingLabels(spec: Partial<PodSpec>, pool: NodePool, all: readonly NodePool[]): readonly string[] {
  const keys = new Set(all.flatMap((other) => Object.keys(poolLabels(other))));
  if (matches(spec, pool, keys)) return [];
  const asked = [
    ...Object.keys(spec.nodeSelector ?? {}),
    ...requiredTerms(spec.affinity?.nodeAffinity).flatMap(({ matchExpressions = [] }) =>
      matchExpressions.map(({ key }) => key),
    ),
  ];
  return [...new Set(asked)].filter((key) => keys.has(key) && poolLabels(pool)[key] === undefined);
}
