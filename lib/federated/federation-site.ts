import { Construct } from 'constructs';
import { account } from '../companions/account';
import { networkAccess } from '../companions/network-access';
import { checkCarried, type Rendered } from '../engine';
import { declaredName, instanceOf } from '../identity';
import { Platform } from '../platform/platform';
import { writePod } from '../pod/pod-template';
import { Field } from '../problems';
import { queueLabels } from '../queueing/queue-labels';
import type { HasPeer, Peer } from '../vocabulary/access';
import { selectorLabels } from '../vocabulary/labels';
import type { HasWatched, Watched } from '../vocabulary/watched';
import { enrol, type Federation, holdClaims, placeOf, type Reach } from './federation';
import { type FederationSiteProps, type SiteSpec, siteSpec } from './federation-site-spec';
import { asksDns, closed } from './isolation';

/** A site of a federation: trains where its data is, calls the coordinator, and is called by nobody. */
export class FederationSite extends Construct implements HasPeer, HasWatched {
  readonly name: string;
  readonly objects: Rendered['objects'];
  /** Its pod, for the coordinator to know. */
  readonly peer: Peer;
  /** What monitoring watches of it. */
  readonly watched: Watched;

  /** @throws MlopsError with everything wrong in the props, on the platform and in the federation */
  constructor(scope: Construct, id: string, props: FederationSiteProps) {
    super(scope, id);
    const field = Field.of(this);
    const platform = Platform.of(this);
    const place = placeOf(this);
    this.name = declaredName(this, id, props?.name);
    const checked = siteSpec(props, id, this.name, platform, field);
    const reach = checked === undefined ? undefined : this.join(props.federation.federation, checked, field);
    field.throwIfAny();
    const spec = checked as SiteSpec;
    const way = reach as Reach;

    const selector = selectorLabels(this.name, 'federation-site', instanceOf(this));
    this.peer = { name: this.name, labels: selector, namespace: place.namespace };
    this.objects = this.render(props.federation.federation, spec, way, platform, field);
    this.watched = {
      name: this.name,
      namespace: place.namespace,
      peer: this.peer,
      workload: { kind: this.objects.workload.kind, name: this.name },
    };
    closed(this, this.peer);
    asksDns(this, this.peer, platform);
    networkAccess(this, { self: this.peer, access: way.access }, platform);
    props.federation.federation.admit(this.peer, place);
  }

  /** On the list, once, with data of its own, and with a way to the coordinator. */
  private join({ id, name, sites, reach }: Federation, spec: SiteSpec, field: Field): Reach | undefined {
    const place = placeOf(this);
    const { site, props } = spec;
    if (sites?.includes(site) === false) {
      field.at('site').problem('unknown-site', {
        got: site,
        allowed: sites.join(', '),
        remedy: `name a site of '${name}', or add it to its 'sites' with its public key`,
      });
    }
    const mounts = [...spec.mounts, ...(props.sidecars ?? []).flatMap((sidecar) => sidecar.mounts ?? [])];
    enrol(this, id, site, field.at('site'));
    holdClaims(this, id, `site '${site}'`, mounts, field.at('data'));
    const way = reach(place);
    if (way === undefined) {
      field.at('federation').problem('coordinator-unreachable', {
        got: `a site in cluster '${place.cluster}' and a coordinator that only its own cluster reaches`,
        allowed: "a federation with 'address' and 'callers' outside, or a site in the coordinator's cluster",
        remedy: "give the federation 'address': { host, cidrs } and 'callers': [outside('site', [...])]",
      });
    }
    return way;
  }

  private render(
    { engine }: Federation,
    spec: SiteSpec,
    reach: Reach,
    platform: Platform,
    field: Field,
  ): Rendered['objects'] {
    const { props } = spec;
    const selector = this.peer.labels;
    const labels = { ...props.labels, ...selector };
    const { name: serviceAccount, token } = account(this, this.name, props.identity ?? {}, labels, platform);
    const rendered = engine.renderSite(this, {
      name: this.name,
      spec,
      reach,
      platform,
      selector,
      labels: { ...labels, ...queueLabels(props.placement ?? {}, platform, 'model-training') },
      pod: ({ sidecars = [], ...parts }) =>
        writePod(
          {
            runAs: props.runAs,
            ...parts,
            labels,
            sidecars: [...sidecars, ...(props.sidecars ?? [])],
            serviceAccount,
            token,
            placement: props.placement,
            defaultPriority: 'model-training',
            restartPolicy: 'Always',
          },
          platform,
        ),
    });
    for (const { pod } of rendered.podSets) checkCarried(engine, pod, field);
    field.throwIfAny();
    return rendered.objects;
  }
}
