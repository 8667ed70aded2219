import { dnsName } from '../names';
import type { Platform } from '../platform/platform';
import type { Field } from '../problems';
import { type Check, oneOf, record, required, wrongType } from '../shape';
import { type Compute, compute } from '../vocabulary/compute';
import { type Named, named } from '../vocabulary/named';
import { type Rotation, type SecretUse, secretFiles } from '../vocabulary/secrets';
import { type Mount, mount } from '../vocabulary/storage';
import { type WorkloadProps, workloadOnPlatform, workloadShape } from '../vocabulary/workload';
import { type FederationConfig, federationConfig } from './config';
import type { HasFederation } from './federation';
import { authorityPath, keyPath } from './paths';

/** What a site needs to know the coordinator by, by reference. */
export interface SiteTls {
  /** Secret with `ca.crt` of the authority that signed the coordinator's certificate. */
  readonly authority: Named;
  /** What a new certificate or key does: `restart` needs the operator `reloader`. @default 'ignore' */
  readonly rotation?: Exclude<Rotation, 'reload'>;
}

/** `image`, `compute` and the other words are those of the program that trains on the site's data. */
export interface FederationSiteProps extends Omit<WorkloadProps, 'access' | 'command' | 'args'> {
  /** The `FederatedTraining`, or `FederatedTraining.reference(...)` of another program's. */
  readonly federation: HasFederation;
  /** Name on the federation's list. @default the construct's id */
  readonly site?: string;
  /** The site's data: a claim, read-only, that nothing else of the federation mounts; the program is told its path. */
  readonly data: Mount;
  readonly tls: SiteTls;
  /** Secret of type kubernetes.io/ssh-auth with the private key whose public key is on the federation's list. */
  readonly key: Named;
  /** Settings of the app at this site. @default none */
  readonly config?: FederationConfig;
  /** The part that talks to the coordinator; model updates pass through its memory. @default { cpu: '100m', memory: '512Mi' } */
  readonly agent?: Compute;
}

/** A site, complete and checked. */
export interface SiteSpec {
  readonly props: FederationSiteProps;
  readonly site: string;
  /** The data among them. */
  readonly mounts: readonly Mount[];
  readonly authority: SecretUse;
  readonly key: SecretUse;
  readonly config: FederationConfig;
  readonly agent: Compute;
}

const { command, args, access, ...words } = workloadShape;

const ownData: Check<Mount> = (data, field) => {
  const before = field.problems.length;
  mount(data, field);
  if (field.problems.length > before || ('claim' in data.source && data.readOnly)) return;
  field.problem('not-allowed', {
    got: { ...data.source, readOnly: data.readOnly },
    allowed: "a claim, read-only: claim.at('/data', { readOnly: true })",
    remedy: 'mount it read-only: the code comes from elsewhere',
  });
};

const hasFederation: Check<HasFederation> = (candidate, field) => {
  if (typeof candidate?.federation?.reach !== 'function')
    wrongType(field, candidate, 'a FederatedTraining, or FederatedTraining.reference(...)');
};

const ownConfig: Check<FederationConfig> = (config, field) => {
  federationConfig(config, field);
  for (const name of ['site', 'data']) {
    if (config?.[name] === undefined) continue;
    field.at(name).problem('not-allowed', {
      got: config[name],
      allowed: "names other than 'site' and 'data'",
      remedy: 'remove it: the library tells the program both',
    });
  }
};

const shape = record<FederationSiteProps>({
  ...words,
  federation: required(hasFederation),
  site: dnsName,
  data: required(ownData),
  tls: required(record<SiteTls>({ authority: required(named), rotation: oneOf('restart', 'ignore') })),
  key: required(named),
  config: ownConfig,
  agent: compute,
});

/** Fills in the defaults and checks everything that needs no federation; problems go to the field. */
export function siteSpec(
  props: FederationSiteProps,
  id: string,
  name: string,
  platform: Platform,
  field: Field,
): SiteSpec | undefined {
  shape(props, field);
  if (props?.name === undefined) dnsName(name, field.at('name'));
  if (field.problems.length > 0) return undefined;
  const { tls, data, agent = { cpu: '100m', memory: '512Mi' } } = props;
  const mounts = [data, ...(props.mounts ?? [])];
  const rotation = { rotation: tls.rotation };
  const authority = secretFiles(tls.authority, authorityPath, rotation);
  const key = secretFiles(props.key, keyPath, rotation);
  const beside = { image: props.image, compute: agent, secrets: [authority, key] };
  workloadOnPlatform(props, [{ ...props, mounts }, beside], platform, field);
  return { props, site: props.site ?? id, mounts, authority, key, config: props.config ?? {}, agent };
}
