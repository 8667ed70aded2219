import type { Construct } from 'constructs';
import { emit } from '../kinds/emit';
import type { Gang, GangMember } from '../platform/gang';
import type { Platform } from '../platform/platform';
import type { Field } from '../problems';
import { runName, runPartMetadata } from './run-object';
import type { TrainingContext } from './training-engine';
import type { TrainingJobProps, TrainingSpec } from './training-job-spec';

/** The scheduler that starts all pods of a training or none; undefined where they start one by one. */
export function gangOf({ props, workers, purpose }: TrainingSpec, platform: Platform): Gang | undefined {
  return (props.gang ?? (workers > 1 && purpose.workersMeet)) ? platform.gang : undefined;
}

/** A gang that is asked for needs its scheduler. */
export function gangAskedFor({ gang }: TrainingJobProps, platform: Platform, field: Field): void {
  if (gang !== true || platform.gang !== undefined) return;
  field.at('gang').problem('missing-platform-fact', {
    got: 'a gang on a platform without a scheduler of gangs',
    allowed: 'a platform with gang: coscheduling() or volcano()',
    remedy: 'state platform.gang, or leave gang out',
  });
}

/**
 * The group of a run, of its name, for an engine whose operator makes none; with what makes a pod its member.
 * @param members pods without which none starts
 */
export function runGang(scope: Construct, context: TrainingContext, members: number): GangMember | undefined {
  const gang = gangOf(context.spec, context.platform);
  if (gang === undefined) return undefined;
  const name = runName(context);
  emit(scope, 'Gang', { ...gang.group(name, members), metadata: runPartMetadata(context) });
  return gang.member(name);
}
