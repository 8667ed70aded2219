import type { EnvVar, KubernetesObject } from '../../imports/kubernetes';
import { syncOptions } from '../kinds/emit';
import { inputsAnnotation, runLabel, stemLabel } from '../training/run-identity';
import { checkpointVariables } from '../vocabulary/checkpoint';
import { readingVariables } from '../vocabulary/data-cache';
import { dataAnnotations, dataLabels } from '../vocabulary/data-lineage';
import { trialVariables } from './parameter-variables';
import type { SearchContext } from './search-engine';

/** Name of the container that trains; failure rules speak of it. */
export const trialContainer = 'train';

/** Neither a prune nor a newer run disturbs an older one that is still going. */
const undisturbed = { [syncOptions]: 'Prune=false', 'argocd.argoproj.io/compare-options': 'IgnoreExtraneous' };

export function searchName({ stem, identity }: Pick<SearchContext, 'stem' | 'identity'>): string {
  return `${stem}-${identity.run}`;
}

/** Metadata of the object that runs a search once for its inputs, the same on every engine. */
export function searchMetadata(context: SearchContext): KubernetesObject['metadata'] {
  const { stem, spec, identity, labels } = context;
  const { props } = spec.training;
  return {
    name: searchName(context),
    labels: { ...props.labels, ...labels, ...dataLabels(props.data), [stemLabel]: stem, [runLabel]: identity.run },
    annotations: {
      ...props.annotations,
      ...dataAnnotations(props.data),
      [inputsAnnotation]: identity.inputs,
      ...(spec.supersede === 'finish' && undisturbed),
    },
  };
}

/** Which run and which trial a pod belongs to, and where its results go. @param trial where the pod reads its trial */
export function trialEnvironment(context: SearchContext, trial: string): readonly EnvVar[] {
  const { identity, spec, stem } = context;
  const { checkpoint, props } = spec.training;
  const { data, cache } = props;
  return [
    { name: 'RUN_ID', value: identity.run },
    ...readingVariables(data, cache),
    { name: trialVariables.trial, valueFrom: { fieldRef: { fieldPath: trial } } },
    ...checkpointVariables(checkpoint, stem, `${identity.run}-$(${trialVariables.trial})`),
    ...(spec.outputs === undefined
      ? []
      : [
          {
            name: trialVariables.output,
            value: `${spec.outputs.path}/${searchName(context)}/$(${trialVariables.trial})`,
          },
        ]),
  ];
}
