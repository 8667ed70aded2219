import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { PodTemplate } from '../../imports/kubernetes';
import { account } from '../companions/account';
import { networkAccess } from '../companions/network-access';
import { operatorCalls } from '../companions/operator-calls';
import { seconds } from '../duration';
import { checkCarried, checkEngine } from '../engine';
import { instanceOf } from '../identity';
import { emitFetchers, withStores } from '../models/model-in-pod';
import type { Field } from '../problems';
import { parseQuantity } from '../quantity';
import { queueLabels } from '../queueing/queue-labels';
import { accessOnPlatform, type Peer } from '../vocabulary/access';
import { dataLabels } from '../vocabulary/data-lineage';
import { type Labels, selectorLabels } from '../vocabulary/labels';
import { modelLabels } from '../vocabulary/model-version';
import type { Watched, WatchedProfile } from '../vocabulary/watched';
import { coordinatorAccount, roleLabel } from './coordinator';
import { type RunIdentity, runIdentity } from './run-identity';
import { type RenderedTraining, type TrainingEngine, type TrainingRequest, trainingFeatures } from './training-engine';
import type { TrainingSpec } from './training-job-spec';
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
  emitFetchers(scope, stem, spec.purpose.models ?? [], { ...spec.props.labels, ...labels });
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
  const objectLabels = { ...spec.props.labels, ...labels, ...queued, ...lineageLabels(spec, identity) };
  const rendered = engine.render(scope, { stem, spec, identity, platform, labels, objectLabels, ...pods });
  for (const { pod } of rendered.podSets) checkCarried(engine, pod, field);
  field.throwIfAny();
  return rendered;
}

function watchedAs(
  scope: Construct,
  { name: stem, spec }: RunRequest,
  peer: Peer,
  { objects, watchedJob, podSets }: RenderedTraining,
): Watched {
  const { when, deadline } = spec;
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
    ...(watchedJob !== undefined && { custom: { kind, name } }),
    profile: measured(spec, podSets[0]?.pod, name),
  };
}

/** Its workers, where it is profiled: their names begin with that of the object that runs them. */
function measured(
  { props: { profile, compute } }: TrainingSpec,
  worker: PodTemplate | undefined,
  run: string,
): WatchedProfile | undefined {
  if (profile !== true || worker === undefined) return undefined;
  return {
    pods: `${run}-.+`,
    container: worker.spec.containers[0]?.name ?? '',
    cpu: Number(parseQuantity(compute.cpu) ?? 0n) / 1000,
    gpu: compute.gpu !== undefined,
  };
}

/** Which data it learns from, and which model it makes. */
function lineageLabels({ props: { data, produces }, when }: TrainingSpec, { run }: RunIdentity): Labels {
  const version = when === 'onChange' ? run : undefined;
  return { ...dataLabels(data), ...(produces !== undefined && modelLabels({ name: produces.name, version })) };
}

/** Who talks to whom: what the run declares, where its models come from, its pods among themselves, and what steering them takes. */
function connect(
  scope: Construct,
  { name, spec, engine: { coordinator, needs }, platform }: RunRequest,
  peer: Peer,
  { podSets }: RenderedTraining,
): void {
  const many = podSets.reduce((sum, { count }) => sum + count, 0) > 1;
  const amongPods = many && (spec.purpose.workersMeet || coordinator !== undefined);
  const access = withStores(spec.props.access, spec.purpose.models ?? []);
  networkAccess(scope, { self: peer, access, amongPods }, platform);
  if (coordinator === undefined) return;
  const { role, apiServer } = coordinator;
  const self = { name: `${name}-${role}`, labels: { ...peer.labels, [roleLabel]: role } };
  networkAccess(scope, { self, access: { apiServer }, openTo: operatorCalls(needs, platform) }, platform);
}
