import type { Construct } from 'constructs';
import { letOperatorAsk } from '../companions/operator-asks';
import type { Platform } from '../platform/platform';
import type { Peer } from '../vocabulary/access';
import type { Broker } from './queue';

/** The pods of a broker in this namespace, whose network policies stand here too; undefined for one elsewhere. */
export function brokerHere(at: Broker, namespace: string | undefined): Peer | undefined {
  if (!('peer' in at)) return undefined;
  return at.peer.namespace === undefined || at.peer.namespace === namespace ? at.peer : undefined;
}

/** Lets KEDA read the length of a queue whose broker stands in this namespace. */
export function letKedaRead(
  scope: Construct,
  worker: string,
  at: Broker,
  namespace: string | undefined,
  platform: Platform,
): void {
  const self = brokerHere(at, namespace);
  if (self === undefined) return;
  letOperatorAsk(scope, self, worker, platform.operators?.['keda']?.namespaces ?? [], platform);
}
