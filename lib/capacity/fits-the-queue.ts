import { at, title } from '../app/checks/app-check';
import type { FinishedObject } from '../app/finished';
import type { ClusterQueue, Queues } from '../platform/queues';
import type { Problem } from '../problems';
import { type Demand, namespaceOf } from './demand';
import { lackOf } from './queue-room';
import { sentElsewhere } from './sent-elsewhere';

/** Whether each queued workload has its queue, and could be admitted when that is empty. */
export function fitsTheQueue(finished: readonly FinishedObject[], demands: readonly Demand[]): readonly Problem[] {
  const queues = new Map<string, ReadonlyMap<string, string>>();
  for (const object of finished) {
    const { kind, metadata, spec } = object.json;
    if (kind === 'Namespace') {
      const namespace = `${object.cluster ?? ''}/${metadata.name}`;
      queues.set(namespace, queues.get(namespace) ?? new Map());
    } else if (kind === 'LocalQueue') {
      const { clusterQueue = '' } = (spec ?? {}) as { clusterQueue?: string };
      const namespace = namespaceOf(object);
      queues.set(namespace, new Map([...(queues.get(namespace) ?? []), [metadata.name, clusterQueue]]));
    }
  }
  return demands.flatMap((demand) => {
    const { object, queue, platform } = demand;
    const here = queue === undefined ? undefined : queues.get(namespaceOf(object));
    // A pod that no node holds is told elsewhere.
    if (queue === undefined || here === undefined || demand.fitting.length === 0) return [];
    const clusterQueue = here.get(queue);
    if (clusterQueue === undefined) return unknownQueue(object, queue, [...here.keys()]);
    const facts = platform.queues?.clusterQueues[clusterQueue];
    return facts === undefined ? [] : admission(demand, clusterQueue, facts, platform.queues as Queues);
  });
}

function unknownQueue(object: FinishedObject, queue: string, here: readonly string[]): readonly Problem[] {
  return at(object, 'unknown-queue', {
    got: `${title(object)} in queue '${queue}'`,
    allowed: [...here].sort().join(', ') || `none: namespace '${object.json.metadata.namespace}' has no queue`,
    remedy: 'name a queue of the workspace, or give it the queue: Workspace({ queues: { name: clusterQueue } })',
  });
}

/** A workload is admitted whole, of one pool: one that no pool of its queue has room for waits for ever. */
function admission(demand: Demand, name: string, queue: ClusterQueue, all: Queues): readonly Problem[] {
  const { object, fitting: pools } = demand;
  const lacking = Object.keys(queue.pools)
    .filter((pool) => pools.includes(pool))
    .map((pool) => lackOf(demand, pool, name, all));
  if (lacking.some((one) => one === undefined)) return sentElsewhere(demand, name, queue, all);
  const [first] = lacking;
  return at(object, 'queue-exceeded', {
    got: `${title(object)} with ${first?.asked ?? `pods for ${pools.map((pool) => `'${pool}'`).join(', ')}`}`,
    allowed: `what cluster queue '${name}' can admit at once: ${
      lacking.map((one) => one?.has).join(' or ') || `pools ${Object.keys(queue.pools).sort().join(', ')}`
    }`,
    remedy: 'ask for less, raise the quota in platform.queues, or name another queue',
  });
}
