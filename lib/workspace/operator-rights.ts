import type { Kind } from '../kinds/kind';
import { Kinds } from '../kinds/kinds';
import type { Platform } from '../platform/platform';
import type { AccountRule } from '../vocabulary/identity';

/** What people may do with some of the kinds that operators bring. */
export interface OperatorRight {
  readonly of: (kind: Kind) => boolean;
  readonly verbs: readonly string[];
  /** Whether it holds for what operators make of these too. @default false */
  readonly made?: boolean;
}

export const seen: OperatorRight = { of: () => true, verbs: ['get', 'list', 'watch'], made: true };
/** Runs can be started and thrown away by hand. */
export const run: OperatorRight = { of: ({ lifecycle }) => lifecycle === 'run', verbs: ['create', 'delete'] };
/** What serves, repeats or scales can be changed where it is. */
export const operated: OperatorRight = {
  of: ({ lifecycle, pods, scales, governs }) =>
    lifecycle === 'service' && !governs && (pods.length > 0 || scales !== undefined),
  verbs: ['patch', 'update'],
};
/** All but what says what others may do or have. */
export const deployed: OperatorRight = {
  of: ({ governs }) => !governs,
  verbs: ['create', 'delete', 'patch', 'update'],
};

/** Rights on the namespaced kinds of the operators that the platform states, a rule for each API group. */
export function operatorRights(
  { operators = {} }: Platform,
  { of, verbs, made = false }: OperatorRight,
): readonly AccountRule[] {
  const byGroup = new Map<string, Set<string>>();
  for (const kind of Kinds.all()) {
    const { group, resource, operator, scope, makes } = kind;
    if (operator === undefined || operators[operator] === undefined || scope !== 'namespaced' || !of(kind)) continue;
    const resources = byGroup.get(group) ?? new Set();
    for (const name of [resource, ...(made ? makes : [])]) resources.add(name);
    byGroup.set(group, resources);
  }
  return [...byGroup]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, resources]) => ({ apiGroups: [group], resources: [...resources].sort(), verbs }));
}
