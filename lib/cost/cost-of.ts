import type { Container } from '../../imports/kubernetes';
import type { FinishedObject } from '../app/finished';
import { type Demand, demandsOf, namespaceOf } from '../capacity/demand';
import { defaultGpuResource, deviceClassQuota } from '../platform/accelerators/accelerator';
import type { NodePool } from '../platform/node-pool';
import { costCentreLabel, teamLabel } from '../vocabulary/labels';
import { modelRoot, modelVariables } from '../vocabulary/model';
import { type Bounds, both, byName, none, scaledBy } from './bounds';
import { type PodHours, podHours } from './pod-hours';
import { shareOfNode } from './share-of-node';

/** What the pods of one object cost in a month. */
export interface CostItem {
  /** Kind and name, such as `Deployment/prices`. */
  readonly object: string;
  /** Construct path. */
  readonly path: string;
  readonly namespace?: string;
  /** Team of its pods or of its namespace. @default none */
  readonly team?: string;
  /** Cost centre of its pods. @default none */
  readonly costCentre?: string;
  /** Model that it trains or serves. @default none */
  readonly model?: string;
  /** Pools that it may run on. */
  readonly pools: readonly string[];
  /** Hours of its pods. */
  readonly hours: PodHours;
  /** Hours of accelerators by what they are. */
  readonly gpuHours: Readonly<Record<string, Bounds>>;
  /** Price of an hour of one pod: of the part of a node that it takes; undefined where a pool has no price. */
  readonly rate?: Bounds;
  /** Price of the month; undefined where a pool has no price. */
  readonly price?: Bounds;
}

/** What an environment costs in a month, from what it runs at least to what it runs at its most. */
export interface EnvironmentCost {
  readonly environment: string;
  /** Of the prices; undefined where no pool has one. */
  readonly currency?: string;
  readonly price: Bounds;
  readonly gpuHours: Readonly<Record<string, Bounds>>;
  readonly byTeam: Readonly<Record<string, Bounds>>;
  readonly byModel: Readonly<Record<string, Bounds>>;
  readonly items: readonly CostItem[];
  /** Pools that pods may run on, and that have no price. */
  readonly unpriced: readonly string[];
}

/** GPU-hours and prices of a month, for each environment, team and model. Pure: the objects decide everything. */
export function costOf(finished: readonly FinishedObject[]): readonly EnvironmentCost[] {
  const teams = new Map<string, string>();
  for (const { json, cluster = '' } of finished) {
    const team = json.kind === 'Namespace' ? json.metadata.labels?.[teamLabel] : undefined;
    if (team !== undefined) teams.set(`${cluster}/${json.metadata.name}`, team);
  }
  const environments = new Map<string, Demand[]>();
  for (const demand of demandsOf(finished)) {
    const name = demand.object.environment?.name ?? '';
    const here = environments.get(name);
    if (here === undefined) environments.set(name, [demand]);
    else here.push(demand);
  }
  return [...environments].map(([name, demands]) => environmentCost(name, demands, teams));
}

function environmentCost(
  environment: string,
  demands: readonly Demand[],
  teams: ReadonlyMap<string, string>,
): EnvironmentCost {
  const items = demands.map((demand) => item(demand, teams.get(namespaceOf(demand.object))));
  const pools = demands[0]?.platform.pools ?? {};
  const currency = Object.values(pools).find(({ price }) => price !== undefined)?.price?.currency;
  const used = new Set(items.flatMap((one) => one.pools));
  const priced = (key: 'team' | 'model') =>
    byName(items.map((one) => [one[key] ?? 'none', one.price ?? none] as const));
  return {
    environment,
    ...(currency !== undefined && { currency }),
    price: items.reduce((sum, { price = none }) => both(sum, price), none),
    gpuHours: byName(items.flatMap(({ gpuHours }) => Object.entries(gpuHours))),
    byTeam: priced('team'),
    byModel: priced('model'),
    items,
    unpriced: [...used].filter((name) => pools[name]?.price === undefined).sort(),
  };
}

function item(demand: Demand, team: string | undefined): CostItem {
  const { object, template, fitting, platform } = demand;
  const { kind, metadata } = object.json;
  const labels = template.metadata?.labels ?? {};
  const hours = podHours(demand);
  const pools = fitting.map((name) => platform.pools?.[name] as NodePool);
  const rate = rateOf(demand, pools);
  const whose = labels[teamLabel] ?? team;
  const model = modelOf(template.spec?.containers ?? []);
  return {
    object: `${kind}/${metadata.name}`,
    path: object.path,
    ...(metadata.namespace !== undefined && { namespace: metadata.namespace }),
    ...(whose !== undefined && { team: whose }),
    ...(labels[costCentreLabel] !== undefined && { costCentre: labels[costCentreLabel] }),
    ...(model !== undefined && { model }),
    pools: fitting,
    hours,
    gpuHours: gpuHours(demand, hours, pools),
    ...(rate !== undefined && { rate, price: scaledBy(hours, rate) }),
  };
}

/** Price of an hour of one pod, on the cheapest and on the dearest pool that it may run on. */
function rateOf({ need }: Demand, pools: readonly NodePool[]): Bounds | undefined {
  const rates = pools.flatMap((pool) =>
    pool.price === undefined ? [] : [pool.price.hour * shareOfNode(need.requests, pool)],
  );
  if (rates.length === 0 || rates.length < pools.length) return undefined;
  return { least: Math.min(...rates), most: Math.max(...rates) };
}

function gpuHours(
  { need, fitting }: Demand,
  hours: Bounds,
  pools: readonly NodePool[],
): Readonly<Record<string, Bounds>> {
  const asked = pools.flatMap(({ gpu }, index) => {
    if (gpu === undefined) return [];
    const { resource = defaultGpuResource, allocation, deviceClass = '', model = fitting[index] ?? '' } = gpu;
    const count =
      Number(need.requests.get(allocation === 'dra' ? deviceClassQuota(deviceClass) : resource) ?? 0n) / 1000;
    return count === 0 ? [] : [{ model, count }];
  });
  const [first] = asked;
  if (first === undefined) return {};
  const model = [...new Set(asked.map((one) => one.model))].sort().join(' or ');
  return { [model]: scaledBy(hours, { least: first.count, most: first.count }) };
}

/** The model that a container reads or writes, as the variables of this library name it. */
function modelOf(containers: readonly Container[]): string | undefined {
  const paths = containers.flatMap(({ env = [] }) =>
    env.flatMap(({ name, value }) => (modelVariables.has(name) && value !== undefined ? [value] : [])),
  );
  const [path] = paths.filter((each) => each.startsWith(`${modelRoot}/`));
  return path?.slice(modelRoot.length + 1).split('/')[0];
}
