import { type Duration, duration } from '../duration';
import { engineValue } from '../engine';
import { modelMounts } from '../models/model-in-pod';
import { dnsName } from '../names';
import type { Platform } from '../platform/platform';
import { sidecarsInJob } from '../pod/native-sidecars';
import type { Field } from '../problems';
import { type Schedule, schedule } from '../schedule';
import { anyText, type Check, flag, integer, listOf, made, mapOf, oneOf, record, type Shape } from '../shape';
import { kindOfValue } from '../value';
import { type Checkpoint, checkpoint, spotNeedsCheckpoint, withCheckpoint } from '../vocabulary/checkpoint';
import { cacheNeedsData, type DataCache, dataCache, withCache } from '../vocabulary/data-cache';
import { data } from '../vocabulary/data-lineage';
import { type DataVersion, dataVersion } from '../vocabulary/data-version';
import { type ModelLocation, model, modelRoot } from '../vocabulary/model';
import { poolsOf } from '../vocabulary/placement';
import { noRestart } from '../vocabulary/secrets';
import { claimMount, claimsOnNodes, type Mount, mountPath, pathsUnderMounts } from '../vocabulary/storage';
import { type WorkloadProps, workloadOnPlatform, workloadShape } from '../vocabulary/workload';
import { fallbackOnPlatform } from './fallback-pool';
import { gangAskedFor } from './gang';
import type { Launcher } from './launcher';
import { checkProfiled } from './profiler';
import { forTraining, type RunPurpose } from './run-purpose';
import { type Success, success, successOnPlatform } from './success';
import type { TrainingEngine } from './training-engine';

/** When a training runs. */
export type When = 'onChange' | 'onDemand' | Schedule;

export interface TrainingJobProps extends WorkloadProps {
  /**
   * `onChange`: once for each change of what decides it (image, command, arguments, environment, secret references,
   * mounts, versions, workers, `run`). `onDemand`: a suspended CronJob, `kubectl create job --from=cronjob/<name>`
   * runs it. A schedule: at these times. @default 'onChange'
   */
  readonly when?: When;
  /** Raise it to train again without another change. @default 1 */
  readonly run?: number;
  /** Pods that train together; more than one have MASTER_ADDR, MASTER_PORT, WORLD_SIZE, RANK and NODE_RANK. @default 1 */
  readonly workers?: number;
  /**
   * Whether all workers start together or none does, by the scheduler of `platform.gang`. @default true with several
   * workers, where the platform has one and the engine asks it
   */
  readonly gang?: boolean;
  /** Failures of the program that are tried again; evictions do not count. @default 3 */
  readonly retries?: number;
  /** Failures of each worker that are tried again, beside `retries`. @default not counted by worker */
  readonly retriesPerWorker?: number;
  /** Workers that may fail for good, `retriesPerWorker` used up, before all are ended. @default all of them */
  readonly maxFailedWorkers?: number;
  /** When the training has succeeded before every worker has. @default all workers succeed */
  readonly success?: Success;
  /** Exit codes after which trying again is useless. @default none */
  readonly fatalExitCodes?: readonly number[];
  /** The longest it may take, retries included. @default '1d' */
  readonly deadline?: Duration;
  /** How the program is started on each worker: `torchrun()` or `tensorflow()`. @default as `command` says */
  readonly launcher?: Launcher;
  /** Where it saves its progress; nodes that may be taken away demand it. It decides no run. @default nowhere */
  readonly checkpoint?: Checkpoint;
  /**
   * Runs the program under Python's profiler, which leaves a file for each process in PROFILE_PATH, beside the model.
   * A profiled run is another run. @default false
   */
  readonly profile?: boolean;
  /**
   * The model it writes: MODEL_OUTPUT is `/mnt/models/<name>/<run>`, a path of the run's own. A service waits for that
   * path, so write beside it and rename at the end. @default none
   */
  readonly produces?: ModelLocation;
  /**
   * Files or folders under its mounts without which it cannot start, such as what a pipeline makes on its first day.
   * It waits for them instead of failing; waiting counts towards the deadline, and a pod that waits keeps its place on
   * the node. No reason to run again. @default none
   */
  readonly waitFor?: readonly string[];
  /**
   * State of the data that it learns from, such as `dvcVersion('data/houses.dvc')`: `versions.data`, the variables DATA_URI
   * and DATA_VERSION, and a label and annotation of its object. @default unknown
   */
  readonly data?: DataVersion;
  /**
   * A folder of a claim that holds each version of `data` once: it is filled before the workers start, by the pod that comes
   * first, and they read it at DATA_PATH. It decides no run. @default the program fetches the data itself
   */
  readonly cache?: DataCache;
  /** Versions of data and code, by name; a change is a reason to run. @default none */
  readonly versions?: Readonly<Record<string, string>>;
  /** What becomes of an older run that is still going: it ends by itself, or Argo CD prunes it. @default 'finish' */
  readonly supersede?: 'finish' | 'cancel';
  /** Back end. @default kubernetesJob() */
  readonly engine?: TrainingEngine;
}

