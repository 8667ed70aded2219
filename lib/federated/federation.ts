import { Chart } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { Platform } from '../platform/platform';
import type { Field } from '../problems';
import type { Access, Peer } from '../vocabulary/access';
import type { Mount } from '../vocabulary/storage';
import type { FederationEngine } from './federation-engine';

/** Where pods stand. */
export interface Place {
  readonly cluster: string;
  readonly namespace?: string;
}

/** How a site reaches the coordinator: a name in its certificate, a port, and what a network policy opens. */
export interface Reach {
  readonly host: string;
  readonly port: number;
  readonly access: Access;
}

/** What sites need to know of a federation. */
export interface Federation {
  readonly name: string;
  /** The same for every handle of one federation. */
  readonly id: string;
  readonly engine: FederationEngine;
  /** Names on its list. @default known to the coordinator's program only */
  readonly sites?: readonly string[];
  /** Undefined where a site at this place cannot reach it. */
  reach(from: Place): Reach | undefined;
  /** Opens the coordinator's side, where this program makes it. */
  admit(site: Peer, from: Place): void;
}

/** A `FederatedTraining`, or the result of `FederatedTraining.reference()`. */
export interface HasFederation {
  readonly federation: Federation;
}

export function placeOf(scope: Construct): Place {
  return { cluster: Platform.of(scope).cluster, namespace: Chart.of(scope).namespace };
}

/** Who has a site's name, and who mounts a claim, of one federation of one app. */
interface Roll {
  readonly sites: Map<string, string>;
  readonly claims: Map<string, string>;
}

const rolls = new WeakMap<IConstruct, Map<string, Roll>>();

function rollOf({ node: { root } }: Construct, federation: string): Roll {
  const ofApp = rolls.get(root) ?? new Map<string, Roll>();
  rolls.set(root, ofApp);
  const roll = ofApp.get(federation) ?? { sites: new Map(), claims: new Map() };
  ofApp.set(federation, roll);
  return roll;
}

/** Each site of a federation is made once. */
export function enrol(scope: Construct, federation: string, site: string, field: Field): void {
  const { sites } = rollOf(scope, federation);
  const other = sites.get(site);
  sites.set(site, other ?? scope.node.path);
  if (other === undefined) return;
  field.problem('duplicate-name', {
    got: `site '${site}', also made at ${other}`,
    allowed: 'each site of a federation once',
    remedy: "give one of them another 'site'",
  });
}

/** Whatever a part of a federation mounts is its own: no other part mounts the same claim. */
export function holdClaims(
  scope: Construct,
  federation: string,
  holder: string,
  mounts: readonly Mount[],
  field: Field,
): void {
  const { claims } = rollOf(scope, federation);
  const { cluster, namespace } = placeOf(scope);
  for (const { source } of mounts) {
    if (!('claim' in source)) continue;
    const key = [cluster, namespace, source.claim].join('/');
    const owner = claims.get(key);
    claims.set(key, owner ?? holder);
    if (owner === undefined || owner === holder) continue;
    field.problem('site-data-shared', {
      got: `claim '${source.claim}', which ${owner} mounts too`,
      allowed: 'claims that no other part of the federation mounts',
      remedy: 'give each site a claim of its own: its data must not leave it',
    });
  }
}
