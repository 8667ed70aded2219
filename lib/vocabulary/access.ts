import { cidr } from '../cidr';
import { dnsName } from '../names';
import type { Platform } from '../platform/platform';
import type { Field } from '../problems';
import { type Check, flag, integer, listOf, made, record } from '../shape';
import { type Value, value } from '../value';

/** Pods at the other end of a connection. */
export interface Peer {
  /** Names the network policies. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** @default the namespace of the chart */
  readonly namespace?: string;
  /** Ports on which it is called. @default none: it only calls */
  readonly ports?: readonly number[];
}

/** Anything with a peer: a `ModelService`, or the result of `peer()`. */
export interface HasPeer {
  readonly peer: Peer;
}

/** Pods by their labels, for callers and callees that this program does not make. */
export function peer(facts: Peer): HasPeer {
  return value('peer', { peer: Object.freeze({ ...facts }) });
}

/** Addresses outside of the cluster; made by `outside()`. */
export type Outside = Value<{
  readonly name: string;
  readonly cidrs: readonly string[];
  readonly ports: readonly number[];
}>;

/** Hosts outside of the cluster, by address; the cloud's metadata service stays closed. */
export function outside(name: string, cidrs: readonly string[], ports: readonly number[] = [443]): Outside {
  return value('outside', { name, cidrs, ports });
}

/** Who talks to whom; everything else is denied by the workspace. An edge between two charts is declared at one end. */
export interface Access {
  /** Who calls it. @default nobody but what `expose` lets in */
  readonly callers?: readonly HasPeer[];
  /** Whom it calls. @default nobody but the cluster DNS */
  readonly calls?: readonly HasPeer[];
  /** Hosts outside of the cluster that it calls. @default none */
  readonly outside?: readonly Outside[];
  /** Whether it calls the API server, at the addresses that the platform states. @default false */
  readonly apiServer?: boolean;
}

/** The pods that answer or call. */
export const peerOf: Check<Peer> = record<Peer>({
  name: { required: dnsName },
  labels: {
    required: (labels, field) => {
      if (Object.keys(labels).length === 0)
        field.problem('out-of-range', { got: labels, allowed: 'at least one label', remedy: 'select the pods' });
    },
  },
  namespace: dnsName,
  ports: listOf(integer(1, 65535)),
});

export const hasPeer: Check<HasPeer> = (candidate, field) => {
  if (typeof candidate !== 'object' || candidate === null || candidate.peer === undefined) {
    field.problem('wrong-type', {
      got: candidate,
      allowed: 'a service, or peer({ name, labels })',
      remedy: 'give one of these',
    });
  } else peerOf({ ...candidate.peer }, field);
};

export const outsideCheck: Check<Outside> = (candidate, field) => {
  const before = field.problems.length;
  made<Outside>('outside', "outside('name', ['203.0.113.0/24'])")(candidate, field);
  if (field.problems.length > before) return;
  dnsName(candidate.name, field.at('name'));
  listOf(cidr, 1)(candidate.cidrs, field.at('cidrs'));
  listOf(integer(1, 65535), 1)(candidate.ports, field.at('ports'));
};

/** Pods that are called, so that their ports must be known. */
export const calledPeer: Check<HasPeer> = (candidate, field) => {
  const before = field.problems.length;
  hasPeer(candidate, field);
  if (field.problems.length === before && (candidate.peer.ports ?? []).length === 0) {
    field.problem('missing-prop', {
      got: candidate.peer.name,
      allowed: 'a peer with ports',
      remedy: 'give peer({ ..., ports: [443] })',
    });
  }
};

export const access: Check<Access> = record<Access>({
  callers: listOf(hasPeer),
  calls: listOf(calledPeer),
  outside: listOf(outsideCheck),
  apiServer: flag,
});

export function accessOnPlatform({ apiServer }: Access, platform: Platform, field: Field): void {
  if (apiServer === true && platform.apiServer === undefined) {
    field.at('apiServer').problem('missing-platform-fact', {
      got: true,
      allowed: 'a platform with apiServer',
      remedy: 'state the addresses in platform.apiServer',
    });
  }
}
