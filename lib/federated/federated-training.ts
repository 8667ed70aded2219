import { Construct } from 'constructs';
import { checkEngine, type Rendered } from '../engine';
import { declaredName } from '../identity';
import { Platform } from '../platform/platform';
import { Field } from '../problems';
import { TrainingJob } from '../training/training-job';
import type { HasPeer, Peer } from '../vocabulary/access';
import type { ModelLocation } from '../vocabulary/model';
import type { HasWatched, Watched } from '../vocabulary/watched';
import { FederationCoordinator } from './coordinator';
import { federationEngines } from './engines';
import { flower } from './engines/flower';
import { type FederatedTrainingProps, type FederationSpec, federationSpec, mountsOf } from './federated-training-spec';
import { type Federation, type HasFederation, holdClaims, placeOf } from './federation';
import { type FederationEngine, federationFeatures } from './federation-engine';
import { type FederationReference, referred } from './federation-reference';

/**
 * Training over data that never moves: a coordinator, and runs that aggregate what the sites learn. A run happens once
 * for each declared change, as that of a `TrainingJob`; the sites are `FederationSite`s.
 */
export class FederatedTraining extends Construct implements HasFederation, HasPeer, HasWatched {
  readonly name: string;
  /** `workload` is the run; `coordinator` and its Services stand. */
  readonly objects: Rendered['objects'];
  /** What sites join. */
  readonly federation: Federation;
  readonly coordinator: FederationCoordinator;
  /** The pods of its runs, for the access of others. */
  readonly peer: Peer;
  /** What monitoring watches of the run; `coordinator` is watched for itself. */
  readonly watched: Watched;
  private readonly training: TrainingJob;

  /** @throws MlopsError with everything wrong in the props, on the platform and with the engine */
  constructor(scope: Construct, id: string, props: FederatedTrainingProps) {
    super(scope, id);
    const field = Field.of(this);
    const platform = Platform.of(this);
    this.name = declaredName(this, id, props?.name);
    const engine = props?.engine ?? flower();
    const checked = federationSpec(props, this.name, platform, field);
    if (checked !== undefined) checkEngine(engine, federationEngines, federationFeatures, checked, platform, field);
    field.throwIfAny();
    const spec = checked as FederationSpec;

    const name = `${this.name}-coordinator`;
    this.coordinator = new FederationCoordinator(this, 'coordinator', { name, federation: this.name, spec, engine });
    this.training = this.train(spec);
    this.federation = this.joinable(engine, spec);
    holdClaims(this, this.federation.id, 'the coordinator', mountsOf(spec), field.at('mounts'));
    field.throwIfAny();
    const { workload, ...services } = this.coordinator.objects;
    this.objects = { ...services, coordinator: workload, workload: this.training.objects.workload };
    this.peer = this.training.peer;
    this.watched = this.training.watched;
  }

  /** A federation that another program makes, for the sites that this one makes. */
  static reference(facts: FederationReference): HasFederation {
    return referred(facts);
  }

  /** The run that the declared inputs ask for; its Job is `<name>-<run>`. */
  get run(): string {
    return this.training.run;
  }

  /**
   * The model of this very run, to be served as soon as it is there.
   * @throws MlopsError `not-allowed` when it produces none, or when its runs are not known at synth time
   */
  get output(): ModelLocation {
    return this.training.output;
  }

  private joinable(engine: FederationEngine, { sites }: FederationSpec): Federation {
    const { cluster, namespace } = placeOf(this);
    return {
      name: this.name,
      id: [cluster, namespace, this.name].join('/'),
      engine,
      sites: Object.keys(sites).sort(),
      reach: (from) => this.coordinator.reach(from),
      admit: (site, from) => this.coordinator.admit(site, from),
    };
  }

  private train({ props }: FederationSpec): TrainingJob {
    const { app, config, sites, quorum, tls, coordinator, callers, expose, address, engine, ...run } = props;
    const program = this.coordinator.run;
    return new TrainingJob(this, 'run', {
      ...run,
      name: this.name,
      command: program.command,
      args: program.args,
      mounts: [...(run.mounts ?? []), ...program.mounts],
      secrets: [...program.secrets, ...(run.secrets ?? [])],
      access: { ...run.access, calls: [...(run.access?.calls ?? []), this.coordinator] },
    });
  }
}
