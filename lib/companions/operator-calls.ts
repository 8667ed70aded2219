import type { OperatorNeed } from '../engine';
import type { Platform } from '../platform/platform';
import type { OpenTo } from './network-access';

/** What operators call on pods, from the namespaces that the platform states for them. */
export function operatorCalls(needs: readonly OperatorNeed[], platform: Platform): readonly OpenTo[] {
  return needs.flatMap(({ operator, calls: ports = [] }) =>
    ports.length === 0
      ? []
      : (platform.operators?.[operator]?.namespaces ?? []).map((namespace) => ({ name: namespace, namespace, ports })),
  );
}
