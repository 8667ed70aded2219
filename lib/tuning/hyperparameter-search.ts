import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { account } from '../companions/account';
import { networkAccess } from '../companions/network-access';
import { seconds } from '../duration';
import { checkCarried, checkEngine } from '../engine';
import { declaredName, instanceOf } from '../identity';
import { Platform } from '../platform/platform';
import { writePod } from '../pod/pod-template';
import { Field } from '../problems';
import { queueLabels } from '../queueing/queue-labels';
import { fillCache } from '../training/fill-cache';
import { type RunIdentity, stemLabel } from '../training/run-identity';
import { waitForData } from '../training/wait-for-data';
import type { HasPeer, Peer } from '../vocabulary/access';
import { gracePeriodOf } from '../vocabulary/checkpoint';
import { selectorLabels } from '../vocabulary/labels';
import type { HasWatched, Watched } from '../vocabulary/watched';
import { searchEngines } from './engines';
import { indexedJob } from './engines/indexed-job';
import { type HyperparameterSearchProps, type SearchSpec, searchSpec } from './hyperparameter-search-spec';
import {
  type RenderedSearch,
  type SearchEngine,
  type SearchRequest,
  searchFeatures,
  type TrialParameters,
} from './search-engine';
import { searchIdentity } from './search-identity';
import { trialContainer } from './search-object';

/** A search for the best parameters of a training; it runs once for each declared change, and never twice. */
export class HyperparameterSearch extends Construct implements HasPeer, HasWatched {
  readonly name: string;
  readonly objects: RenderedSearch['objects'];
  /** Its pods, for the access of others. */
  readonly peer: Peer;
  /** What monitoring watches of it. */
  readonly watched: Watched;
  /** The run that the declared inputs ask for; its name is `<name>-<run>`. */
  readonly run: string;
  /** Parameters of each trial, by the number that TRIAL holds; none where the engine chooses them as it goes. */
  readonly trials: readonly TrialParameters[];

  /** @throws MlopsError with everything wrong in the props, on the platform and with the engine */
  constructor(scope: Construct, id: string, props: HyperparameterSearchProps) {
    super(scope, id);
    const field = Field.of(this);
    const platform = Platform.of(this);
    this.name = declaredName(this, id, props?.name);
    const engine = props?.engine ?? indexedJob();
    const checked = searchSpec(props, this.name, engine, platform, field);
    if (checked !== undefined) checkSearch(engine, { name: this.name, spec: checked, platform }, field);
    field.throwIfAny();
    const spec = checked as SearchSpec;

    const identity = searchIdentity(spec, engine);
    this.run = identity.run;
    this.peer = { name: this.name, labels: selectorLabels(this.name, 'hyperparameter-search', instanceOf(this)) };
    const rendered = this.render(engine, spec, identity, platform, field);
    this.objects = rendered.objects;
    this.trials = rendered.trials;
    const { kind, name } = rendered.objects.workload;
    const { deadline } = spec;
    this.watched = {
      name: this.name,
      namespace: Chart.of(this).namespace,
      peer: this.peer,
      workload: { kind, name, ...(deadline !== undefined && { deadlineSeconds: seconds(deadline) }) },
    };
    const own = { self: this.peer, access: props.training.access ?? {} };
    for (const request of [own, ...(engine.connections?.(this.name, this.peer.labels) ?? [])]) {
      networkAccess(this, request, platform);
    }
  }

  private render(
    engine: SearchEngine,
    spec: SearchSpec,
    identity: RunIdentity,
    platform: Platform,
    field: Field,
  ): RenderedSearch {
    const { name: stem, peer } = this;
    const { props, folders, checkpoint } = spec.training;
    const { name, token } = account(this, stem, props.identity ?? {}, peer.labels, platform);
    const rendered = engine.render(this, {
      stem,
      spec,
      identity,
      platform,
      labels: peer.labels,
      queue: queueLabels(props.placement ?? {}, platform, 'model-training'),
      pod: ({ env, program = props, before = [], mounts: more = [] } = {}) =>
        writePod(
          {
            labels: { ...props.labels, ...peer.labels, [stemLabel]: stem },
            before: [...waitForData(spec.training, platform), ...fillCache(spec.training), ...before],
            main: {
              ...props,
              command: program.command,
              args: program.args,
              name: trialContainer,
              mounts: [...folders, ...more],
              adds: env,
            },
            sidecars: props.sidecars,
            serviceAccount: name,
            token,
            placement: props.placement,
            fallbackPool: checkpoint?.fallback,
            gracePeriod: gracePeriodOf(checkpoint),
            defaultPriority: 'model-training',
            runAs: props.runAs,
            restartPolicy: 'Never',
          },
          platform,
        ),
    });
    for (const { pod } of rendered.podSets) checkCarried(engine, pod, field);
    field.throwIfAny();
    return rendered;
  }
}

function checkSearch(engine: SearchEngine, request: SearchRequest, field: Field): void {
  const { name, spec, platform } = request;
  checkEngine(engine, searchEngines, searchFeatures, spec, platform, field);
  engine.check(request, field);
  const limit = engine.nameLimit(spec);
  const length = `${name}-`.length + 8;
  if (length > limit) {
    field.at('name').problem('name-too-long', {
      got: `'${name}', ${length} characters with the run`,
      allowed: `at most ${limit}, for what ${engine.name} derives from it`,
      remedy: "give a shorter 'name', or a shorter 'instance' on the chart",
    });
  }
}
