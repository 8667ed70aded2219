import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { account } from '../companions/account';
import { networkAccess } from '../companions/network-access';
import { seconds } from '../duration';
import { checkCarried, checkEngine } from '../engine';
import { instanceOf } from '../identity';
import type { Field } from '../problems';
import { queueLabels } from '../queueing/queue-labels';
import { accessOnPlatform, type Peer } from '../vocabulary/access';
import { type Labels, selectorLabels } from '../vocabulary/labels';
import type { Watched } from '../vocabulary/watched';
import { coordinatorAccount, roleLabel } from './coordinator';
import { type RunIdentity, runIdentity } from './run-identity';
import { type RenderedTraining, type TrainingEngine, type TrainingRequest, trainingFeatures } from './training-engine';
import { trainingPods } from './training-pod';

/** What a construct is to place: a run, checked, and who makes its objects. */
export interface RunRequest extends TrainingRequest {
  readonly engine: TrainingEngine;
}

/** A run in its chart. */
export interface PlacedRun {
  readonly objects: RenderedTraining['objects'];
  readonly peer: Peer;
  readonly watched: Watched;
  readonly run: string;
}

/** What the engine cannot do for this run, or not under this name. */
export function checkRun(
  { engine, ...request }: RunRequest,
  alternatives: readonly TrainingEngine[],
  field: Field,
): void {
  const { name, spec, platform } = request;
  checkEngine(engine, alternatives, trainingFeatures, spec, platform, field);
  accessOnPlatform({ apiServer: engine.coordinator?.apiServer }, platform, field.at('engine'));
  engine.check?.(request, field);
  const limit = engine.nameLimit?.(spec) ?? 63;
  const length = `${name}-`.length + 8;
  if (length > limit) {
    field.at('name').problem('name-too-long', {
      got: `'${name}', ${length} characters with the run`,
      allowed: `at most ${limit}, for what ${engine.name} derives from it`,
      remedy: "give a shorter 'name', or a shorter 'instance' on the chart",
    });
  }
}

/** The objects of a run, its account and its connections. */
export function placeRun(scope: Construct, request: RunRequest, field: Field): PlacedRun {
  const { name, spec } = request;
  const identity = runIdentity(spec);
  const peer = { name, labels: selectorLabels(name, spec.purpose.component, instanceOf(scope)) };
  const rendered = render(scope, request, identity, peer.labels, field);
  connect(scope, request, peer, rendered);
  return { objects: rendered.objects, peer, watched: watchedAs(scope, request, peer, rendered), run: identity.run };
}

function render(
  scope: Construct,
  { name: stem, spec, engine, platform }: RunRequest,
  identity: RunIdentity,
  labels: Labels,
  field: Field,
): RenderedTraining {
  const { coordinator } = engine;
  const own = spec.props.identity ?? {};
  const pods = trainingPods({
    stem,
    spec,
    labels,
    platform,
    engine,
    account: account(scope, stem, own, labels, platform),
    coordinatorAccount:
      coordinator?.apiServer === true ? coordinatorAccount(scope, stem, coordinator, own, labels, platform) : undefined,
  });
  const queued = queueLabels(spec.props.placement ?? {}, platform, spec.purpose.priority);
  const objectLabels = { ...spec.props.labels, ...labels, ...queued };
  const rendered = engine.render(scope, { stem, spec, identity, platform, labels, objectLabels, ...pods });
  for (const { pod } of rendered.podSets) checkCarried(engine, pod, field);
  field.throwIfAny();
  return rendered;
}

function watchedAs(
  scope: Construct,
  { name: stem, spec: { when, deadline } }: RunRequest,
  peer: Peer,
  { objects, watchedJob }: RenderedTraining,
): Watched {
  const { kind, name } = objects.workload;
  return {
    name: stem,
    namespace: Chart.of(scope).namespace,
    peer,
    workload: {
      ...(watchedJob === undefined ? { kind, name } : { kind: 'Job', name: watchedJob }),
      deadlineSeconds: seconds(deadline),
      ...(typeof when !== 'string' && { schedule: when }),
    },
  };
}

/** Who talks to whom: what the run declares, its pods among themselves, and what steering them takes. */
function connect(
  scope: Construct,
  { name, spec, engine: { coordinator }, platform }: RunRequest,
  peer: Peer,
  { podSets }: RenderedTraining,
): void {
  const many = podSets.reduce((sum, { count }) => sum + count, 0) > 1;
  const amongPods = many && (spec.purpose.workersMeet || coordinator !== undefined);
  networkAccess(scope, { self: peer, access: spec.props.access ?? {}, amongPods }, platform);
  if (coordinator === undefined) return;
  const { role, apiServer, openTo } = coordinator;
  const self = { name: `${name}-${role}`, labels: { ...peer.labels, [roleLabel]: role } };
  networkAccess(scope, { self, access: { apiServer }, openTo }, platform);
}
