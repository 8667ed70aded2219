import { type Labels, labelValue } from './labels';
import type { ModelLocation } from './model';

/** Labels of a workload's object with the model that it serves or trains, and its version. */
export const modelLabel = 'mlops.cdk8s.io/model';
export const modelVersionLabel = 'mlops.cdk8s.io/model-version';

/** `kubectl get deployments -l mlops.cdk8s.io/model=prices` finds who serves it; what no label may hold is left out. */
export function modelLabels({ name, version }: Pick<ModelLocation, 'name' | 'version'>): Labels {
  return {
    ...(labelValue.test(name) && { [modelLabel]: name }),
    ...(version !== undefined && labelValue.test(version) && { [modelVersionLabel]: version }),
  };
}
