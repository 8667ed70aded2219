import type { Container, KubernetesObject, PodSpec, PodTemplate, Quantities } from '../../imports/kubernetes';
import type { FinishedObject } from '../app/finished';
import type { PodsAt } from '../kinds/kind';
import { Kinds } from '../kinds/kinds';
import { type PodSet, podsOf, valueAt, valuesAt } from '../kinds/pods-of';
import { scaledAs } from '../kinds/scaled-as';
import { deviceClassQuota } from '../platform/accelerators/accelerator';
import type { NodePool } from '../platform/node-pool';
import type { Injection } from '../platform/operators';
import type { Platform } from '../platform/platform';
import { queueLabel } from '../queueing/queue-labels';
import { type Amounts, amounts, sum } from './amounts';
import { candidates } from './candidates';
import { holds } from './node-capacity';
import { type ContainerDefaults, type PodNeed, podNeed } from './pod-need';
import { type WorstCase, worstCase } from './worst-case';

/** Pods of one template in one object: how many at most, what each takes, and where they may go. */
export interface Demand extends WorstCase {
  readonly object: FinishedObject;
  readonly platform: Platform;
  readonly template: Partial<PodTemplate>;
  readonly need: PodNeed;
  /** Pods that are admitted together: all of a Job, one of a Deployment or of a kind whose pods wait themselves, those of one copy in a group. */
  readonly together: number;
  /** What makes them more for a while. */
  readonly grows?: PodsAt['grows'];
  /** Pools that it may go to by their labels and taints. */
  readonly pools: readonly string[];
  /** Those of them of which a node holds it. */
  readonly fitting: readonly string[];
  /** Queue that admits it; it waits there until its turn. */
  readonly queue?: string;
}

export function namespaceOf({ cluster, json }: FinishedObject): string {
  return namespaceIn(cluster, json.metadata.namespace);
}

/** A namespace of a cluster, as one text. */
export function namespaceIn(cluster = '', namespace = ''): string {
  return `${cluster}/${namespace}`;
}

/** What other objects of the app say about pods: defaults of namespaces, autoscalers, templates of claims. */
interface Context {
  readonly defaults: ReadonlyMap<string, ContainerDefaults>;
  readonly scaled: ReadonlyMap<string, { readonly min: number; readonly max: number }>;
  readonly claims: ReadonlyMap<string, Amounts>;
}

interface ClaimRequest {
  readonly exactly?: { readonly deviceClassName?: string; readonly allocationMode?: string; readonly count?: number };
}

function contextOf(finished: readonly FinishedObject[]): Context {
  const defaults = new Map<string, ContainerDefaults>();
  const scaled = new Map<string, { min: number; max: number }>();
  const claims = new Map<string, Amounts>();
  for (const object of finished) {
    const { json } = object;
    const namespace = namespaceOf(object);
    if (json.kind === 'LimitRange') {
      const limits = valuesAt(json, '/spec/limits/*') as readonly Record<string, Quantities>[];
      const { defaultRequest = {}, default: limit = {} } =
        limits.find(({ type }) => String(type) === 'Container') ?? {};
      defaults.set(namespace, { requests: defaultRequest, limits: limit });
    }
    if (json.kind === 'ResourceClaimTemplate') {
      const requests = valuesAt(json, '/spec/spec/devices/requests/*') as readonly ClaimRequest[];
      claims.set(`${namespace}/${json.metadata.name}`, sum(...requests.map(devices)));
    }
    const { scales } = Kinds.of(json);
    if (scales === undefined) continue;
    const target = valueAt(json, scales.target) as { kind?: string; name?: string } | undefined;
    const [min = 1, max] = [valueAt(json, scales.min), valueAt(json, scales.max)];
    if (typeof min !== 'number' || typeof max !== 'number') continue;
    scaled.set(`${namespace}/${target?.kind}/${target?.name}`, { min, max });
  }
  return { defaults, scaled, claims };
}

