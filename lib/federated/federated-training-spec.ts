import { type Exposure, internal } from '../companions/exposure';
import { exposure } from '../companions/exposure-check';
import { engineValue } from '../engine';
import { dnsName, hostName } from '../names';
import type { Platform } from '../platform/platform';
import type { Field } from '../problems';
import { anything, integer, listOf, oneOf, record, required, text } from '../shape';
import type { TrainingJobProps } from '../training/training-job-spec';
import { type HasPeer, type Outside, outside, outsideCheck } from '../vocabulary/access';
import { type Compute, compute } from '../vocabulary/compute';
import { modelRoot } from '../vocabulary/model';
import { type Named, named } from '../vocabulary/named';
import { type Placement, placement } from '../vocabulary/placement';
import { type Rotation, type SecretUse, secretFiles } from '../vocabulary/secrets';
import { claimMount, type Mount, mount, mountPath } from '../vocabulary/storage';
import { type WorkloadProps, workloadOnPlatform, workloadShape } from '../vocabulary/workload';
import { type FederationConfig, federationConfig } from './config';
import { type FarEnd, farEnd, isOutside } from './far-end';
import type { FederationEngine } from './federation-engine';
import { authorityPath, certificatePath } from './paths';
import { type SiteRoster, siteRoster } from './site-roster';

/** Certificates of the coordinator, by reference. */
export interface CoordinatorTls {
  /** Secret with `tls.crt`, `tls.key` and `ca.crt`, as cert-manager writes it. */
  readonly certificate: Named;
  /** Secret with the authority's `ca.crt` alone: a run has no business with the private key. */
  readonly authority: Named;
  /** What a new certificate does: `restart` needs the operator `reloader`. @default 'ignore' */
  readonly rotation?: Exclude<Rotation, 'reload'>;
}

/** The program that stands between the sites and the runs. */
export interface CoordinatorProps {
  /** Model updates pass through its memory. @default { cpu: '250m', memory: '1Gi' } */
  readonly compute?: Compute;
  /** @default any node */
  readonly placement?: Placement;
  /** Folder on a claim for its state. @default memory: when it restarts, a run under way fails and is tried again */
  readonly database?: Mount;
}

/** How sites of other clusters reach the coordinator. */
export interface FleetAddress {
  /** A name in the certificate. */
  readonly host: string;
  /** @default the engine's port for sites: 9092 */
  readonly port?: number;
  /** Addresses that the name leads to: network policies know no names. */
  readonly cidrs: readonly string[];
}

export type RunProps = Pick<
  TrainingJobProps,
  | Exclude<keyof WorkloadProps, 'command' | 'args'>
  | ('when' | 'run' | 'retries' | 'fatalExitCodes' | 'deadline' | 'produces' | 'waitFor' | 'versions' | 'supersede')
>;

/** `image`, `compute` and the other words are those of a run: the pod that aggregates. */
export interface FederatedTrainingProps extends RunProps {
  /** Folder of the app in the image. @default '/app' */
  readonly app?: string;
  /** Settings of the app for a run; the app must know their names. @default the app's own */
  readonly config?: FederationConfig;
  /** Who may take part; another list of names is another run, another key of a site is not. */
  readonly sites: SiteRoster;
  /** Sites that a run waits for. @default all of them */
  readonly quorum?: number;
  readonly tls: CoordinatorTls;
  /** @default a small one that keeps its state in memory */
  readonly coordinator?: CoordinatorProps;
  /** From where sites of other programs call, whatever port that names. @default only sites that are made with this federation */
  readonly callers?: readonly FarEnd[];
  /** `internal()`, or `loadBalancer()` for sites in other clusters, open to the `callers` outside only. @default internal() */
  readonly expose?: Exposure;
  /** Its address for sites of other clusters. @default none: they cannot reach it */
  readonly address?: FleetAddress;
  /** Back end. @default flower() */
  readonly engine?: FederationEngine;
}

/** A federation, complete and checked. */
export interface FederationSpec {
  readonly props: FederatedTrainingProps;
  readonly app: string;
  readonly config: FederationConfig;
  readonly sites: SiteRoster;
  readonly quorum: number;
  readonly certificate: SecretUse;
  readonly authority: SecretUse;
  readonly expose: Exposure;
  /** Of the coordinator. */
  readonly compute: Compute;
  readonly database?: Mount;
  readonly peers: readonly HasPeer[];
  readonly outside: readonly Outside[];
}

const { command, args, ...runWords } = workloadShape;

