import type { Construct } from 'constructs';
import type { Platform } from '../platform/platform';
import type { Peer } from '../vocabulary/access';
import { networkAccess } from './network-access';

/**
 * Lets an operator ask a workload of this namespace about a service: its series, its queue. Each service has a policy of
 * its own, as the charts of several may read one stack.
 */
export function letOperatorAsk(
  scope: Construct,
  asked: Peer,
  service: string,
  operators: readonly string[],
  platform: Platform,
): void {
  const openTo = operators.map((namespace) => ({
    name: `${namespace}-for-${service}`,
    namespace,
    ports: asked.ports ?? [],
  }));
  networkAccess(scope, { self: asked, access: {}, openTo }, platform);
}
