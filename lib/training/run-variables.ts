import type { EnvVar } from '../../imports/kubernetes';
import { checkpointVariables } from '../vocabulary/checkpoint';
import { readingVariables } from '../vocabulary/data-cache';
import { modelRoot } from '../vocabulary/model';
import { profilePath } from './profiler';
import { once } from './run-object';
import type { TrainingContext } from './training-engine';

/**
 * The run's name, and where its model and its progress go.
 * @param nameLabel label of the pods in which the back end writes the name of a run that repeats
 */
export function runVariables(context: TrainingContext, nameLabel: string): readonly EnvVar[] {
  const { spec, stem, identity } = context;
  const { produces, profile, data, cache } = spec.props;
  const { checkpoint } = spec;
  const name: readonly EnvVar[] = once(context)
    ? [{ name: 'RUN_ID', value: identity.run }]
    : [
        { name: 'JOB_NAME', valueFrom: { fieldRef: { fieldPath: `metadata.labels['${nameLabel}']` } } },
        { name: 'RUN_ID', value: '$(JOB_NAME)' },
      ];
  const run = once(context) ? identity.run : '$(RUN_ID)';
  return [
    ...name,
    ...readingVariables(data, cache),
    ...(produces === undefined ? [] : [{ name: 'MODEL_OUTPUT', value: `${modelRoot}/${produces.name}/${run}` }]),
    ...(produces === undefined || profile !== true
      ? []
      : [{ name: 'PROFILE_PATH', value: profilePath(produces, run) }]),
    ...checkpointVariables(checkpoint, stem, run),
    ...spec.purpose.variables(stem, run),
  ];
}
