import { type Check, oneOf, record, required } from '../../shape';
import { type Value, value } from '../../value';
import { type HasPeer, type Peer, peerOf } from '../../vocabulary/access';

/** Requests of a service that another one's pods answer. */
export type ServiceSwitch = Value<{ readonly by: 'switch'; readonly to: Peer }>;

/**
 * Blue-green by hand: requests to this service go to the pods of another one, as long as this stands in Git. Taking it
 * out again is the rollback; this service's own pods run on.
 */
export function switchTo(other: HasPeer): ServiceSwitch {
  return value('rollout', { by: 'switch', to: other?.peer } as const);
}

export const serviceSwitchCheck: Check<ServiceSwitch> = record<ServiceSwitch>({
  by: required(oneOf('switch')),
  to: required(peerOf),
});