const shape = record<FederatedTrainingProps>({
  ...runWords,
  // TrainingJob checks these.
  when: anything,
  run: anything,
  retries: anything,
  fatalExitCodes: anything,
  deadline: anything,
  produces: anything,
  waitFor: anything,
  versions: anything,
  supersede: anything,
  app: mountPath,
  config: federationConfig,
  sites: required(siteRoster),
  quorum: integer(1),
  tls: required(
    record<CoordinatorTls>({
      certificate: required(named),
      authority: required(named),
      rotation: oneOf('restart', 'ignore'),
    }),
  ),
  coordinator: record<CoordinatorProps>({ compute, placement, database: mount }),
  callers: listOf(farEnd),
  expose: exposure,
  address: record<FleetAddress>(
    { host: required(hostName), port: integer(1, 65535), cidrs: required(listOf(text, 1)) },
    ({ cidrs }, field) => outsideCheck(outside('address', cidrs), field),
  ),
  engine: engineValue('flower()'),
});

/** Fills in the defaults and checks everything that needs no engine; problems go to the field. */
export function federationSpec(
  props: FederatedTrainingProps,
  name: string,
  platform: Platform,
  field: Field,
): FederationSpec | undefined {
  shape(props, field);
  if (props?.name === undefined) dnsName(name, field.at('name'));
  if (field.problems.length > 0) return undefined;
  const { sites, tls, callers = [], coordinator = {} } = props;
  const spec: FederationSpec = {
    props,
    app: props.app ?? '/app',
    config: props.config ?? {},
    sites,
    quorum: props.quorum ?? Object.keys(sites).length,
    certificate: secretFiles(tls.certificate, certificatePath, { rotation: tls.rotation }),
    authority: secretFiles(tls.authority, authorityPath),
    expose: props.expose ?? internal(),
    compute: coordinator.compute ?? { cpu: '250m', memory: '1Gi' },
    database: coordinator.database,
    peers: callers.filter((one): one is HasPeer => !isOutside(one)),
    outside: callers.filter(isOutside),
  };
  quorumOfSites(spec, field.at('quorum'));
  openEnough(spec, field);
  stateOnClaim(spec, field.at('coordinator').at('database'));
  const { image } = props;
  const standing = { image, compute: spec.compute, secrets: [spec.certificate] };
  workloadOnPlatform({ placement: coordinator.placement }, [standing], platform, field.at('coordinator'));
  return spec;
}

/** Everything that the coordinator and its runs mount. */
export function mountsOf({ database, props: { mounts = [], sidecars = [], produces } }: FederationSpec) {
  return [
    ...(database === undefined ? [] : [database]),
    ...mounts,
    ...sidecars.flatMap((sidecar) => sidecar.mounts ?? []),
    ...(produces === undefined ? [] : [claimMount(produces.claim, produces.access, modelRoot)]),
  ];
}

function quorumOfSites({ quorum, sites }: FederationSpec, field: Field): void {
  const count = Object.keys(sites).length;
  if (quorum <= count) return;
  field.problem('out-of-range', {
    got: quorum,
    allowed: `an integer from 1 to ${count}, the number of sites`,
    remedy: 'lower it, or name more sites',
  });
}

/** A load balancer is for sites outside: it is open to their addresses and to nobody else. */
function openEnough({ expose, outside: hosts, props }: FederationSpec, field: Field): void {
  if (expose.by !== 'loadBalancer') return;
  if (expose.sourceRanges.length > 0) {
    field.at('expose').problem('not-allowed', {
      got: expose.sourceRanges,
      allowed: "loadBalancer() without sourceRanges: the 'callers' outside are its callers",
      remedy: 'leave them out',
    });
  }
  if (hosts.length === 0) {
    field.at('callers').problem('missing-prop', {
      got: 'loadBalancer() without callers outside',
      allowed: "addresses of sites, such as outside('hospital-b', ['203.0.113.0/24'])",
      remedy: 'say from where the sites call: the load balancer is open to nobody else',
    });
  }
  if (props.address === undefined) {
    field.at('address').problem('missing-prop', {
      got: 'loadBalancer() without address',
      allowed: 'host and cidrs, at which sites reach it',
      remedy: 'give the name in the certificate and the addresses of the load balancer',
    });
  }
}

function stateOnClaim({ database }: FederationSpec, field: Field): void {
  if (database === undefined || ('claim' in database.source && !database.readOnly)) return;
  field.problem('not-allowed', {
    got: database.source,
    allowed: "a claim that it may write: claim.at('/state')",
    remedy: 'give one, or leave database out',
  });
}
