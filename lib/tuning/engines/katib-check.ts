import type { Platform } from '../../platform/platform';
import type { Field } from '../../problems';
import { accessOnPlatform } from '../../vocabulary/access';
import type { SearchSpec } from '../hyperparameter-search-spec';
import type { SearchRequest } from '../search-engine';
import { factsOf } from './katib-algorithms';
import { collectorOf, type KatibMetrics } from './katib-metrics';
import { type KatibOptions, katibOptions, settled } from './katib-options';
import type { KatibAlgorithm } from './katib-settings';

/** What Katib's webhook and the service of the algorithm would refuse, and what they would take for something else. */
export function checkKatib(options: KatibOptions, { name, spec, platform }: SearchRequest, field: Field): void {
  const at = field.at('engine');
  const before = field.problems.length;
  katibOptions(options, at);
  if (field.problems.length > before) return;
  const { algorithm, metrics, earlyStopping } = settled(options);
  if (!/^[a-z]/.test(name)) {
    field.at('name').problem('bad-name', { got: name, allowed: 'a letter first', remedy: 'rename it' });
  }
  checkAlgorithm(algorithm, spec, platform, field);
  checkFolders(algorithm, metrics, spec, at);
  if (earlyStopping !== undefined) checkEarlyStopping(metrics, spec, platform, at.at('earlyStopping'));
}

function checkAlgorithm(algorithm: KatibAlgorithm, spec: SearchSpec, platform: Platform, field: Field): void {
  const { refuses, check, sharesVolume } = factsOf(algorithm);
  for (const { name, parameter } of spec.parameters) {
    for (const reason of refuses.map((refusal) => refusal(parameter)).filter((text) => text !== undefined)) {
      field
        .at('parameters')
        .at(name)
        .problem('parameter-not-searchable', {
          got: reason,
          allowed: `what ${algorithm.name} takes as it is meant`,
          remedy: 'change it, list the values with choice(), or choose another algorithm',
        });
    }
  }
  check?.(algorithm as never, spec, field);
  const classes = Object.entries(platform.storageClasses ?? {});
  if (sharesVolume !== true || classes.length === 0) return;
  if (classes.some(([, { access }]) => access.includes('ReadWriteMany'))) return;
  field
    .at('engine')
    .at('algorithm')
    .problem('storage-access', {
      got: `${algorithm.name}, whose trials share a claim`,
      allowed: 'a platform with a storage class for ReadWriteMany',
      remedy: 'choose another algorithm, or state the class in platform.storageClasses',
    });
}

/** Katib mounts a folder of its own there, and a pod cannot have two at one path. */
function checkFolders(algorithm: KatibAlgorithm, metrics: KatibMetrics, spec: SearchSpec, at: Field): void {
  const { mounts, props } = spec.training;
  const taken = ['/tmp', ...mounts.map(({ path }) => path), ...(props.secrets ?? []).map(({ path }) => path)];
  const folders: readonly (readonly [string | undefined, Field])[] = [
    [collectorOf(metrics).folder?.(metrics as never), at.at('metrics')],
    [factsOf(algorithm).folder?.(algorithm as never), at.at('algorithm')],
  ];
  for (const [folder, place] of folders) {
    if (folder === undefined || !taken.includes(folder)) continue;
    place.problem('mount-overlap', {
      got: folder,
      allowed: 'a folder in which nothing is mounted, for Katib mounts its own',
      remedy: 'choose another folder',
    });
  }
}

function checkEarlyStopping(metrics: KatibMetrics, spec: SearchSpec, platform: Platform, at: Field): void {
  accessOnPlatform({ apiServer: true }, platform, at);
  if (!collectorOf(metrics).stopsEarly) {
    at.problem('not-allowed', {
      got: `early stopping by metrics from ${metrics.from}`,
      allowed: 'metrics from StdOut or File',
      remedy: 'leave it out, or collect the metrics otherwise',
    });
  }
  if (spec.training.fatalExitCodes.length > 0) {
    at.problem('not-allowed', {
      got: 'early stopping with fatalExitCodes',
      allowed: 'either: with early stopping a failed program always ends with 1',
      remedy: 'leave one out',
    });
  }
}
