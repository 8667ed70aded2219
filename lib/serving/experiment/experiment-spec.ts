import { type Exposure, edgeOf, internal } from '../../companions/exposure';
import { exposure, exposureOnPlatform } from '../../companions/exposure-check';
import { type Duration, duration } from '../../duration';
import { dnsName } from '../../names';
import type { Platform } from '../../platform/platform';
import type { Field } from '../../problems';
import { type Check, integer, listOf, record, required, text, wrongType } from '../../shape';
import { type Access, access, accessOnPlatform, type HasPeer, hasPeer } from '../../vocabulary/access';
import { type Compute, compute } from '../../vocabulary/compute';
import { annotations, type Labels, labels } from '../../vocabulary/labels';
import { type Placement, placement, placementOnPlatform } from '../../vocabulary/placement';
import { type UserKey, userKey } from './user-key';

/** A service that answers a share of the users. */
export interface ExperimentVersion {
  readonly to: HasPeer;
  /** Percentage of the users, with at most two decimals. */
  readonly share: number;
}

export interface ExperimentProps {
  /** Name of its objects on the cluster. @default the construct's id, with the chart's `instance` before it */
  readonly name?: string;
  /** The service of all others: the users beyond the shares, and requests without the key. */
  readonly control: HasPeer;
  /** Other services; a user stays with one as long as its share does not shrink. */
  readonly versions: readonly ExperimentVersion[];
  /** What tells users apart. */
  readonly by: UserKey;
  /** Text that is hashed with the user: another one draws all users anew. @default the name */
  readonly seed?: string;
  /** How it is reached. @default internal() */
  readonly expose?: Exposure;
  /** Who calls it; whom it calls is known. @default nobody but what `expose` lets in */
  readonly access?: Access;
  /** How long a service may take to answer. @default '60s' */
  readonly timeout?: Duration;
  /** Pods of the router. @default 2 */
  readonly replicas?: number;
  /** Of each pod of the router. @default 100m of cpu and 64Mi of memory */
  readonly compute?: Compute;
  /** @default any node, spread over zones */
  readonly placement?: Placement;
  /** Further labels of its objects. @default none */
  readonly labels?: Labels;
  /** Annotations of its Deployment. @default none */
  readonly annotations?: Labels;
}

const share: Check<number> = (value, field) => {
  if (typeof value !== 'number') return wrongType(field, value, 'a percentage');
  if (value > 0 && value <= 100 && Number.isInteger(Math.round(value * 1e6) / 1e4)) return;
  field.problem('out-of-range', {
    got: value,
    allowed: 'above 0, at most 100, with at most two decimals',
    remedy: 'give such a percentage',
  });
};

const shape = record<ExperimentProps>({
  name: dnsName,
  control: required(hasPeer),
  versions: required(listOf(record<ExperimentVersion>({ to: required(hasPeer), share: required(share) }), 1)),
  by: required(userKey),
  seed: text,
  expose: exposure,
  access,
  timeout: duration,
  replicas: integer(1, 100),
  compute,
  placement,
  labels,
  annotations,
});

/** Everything that is wrong with an experiment. */
export function checkExperiment(props: ExperimentProps, name: string, platform: Platform, field: Field): void {
  shape(props, field);
  if (props?.name === undefined) dnsName(name, field.at('name'));
  if (field.problems.length > 0) return;
  const { control, versions, expose = internal(), seed = name } = props;
  exposureOnPlatform(expose, platform, field.at('expose'));
  accessOnPlatform(props.access ?? {}, platform, field.at('access'));
  placementOnPlatform(props.placement ?? {}, props.compute === undefined ? [] : [props.compute], platform, field);
  const names = [control, ...versions.map(({ to }) => to)].map(({ peer }) => peer.name);
  if (new Set(names).size < names.length) {
    field.at('versions').problem('duplicate-name', { got: names, allowed: 'each service once', remedy: 'keep one' });
  }
  const sum = versions.reduce((total, { share: one }) => total + one, 0);
  if (sum > 100) {
    field.at('versions').problem('out-of-range', {
      got: `${sum} %`,
      allowed: 'at most 100 in sum',
      remedy: 'lower the shares',
    });
  }
  if (!/^[\w.-]+$/.test(seed)) {
    field
      .at('seed')
      .problem('bad-name', { got: seed, allowed: 'letters, digits, dots and dashes', remedy: 'rename it' });
  }
  plainHttp(expose, field.at('expose'));
}

/** The router splits the requests itself, and speaks HTTP/1.1 to the services. */
function plainHttp(expose: Exposure, field: Field): void {
  const { versions, mirror } = edgeOf(expose);
  const asked: Readonly<Record<string, boolean>> = {
    gRPC: expose.by === 'grpcRoute' || (expose.by === 'ingress' && expose.grpc === true),
    'a picker': expose.by === 'inferencePool',
    versions: versions !== undefined,
    mirror: mirror !== undefined,
  };
  const got = Object.keys(asked).find((what) => asked[what]);
  if (got === undefined) return;
  field.problem('not-allowed', {
    got: `${expose.by}() with ${got}`,
    allowed: 'an exposure over HTTP that leads to the router alone',
    remedy: 'leave it out: the experiment splits the users',
  });
}
