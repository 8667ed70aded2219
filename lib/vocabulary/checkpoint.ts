import type { EnvVar } from '../../imports/kubernetes';
import { type Duration, duration, seconds } from '../duration';
import { dnsName } from '../names';
import type { Field } from '../problems';
import { type Check, record, required, wrongType } from '../shape';
import { kindOfValue } from '../value';
import { openAddress } from './address';
import { type ModelLocation, model, modelRoot } from './model';
import { claimMount, type Mount, mount } from './storage';

/** Where checkpoints lie: beside a model, in a folder of a claim, or at an address that the program writes to itself. */
export type CheckpointStore = ModelLocation | Mount | `${string}://${string}`;

/** Where a training saves its progress and goes on after it was interrupted. */
export interface Checkpoint {
  /**
   * `claim.model('name')`: beside that model; `claim.at('/checkpoints')`: a folder of a claim; or a URI such as
   * `s3://bucket/checkpoints`. Each run has a path of its own there, CHECKPOINT_PATH.
   */
  readonly at: CheckpointStore;
  /** How often it saves, and so how much work an interruption costs; CHECKPOINT_INTERVAL, in seconds. */
  readonly interval: Duration;
  /** The longest that one save takes; so long a pod may go on after it was told to end. */
  readonly saveTime: Duration;
  /** Pool whose nodes are taken while no spot node has room. @default none: it waits for a spot node */
  readonly fallback?: string;
}

const uriPattern = /^[a-z][a-z0-9+.-]*:\/\/[^\s/]+(\/[^\s]*)?$/;

const address = openAddress((value, field) => {
  if (uriPattern.test(value)) return;
  field.problem('not-allowed', {
    got: value,
    allowed: 'a URI such as s3://bucket/checkpoints',
    remedy: "correct it, or give claim.at('/checkpoints')",
  });
});

const store: Check<CheckpointStore> = (value, field) => {
  if (typeof value === 'string') return address(value, field);
  if (kindOfValue(value) === 'model') return model(value as ModelLocation, field);
  if (kindOfValue(value) !== 'mount') {
    return wrongType(field, value, "claim.model('name'), claim.at('/checkpoints') or a URI");
  }
  const folder = value as Mount;
  mount(folder, field);
  if (!('claim' in folder.source) || folder.readOnly) {
    field.problem('not-allowed', {
      got: folder.readOnly ? 'a folder that is only read' : 'a folder that ends with its pod',
      allowed: 'a folder of a claim that is written to',
      remedy: "give claim.at('/checkpoints')",
    });
  }
};

export const checkpoint: Check<Checkpoint> = record<Checkpoint>(
  { at: required(store), interval: required(duration), saveTime: required(duration), fallback: dnsName },
  ({ interval, saveTime }, field) => {
    if (seconds(saveTime) >= seconds(interval)) {
      field.at('interval').problem('out-of-range', {
        got: interval,
        allowed: `longer than saveTime, ${saveTime}`,
        remedy: 'save less often, or faster',
      });
    }
  },
);

/** The folder that the pods need for it; undefined for an address. */
function checkpointMount(at: CheckpointStore): Mount | undefined {
  if (typeof at === 'string') return undefined;
  return 'source' in at ? at : claimMount(at.claim, at.access, modelRoot);
}

/** The mounts with the checkpoint's among them, which one of them may be already. */
export function withCheckpoint(mounts: readonly Mount[], wanted: Checkpoint | undefined): readonly Mount[] {
  const added = wanted === undefined ? undefined : checkpointMount(wanted.at);
  const claimOf = ({ source }: Mount) => ('claim' in source ? source.claim : undefined);
  const there = mounts.some(
    (one) =>
      added !== undefined && one.path === added.path && claimOf(one) === claimOf(added) && one.readOnly === false,
  );
  return added === undefined || there ? mounts : [...mounts, added];
}

/** A run's own path; beside a model it stands hidden, so that nobody takes it for a version. */
export function checkpointPath({ at }: Checkpoint, training: string, run: string): string {
  if (typeof at !== 'string' && 'source' in at) return `${at.path}/${training}/${run}`;
  if (typeof at === 'string') return `${at.replace(/\/+$/, '')}/${training}/${run}`;
  return `${modelRoot}/${at.name}/.checkpoint-${run}`;
}

/** Where a run saves, and how often, in seconds. */
export function checkpointVariables(wanted: Checkpoint | undefined, training: string, run: string): readonly EnvVar[] {
  if (wanted === undefined) return [];
  return [
    { name: 'CHECKPOINT_PATH', value: checkpointPath(wanted, training, run) },
    { name: 'CHECKPOINT_INTERVAL', value: String(seconds(wanted.interval)) },
  ];
}

/** Seconds between SIGTERM and SIGKILL, so that a save that has begun comes to its end. */
export function gracePeriodOf(wanted: Checkpoint | undefined): number | undefined {
  return wanted === undefined ? undefined : Math.max(30, seconds(wanted.saveTime) + 10);
}

/** Whether a pod on nodes that are taken away loses everything. */
export function spotNeedsCheckpoint(wanted: Checkpoint | undefined, spot: boolean, field: Field): void {
  if (!spot || wanted !== undefined) return;
  field.at('checkpoint').problem('spot-without-checkpoint', {
    got: 'spot nodes without a checkpoint',
    allowed: 'spot nodes with a checkpoint, or other nodes',
    remedy: "give checkpoint: { at: claim.at('/checkpoints'), interval: '10m', saveTime: '1m' }, or leave spot out",
  });
}
