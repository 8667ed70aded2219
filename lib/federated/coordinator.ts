import { Construct } from 'constructs';
import { account } from '../companions/account';
import { networkAccess } from '../companions/network-access';
import { checkCarried, type Rendered } from '../engine';
import { instanceOf } from '../identity';
import { Platform } from '../platform/platform';
import { writePod } from '../pod/pod-template';
import { Field } from '../problems';
import { queueLabels } from '../queueing/queue-labels';
import { type HasPeer, outside, type Peer } from '../vocabulary/access';
import { selectorLabels } from '../vocabulary/labels';
import type { HasWatched, Watched } from '../vocabulary/watched';
import type { FederationSpec } from './federated-training-spec';
import { type Place, placeOf, type Reach } from './federation';
import type { CoordinatorContext, FederationEngine, RunProgram } from './federation-engine';
import { closed, letsIn } from './isolation';

/** What `FederatedTraining` makes its coordinator from. */
export interface CoordinatorRequest {
  readonly name: string;
  readonly federation: string;
  readonly spec: FederationSpec;
  readonly engine: FederationEngine;
}

/** The standing part of a federation, between the sites and the runs: it runs no code of theirs. */
export class FederationCoordinator extends Construct implements HasPeer, HasWatched {
  readonly objects: Rendered['objects'];
  /** Its pod, at the port that only runs reach. */
  readonly peer: Peer;
  /** What monitoring watches of it. */
  readonly watched: Watched;
  /** The program of the runs that it coordinates. */
  readonly run: RunProgram;
  private readonly fleet: Peer;

  constructor(
    scope: Construct,
    id: string,
    private readonly request: CoordinatorRequest,
  ) {
    super(scope, id);
    const { name, engine, spec } = request;
    const platform = Platform.of(this);
    const { namespace } = placeOf(this);
    const labels = selectorLabels(name, 'federation-coordinator', instanceOf(this));
    this.peer = { name, labels, namespace, ports: [engine.ports.control] };
    this.fleet = { ...this.peer, ports: [engine.ports.fleet] };
    const context = this.context(platform);
    const rendered = engine.render(this, context);
    const field = Field.of(this);
    for (const { pod } of rendered.podSets) checkCarried(engine, pod, field);
    field.throwIfAny();
    this.objects = rendered.objects;
    this.run = engine.run(this, context);
    this.watched = { name, namespace, peer: this.peer, workload: { kind: rendered.objects.workload.kind, name } };
    closed(this, this.peer);
    networkAccess(this, { self: this.fleet, access: { callers: spec.peers } }, platform);
    for (const hosts of spec.outside) letsIn(this, this.fleet, hosts);
  }

  /** How a site reaches it: by its Service in this cluster, by its address from another one, where it lets any in. */
  reach(from: Place): Reach | undefined {
    const { name, engine, spec } = this.request;
    const { fleet } = engine.ports;
    const { cluster, namespace } = placeOf(this);
    if (from.cluster === cluster) {
      const host = from.namespace === namespace ? name : `${name}.${namespace ?? 'default'}.svc`;
      return { host, port: fleet, access: { calls: [{ peer: this.fleet }] } };
    }
    const { address } = spec.props;
    if (address === undefined || spec.outside.length === 0) return undefined;
    const { host, port = fleet, cidrs } = address;
    return { host, port, access: { outside: [outside(name, cidrs, [port])] } };
  }

  /** A site of this namespace opens both ends itself; one of another cluster is among the callers outside. */
  admit(site: Peer, from: Place): void {
    const { cluster, namespace } = placeOf(this);
    if (from.cluster !== cluster || from.namespace === namespace) return;
    networkAccess(this, { self: this.fleet, access: { callers: [{ peer: site }] } }, Platform.of(this));
  }

  private context(platform: Platform): CoordinatorContext {
    const { name, federation, spec } = this.request;
    const selector = this.peer.labels;
    const { name: serviceAccount, token } = account(this, name, {}, selector, platform);
    const { placement } = spec.props.coordinator ?? {};
    return {
      federation,
      name,
      spec,
      platform,
      selector,
      labels: { ...selector, ...queueLabels(placement ?? {}, platform, 'model-training') },
      pod: (parts) =>
        writePod(
          {
            ...parts,
            labels: selector,
            serviceAccount,
            token,
            placement,
            defaultPriority: 'model-training',
            restartPolicy: 'Always',
          },
          platform,
        ),
    };
  }
}
