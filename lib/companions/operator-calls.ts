import type { OperatorNeed } from '../platform/operator-need';
import type { Platform } from '../platform/platform';
import type { OpenTo } from './network-access';

/** What operators call on pods, from the namespaces that the platform states for them. @param port the one that answers requests */
export function operatorCalls(needs: readonly OperatorNeed[], platform: Platform, port?: number): readonly OpenTo[] {
  return needs.flatMap(({ operator, calls = [] }) => {
    const ports = calls.flatMap((called) => (called === 'port' ? (port ?? []) : called));
    if (ports.length === 0) return [];
    const { namespaces = [] } = platform.operators?.[operator] ?? {};
    return namespaces.map((namespace) => ({ name: namespace, namespace, ports }));
  });
}
