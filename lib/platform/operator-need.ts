import type { Field } from '../problems';
import type { OperatorFacts } from './operators';
import { atLeast } from './version';

/** An operator that a back end needs on the cluster. */
export interface OperatorNeed {
  readonly operator: string;
  /** Oldest version. @default any */
  readonly version?: string;
  /** Ports of the pods that its own pods call; `port` is the one that answers requests. @default none */
  readonly calls?: readonly (number | 'port')[];
}

/** Whether the platform lists an operator, new enough, and says where it stands if it calls pods. */
export function checkOperator(
  { operator, version, calls = [] }: OperatorNeed,
  what: string,
  { operators }: { readonly operators?: Readonly<Record<string, OperatorFacts>> },
  field: Field,
): void {
  const found = operators?.[operator];
  if (found !== undefined && (version === undefined || atLeast(found.version, version))) {
    if (calls.length > 0 && found.namespaces === undefined) {
      field.problem('missing-platform-fact', {
        got: `${what}, whose pods ${operator} calls`,
        allowed: `a platform with operators.${operator}.namespaces`,
        remedy: `state the namespaces from which ${operator} calls pods: nothing else may reach them`,
      });
    }
    return;
  }
  field.problem('missing-operator', {
    got: found === undefined ? `${what} without the operator ${operator}` : `${what} with ${operator} ${found.version}`,
    allowed: `${operator}${version === undefined ? '' : ` ${version} or newer`}`,
    remedy: `install it and list it in platform.operators.${operator}`,
  });
}
