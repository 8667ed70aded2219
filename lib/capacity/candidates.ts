import type { NodeSelectorTerm, PodTemplate, Toleration } from '../../imports/kubernetes';
import { type NodePool, poolLabels, poolTaints, zoneLabel } from '../platform/node-pool';
import type { Platform } from '../platform/platform';
import type { Taint } from '../platform/taint';

type Expression = NonNullable<NodeSelectorTerm['matchExpressions']>[number];

/** Values that nodes of a pool may have for a label; undefined where the platform does not say. */
function valuesOf(key: string, pool: NodePool): readonly string[] | undefined {
  const stated = poolLabels(pool)[key];
  if (stated !== undefined) return [stated];
  if (key === zoneLabel) return pool.zones;
  if (key === 'kubernetes.io/arch') return pool.arch === undefined ? undefined : [pool.arch];
  return undefined;
}

/** Whether some value passes; what the platform does not say may be so. */
const passes: Readonly<Record<string, (values: readonly string[], wanted: readonly string[]) => boolean>> = {
  In: (values, wanted) => values.some((value) => wanted.includes(value)),
  NotIn: (values, wanted) => values.some((value) => !wanted.includes(value)),
  DoesNotExist: () => false,
};

function refusedBy({ key, operator, values = [] }: Expression, pool: NodePool): boolean {
  const known = valuesOf(key, pool);
  return known !== undefined && passes[operator]?.(known, values) === false;
}

function tolerates({ key, operator = 'Equal', value, effect }: Partial<Toleration>, taint: Taint): boolean {
  if (effect !== undefined && effect !== taint.effect) return false;
  if (key === undefined) return operator === 'Exists';
  return key === taint.key && (operator === 'Exists' || taint.value === undefined || taint.value === (value ?? ''));
}

/** Why no node of the pool can take the pod, as far as the platform says; undefined when one may. */
export function refusal({ metadata, spec }: Partial<PodTemplate>, pool: NodePool): string | undefined {
  const { podLabels } = pool.serverless ?? {};
  const missing = Object.entries(podLabels ?? {}).find(([key, value]) => metadata?.labels?.[key] !== value);
  if (missing !== undefined) return `takes pods with the label ${missing.join('=')}`;
  const selected = Object.entries(spec?.nodeSelector ?? {}).find(([key, value]) =>
    refusedBy({ key, operator: 'In', values: [value] }, pool),
  );
  if (selected !== undefined) return `has ${selected[0]}=${valuesOf(selected[0], pool)?.join(' or ')}`;
  const terms = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const refusing = terms.map(({ matchExpressions = [] }) => matchExpressions.find((one) => refusedBy(one, pool)));
  const [first] = refusing;
  if (first !== undefined && refusing.every((one) => one !== undefined)) {
    return `has ${first.key}=${valuesOf(first.key, pool)?.join(' or ')}`;
  }
  const taint = poolTaints(pool).find(
    (one) => one.effect !== 'PreferNoSchedule' && !(spec?.tolerations ?? []).some((each) => tolerates(each, one)),
  );
  return taint === undefined ? undefined : `has the taint ${taint.key}, which the pod does not tolerate`;
}

/** The pools that a pod may go to, in order. */
export function candidates(template: Partial<PodTemplate>, { pools = {} }: Platform): readonly string[] {
  const open = Object.keys(pools)
    .sort()
    .filter((name) => refusal(template, pools[name] as NodePool) === undefined);
  const serverless = open.filter((name) => pools[name]?.serverless?.podLabels !== undefined);
  return serverless.length > 0 ? serverless : open;
}
