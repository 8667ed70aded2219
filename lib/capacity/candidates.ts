import type { PodSpec, PodTemplate } from '../../imports/kubernetes';
import { type NodePool, poolLabels, poolTaints, zoneLabel } from '../platform/node-pool';
import type { Platform } from '../platform/platform';
import { type Taint, tolerates } from '../platform/taint';
import { type Requirement, requiredTerms } from '../pod/required-terms';

/** What nodes of a pool have, and may be asked for. */
interface Nodes {
  readonly name: string;
  readonly pool: NodePool;
  /** Values that a node may have for a label; a label that is not here is not known. */
  readonly labels: ReadonlyMap<string, readonly string[]>;
  readonly taints: readonly Taint[];
}

const known = new WeakMap<Platform, readonly Nodes[]>();

/** The pools of a platform, in order; every pod of the app is compared with them. */
function nodesOf(platform: Platform): readonly Nodes[] {
  const nodes =
    known.get(platform) ??
    Object.entries(platform.pools ?? {})
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, pool]) => ({
        name,
        pool,
        labels: labelsOf(pool),
        taints: poolTaints(pool).filter(({ effect }) => effect !== 'PreferNoSchedule'),
      }));
  known.set(platform, nodes);
  return nodes;
}

function labelsOf(pool: NodePool): ReadonlyMap<string, readonly string[]> {
  const { zones, arch } = pool;
  return new Map<string, readonly string[]>([
    ...(zones === undefined ? [] : [[zoneLabel, zones] as const]),
    ...(arch === undefined ? [] : [['kubernetes.io/arch', [arch]] as const]),
    ...Object.entries(poolLabels(pool)).map(([key, value]) => [key, [value]] as const),
  ]);
}

/** Whether some value passes; what the platform does not say may be so. */
const passes: Readonly<Record<string, (values: readonly string[], wanted: readonly string[]) => boolean>> = {
  In: (values, wanted) => values.some((value) => wanted.includes(value)),
  NotIn: (values, wanted) => values.some((value) => !wanted.includes(value)),
  DoesNotExist: () => false,
};

function refusedBy({ key, operator, values = [] }: Requirement, { labels }: Nodes): boolean {
  const has = labels.get(key);
  return has !== undefined && passes[operator]?.(has, values) === false;
}

/** Why no node of a pool can take the pod, as far as the platform says; undefined when one may. */
function refusal({ metadata, spec = {} as PodSpec }: Partial<PodTemplate>, nodes: Nodes): string | undefined {
  const has = (key: string) => `has ${key}=${nodes.labels.get(key)?.join(' or ')}`;
  const { podLabels = {} } = nodes.pool.serverless ?? {};
  const missing = Object.entries(podLabels).find(([key, value]) => metadata?.labels?.[key] !== value);
  if (missing !== undefined) return `takes pods with the label ${missing.join('=')}`;
  const { nodeSelector = {}, affinity, tolerations = [] } = spec;
  for (const key in nodeSelector) {
    if (nodes.labels.get(key)?.includes(nodeSelector[key] ?? '') === false) return has(key);
  }
  const terms = requiredTerms(affinity?.nodeAffinity);
  const refusing = terms.map(({ matchExpressions = [] }) => matchExpressions.find((one) => refusedBy(one, nodes)));
  const [first] = refusing;
  if (first !== undefined && refusing.every((one) => one !== undefined)) return has(first.key);
  const taint = nodes.taints.find((one) => !tolerations.some((each) => tolerates(each, one)));
  return taint === undefined ? undefined : `has the taint ${taint.key}, which the pod does not tolerate`;
}

/** The pools that a pod may go to, in order. */
export function candidates(template: Partial<PodTemplate>, platform: Platform): readonly string[] {
  const open = nodesOf(platform).filter((nodes) => refusal(template, nodes) === undefined);
  const serverless = open.filter(({ pool }) => pool.serverless?.podLabels !== undefined);
  return (serverless.length > 0 ? serverless : open).map(({ name }) => name);
}

/** Why a pool of the platform refuses a pod; undefined when it may take it. */
export function refusalOf(name: string, template: Partial<PodTemplate>, platform: Platform): string | undefined {
  const nodes = nodesOf(platform).find((one) => one.name === name);
  return nodes === undefined ? undefined : refusal(template, nodes);
}

/** Why each pool of the platform refuses a pod that none takes. */
export function refusals(template: Partial<PodTemplate>, platform: Platform): readonly string[] {
  return nodesOf(platform).map((nodes) => `pool '${nodes.name}' ${refusal(template, nodes)}`);
}