/** A training, complete and checked. */
export interface TrainingSpec
  extends Required<Pick<TrainingJobProps, 'when' | 'run' | 'workers' | 'retries' | 'deadline' | 'supersede'>>,
    Pick<TrainingJobProps, 'retriesPerWorker' | 'success' | 'launcher' | 'checkpoint'> {
  readonly props: TrainingJobProps;
  readonly fatalExitCodes: readonly number[];
  readonly versions: Readonly<Record<string, string>>;
  /** The declared mounts, those of models on claims among them; they decide a run. */
  readonly mounts: readonly Mount[];
  /** All mounts of a worker, those of models that are brought and of the checkpoint among them. */
  readonly folders: readonly Mount[];
  /** What it is for. */
  readonly purpose: RunPurpose;
}

const when: Check<When> = (value, field) => {
  if (kindOfValue(value) === 'schedule') schedule(value as Schedule, field);
  else oneOf('onChange', 'onDemand')(value as 'onChange', field);
};

/** How each property is checked. */
export const trainingShape: Shape<TrainingJobProps> = {
  ...workloadShape,
  when,
  run: integer(1, 1_000_000),
  workers: integer(1, 4096),
  gang: flag,
  retries: integer(0, 100),
  retriesPerWorker: integer(0, 100),
  maxFailedWorkers: integer(0, 4096),
  success,
  fatalExitCodes: listOf(integer(1, 255)),
  deadline: duration,
  launcher: made<Launcher>('launcher', 'torchrun() or tensorflow()'),
  checkpoint,
  profile: flag,
  produces: model,
  waitFor: listOf(mountPath, 1),
  data,
  cache: dataCache,
  versions: mapOf(anyText),
  supersede: oneOf('finish', 'cancel'),
  engine: engineValue('kubernetesJob()'),
};

const shape = record(trainingShape);

/** `data` is `versions.data`, and more: two of them could disagree. */
function oneVersionOfData({ data: state, versions }: TrainingJobProps, field: Field): void {
  if (state === undefined || versions?.['data'] === undefined) return;
  field.at('versions').at('data').problem('not-allowed', {
    got: versions['data'],
    allowed: "'data' alone",
    remedy: "leave it out: 'data' says it",
  });
}

/** Fills in the defaults and checks everything that needs no engine; problems go to the field. */
export function trainingSpec(
  props: TrainingJobProps,
  name: string,
  platform: Platform,
  field: Field,
  purpose: RunPurpose = forTraining,
): TrainingSpec | undefined {
  shape(props, field);
  if (props?.name === undefined) dnsName(name, field.at('name'));
  if (field.problems.length > 0) return undefined;
  const { produces, workers = 1 } = props;
  const mounts = [
    ...(props.mounts ?? []),
    ...(produces === undefined ? [] : [claimMount(produces.claim, produces.access, modelRoot)]),
  ];
  const brought = modelMounts((purpose.models ?? []).filter(({ awaited }) => awaited !== true));
  const folders = withCheckpoint(withCache([...mounts, ...brought], props.cache), props.checkpoint);
  cacheNeedsData(props.cache, props.data, field);
  workloadOnPlatform(props, [{ ...props, mounts: folders }], platform, field);
  claimsOnNodes(folders, workers, field.at('mounts'));
  pathsUnderMounts(props.waitFor, mounts, field.at('waitFor'));
  const pools = (poolsOf(props.placement ?? {}, [props.compute], platform) ?? []).flatMap(
    (pool) => platform.pools?.[pool] ?? [],
  );
  spotNeedsCheckpoint(
    props.checkpoint,
    props.placement?.spot === true || pools.some((pool) => pool.spot === true),
    field,
  );
  fallbackOnPlatform(props, pools[0], platform, field.at('checkpoint').at('fallback'));
  successOnPlatform(props, workers, platform, field);
  gangAskedFor(props, platform, field);
  oneVersionOfData(props, field);
  props.launcher?.check(props, workers, field.at('launcher'));
  if (props.profile === true) checkProfiled(props, produces, field);
  noRestart(props.secrets, field.at('secrets'));
  sidecarsInJob(props.sidecars, platform, field);
  return {
    props,
    when: props.when ?? 'onChange',
    run: props.run ?? 1,
    workers,
    retries: props.retries ?? 3,
    fatalExitCodes: [...(props.fatalExitCodes ?? [])].sort((a, b) => a - b),
    deadline: props.deadline ?? '1d',
    versions: { ...props.versions, ...(props.data !== undefined && { data: dataVersion(props.data) }) },
    supersede: props.supersede ?? 'finish',
    mounts,
    folders,
    retriesPerWorker: props.retriesPerWorker,
    success: props.success,
    launcher: props.launcher,
    checkpoint: props.checkpoint,
    purpose,
  };
}
