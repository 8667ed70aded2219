import { Chart } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { canonicalJson } from '../canonical';
import { emit } from '../kinds/emit';
import { Field, MlopsError } from '../problems';
import type { Labels } from '../vocabulary/labels';

/** One direction of a connection: whom the pods of a selector let in, or reach. */
export interface Edge {
  readonly name: string;
  readonly selector: Labels;
  readonly direction: 'Ingress' | 'Egress';
  readonly peers: readonly object[];
  /** @default every port */
  readonly ports: readonly number[];
}

/** Where an edge is declared. */
interface Place {
  /** Whether at the pods that it selects. */
  readonly own: boolean;
  readonly cluster: string;
}

interface Written extends Place {
  readonly scope: Construct;
  readonly spec: object;
}

/** The policies of an app, by name and by the place that they go to. */
const written = new WeakMap<IConstruct, Map<string, Written>>();

/**
 * The policy of an edge. One that is declared at both ends, or by several constructs, in whatever charts of a namespace, is
 * written once: with the pods that it selects, else with the first by path.
 * @throws MlopsError `duplicate-identity` when two say different things of it
 */
export function writeEdge(scope: Construct, { name, selector, direction, peers, ports }: Edge, place: Place): void {
  const rule = {
    [direction === 'Ingress' ? 'from' : 'to']: peers,
    ...(ports.length > 0 && { ports: ports.map((port) => ({ port, protocol: 'TCP' })) }),
  };
  const spec = {
    podSelector: { matchLabels: selector },
    policyTypes: [direction],
    [direction === 'Ingress' ? 'ingress' : 'egress']: [rule],
  };
  const { root } = scope.node;
  const all = written.get(root) ?? new Map<string, Written>();
  written.set(root, all);
  const key = `${name} in ${destination(scope, place)}`;
  const edge = { ...place, scope, spec };
  const before = all.get(key);
  if (before !== undefined) {
    if (canonicalJson(before.spec) !== canonicalJson(spec)) contradiction(edge, before, name);
    if (!precedes(edge, before)) return;
    before.scope.node.tryRemoveChild(name);
  }
  all.set(key, edge);
  emit(scope, name, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, labels: selector },
    spec,
  });
}

/** Nobody knows where a chart without a namespace goes: it is a place of its own. */
function destination(scope: Construct, { cluster }: Place): string {
  const { namespace, node } = Chart.of(scope);
  return namespace === undefined ? `chart ${node.path}` : `namespace ${cluster}/${namespace}`;
}

function precedes(one: Written, other: Written): boolean {
  if (one.own !== other.own) return one.own;
  return one.scope.node.path < other.scope.node.path;
}

function contradiction({ scope, spec }: Written, before: Written, name: string): never {
  const field = Field.of(scope);
  field.problem('duplicate-identity', {
    got: `connection '${name}' as ${JSON.stringify(spec)}, at ${before.scope.node.path} as ${JSON.stringify(before.spec)}`,
    allowed: 'the same pods and ports wherever it is declared',
    remedy: 'say the same labels and ports at both ends, or declare it at one',
  });
  throw new MlopsError([...field.problems]);
}