function devices({
  exactly: { deviceClassName, allocationMode = 'ExactCount', count = 1 } = {},
}: ClaimRequest): Amounts {
  return deviceClassName === undefined || allocationMode !== 'ExactCount'
    ? amounts()
    : amounts({ [deviceClassQuota(deviceClassName)]: count });
}

const injecting = new WeakMap<Platform, readonly (readonly [string, Injection])[]>();

/** What operators inject into the pods of a namespace. */
function injections(platform: Platform, namespace = ''): Readonly<Record<string, Injection>> {
  const all =
    injecting.get(platform) ??
    Object.entries(platform.operators ?? {}).flatMap(([name, { injects }]) =>
      injects === undefined ? [] : [[name, injects] as const],
    );
  injecting.set(platform, all);
  return Object.fromEntries(all.filter(([, { namespaces }]) => namespaces?.includes(namespace) ?? true));
}

function nodesOf(names: readonly string[], { pools = {} }: Platform): number | undefined {
  const most = names.map((name) => pools[name]?.nodes?.max);
  return names.length > 0 && most.every((max) => max !== undefined) ? most.reduce((a, b) => a + b, 0) : undefined;
}

function queueOf(json: KubernetesObject): string | undefined {
  return json.metadata.labels?.[queueLabel] ?? madeWith(json, '/spec/jobTemplate');
}

/** The queue of pods that wait each for itself: those of a kind that Kueue does not know, the trials of an Experiment. */
function queueOfEach(json: KubernetesObject, { metadata }: Partial<PodTemplate>): string | undefined {
  return metadata?.labels?.[queueLabel] ?? madeWith(json, '/spec/trialTemplate/trialSpec');
}

function madeWith(json: KubernetesObject, at: string): string | undefined {
  return (valueAt(json, `${at}/metadata/labels`) as Record<string, string> | undefined)?.[queueLabel];
}

/** The demand of every pod template of the app whose platform is known. */
export function demandsOf(finished: readonly FinishedObject[]): readonly Demand[] {
  const context = contextOf(finished);
  return finished.flatMap((object) => {
    const platform = object.environment?.platform;
    if (platform === undefined) return [];
    return podsOf(object.json, Kinds.of(object.json))
      .filter(({ at }) => at.pattern !== true)
      .map((set) => demand(object, set, platform, context));
  });
}

function admitted({ at: { grows, group }, each, most }: PodSet): number {
  if (group !== undefined) return each;
  return grows === 'rollout' ? 1 : most;
}

function demand(object: FinishedObject, set: PodSet, platform: Platform, context: Context): Demand {
  const { json } = object;
  const namespace = namespaceOf(object);
  const { template, main } = set;
  const { containers = [], ...around }: Partial<PodSpec> = template.spec ?? {};
  const spec = { ...around, containers: [...(main === undefined ? [] : [main as Container]), ...containers] };
  const pools = candidates(template, platform);
  const defaults = context.defaults.get(namespace) ?? { requests: {}, limits: {} };
  const need = podNeed(spec, defaults, injections(platform, json.metadata.namespace));
  const claimed = (spec.resourceClaims ?? []).map(
    ({ resourceClaimTemplateName }) => context.claims.get(`${namespace}/${resourceClaimTemplateName}`) ?? amounts(),
  );
  const each = queueOfEach(json, template);
  const queue = each ?? queueOf(json);
  const requests = sum(need.requests, ...claimed);
  return {
    ...worstCase(json, set, {
      scaled: set.at.unscaled === true ? undefined : context.scaled.get(`${namespace}/${scaledAs(json)}`),
      nodes: nodesOf(pools, platform),
    }),
    object,
    platform,
    template,
    together: each === undefined ? admitted(set) : 1,
    ...(set.at.grows !== undefined && { grows: set.at.grows }),
    need: { ...need, requests },
    pools,
    fitting: pools.filter((name) => holds(requests, platform.pools?.[name] as NodePool)),
    ...(queue !== undefined && { queue }),
  };
}
