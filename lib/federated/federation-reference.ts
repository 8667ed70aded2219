import { engineValue } from '../engine';
import { dnsName, hostName } from '../names';
import { Field } from '../problems';
import { integer, record, required } from '../shape';
import { flower } from './engines/flower';
import { accessTo, type FarEnd, farEnd, portsOf } from './far-end';
import type { HasFederation } from './federation';
import type { FederationEngine } from './federation-engine';

/** What a site's program knows of a federation that another program makes. */
export interface FederationReference {
  readonly name: string;
  /** Host of the coordinator: a name in its certificate. */
  readonly host: string;
  /** @default the engine's port for sites: 9092 */
  readonly port?: number;
  /** Where the host leads to: addresses outside of the cluster, or pods in it, with their ports. */
  readonly at: FarEnd;
  /** Back end. @default flower() */
  readonly engine?: FederationEngine;
}

const shape = record<FederationReference>({
  name: required(dnsName),
  host: required(hostName),
  port: integer(1, 65535),
  at: required(farEnd),
  engine: engineValue('flower()'),
});

/** @throws MlopsError for facts that are missing or malformed */
export function referred(facts: FederationReference): HasFederation {
  const field = Field.of('FederatedTraining.reference');
  shape(facts, field);
  field.throwIfAny();
  const { name, host, at, engine = flower(), port = engine.ports.fleet } = facts;
  const open = portsOf(at);
  if (!open.includes(port)) {
    field.at('at').problem('not-allowed', {
      got: `ports ${open.join(', ')}`,
      allowed: `ports with ${port}, which the site dials`,
      remedy: `name the port there too, or give 'port'`,
    });
  }
  field.throwIfAny();
  return {
    federation: {
      name,
      id: `${name} at ${host}:${port}`,
      engine,
      reach: () => ({ host, port, access: accessTo(at) }),
      admit: () => {},
    },
  };
}
