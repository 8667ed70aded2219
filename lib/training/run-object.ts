import type { KubernetesObject } from '../../imports/kubernetes';
import { syncOptions } from '../kinds/emit';
import { dataAnnotations } from '../vocabulary/data-lineage';
import { inputsAnnotation, runLabel, stemLabel } from './run-identity';
import type { TrainingContext } from './training-engine';

/** Neither a prune nor a newer run disturbs an older one that is still going. */
const undisturbed = { [syncOptions]: 'Prune=false', 'argocd.argoproj.io/compare-options': 'IgnoreExtraneous' };

/** Whether the training runs once for its inputs; else it repeats, and its runs name themselves. */
export function once({ spec }: Pick<TrainingContext, 'spec'>): boolean {
  return spec.when === 'onChange';
}

/** Name of the object that runs it. */
export function runName(context: Pick<TrainingContext, 'spec' | 'stem' | 'identity'>): string {
  return once(context) ? `${context.stem}-${context.identity.run}` : context.stem;
}

/** Metadata of the object that runs a training, the same on every engine. */
export function runMetadata(context: TrainingContext): KubernetesObject['metadata'] {
  const { stem, spec, identity, objectLabels } = context;
  const annotations = { ...spec.props.annotations, ...dataAnnotations(spec.props.data) };
  if (!once(context)) {
    return { name: stem, labels: objectLabels, ...(Object.keys(annotations).length > 0 && { annotations }) };
  }
  return {
    name: runName(context),
    labels: { ...objectLabels, [stemLabel]: stem, [runLabel]: identity.run },
    annotations: {
      ...annotations,
      [inputsAnnotation]: identity.inputs,
      ...(spec.supersede === 'finish' && undisturbed),
    },
  };
}

/** Metadata of an object that a run needs and that lives as long as it. */
export function runPartMetadata(context: TrainingContext): KubernetesObject['metadata'] {
  const { name, labels, annotations } = runMetadata(context);
  const { [inputsAnnotation]: _inputs, ...guards } = annotations ?? {};
  return { name, labels, ...(Object.keys(guards).length > 0 && { annotations: guards }) };
}
