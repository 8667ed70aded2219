import { Construct } from 'constructs';
import { disruptionBudget } from '../companions/disruption-budget';
import type { Exposure } from '../companions/exposure';
import { withPicker } from '../companions/inference-pool';
import { networkAccess } from '../companions/network-access';
import { withStores } from '../models/model-in-pod';
import type { Platform } from '../platform/platform';
import type { Peer } from '../vocabulary/access';
import type { Watched, WatchedWorkload } from '../vocabulary/watched';
import type { PodsBeside } from './service-engine';

/** Budget and connections of pods that work for the server's: the two talk over ports that they choose themselves. */
export function surroundBeside(
  scope: Construct,
  { name, selector, spec }: PodsBeside,
  server: Peer,
  exposure: Exposure,
  platform: Platform,
): void {
  const place = new Construct(scope, name);
  if (spec.pods.min > 1) disruptionBudget(place, name, selector);
  const self = { name, labels: selector, namespace: server.namespace };
  const access = withStores({ ...spec.props.access, callers: [] }, spec.models);
  networkAccess(place, { self: { ...self, ports: [spec.port] }, access: withPicker(access, exposure) }, platform);
  const others = [{ peer: { ...server, ports: [] } }];
  networkAccess(place, { self, access: { callers: others, calls: others } }, platform);
}

/** What monitoring looks at of them. */
export function watchedBeside(
  { name, selector, spec, runs }: PodsBeside & { readonly runs: WatchedWorkload },
  namespace: string | undefined,
): Watched {
  const peer = { name, labels: selector, namespace, ports: [spec.port] };
  return { name, namespace, peer, workload: runs, metrics: spec.props.metrics };
}
