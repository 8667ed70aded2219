import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { PodTemplate } from '../../../imports/kubernetes';
import { emit } from '../../kinds/emit';
import type { Labels } from '../../vocabulary/labels';
import { restartingSecrets, type SecretUse } from '../../vocabulary/secrets';

/** A part of Flower that stands. */
export interface Standing {
  readonly name: string;
  readonly labels: Labels;
  readonly selector: Labels;
  readonly annotations?: Labels;
  /** Everything its containers read; those that restart it are named to the operator `reloader`. */
  readonly secrets: readonly SecretUse[];
  readonly pod: PodTemplate;
}

/** Exactly one pod, the old one gone before the next: two with one key or one state would take each other's work. */
export function onePod(scope: Construct, { name, labels, selector, secrets, pod, ...rest }: Standing): ApiObject {
  const restarting = restartingSecrets(secrets);
  const annotations = {
    ...rest.annotations,
    ...(restarting.length > 0 && { 'secret.reloader.stakater.com/reload': restarting.join(',') }),
  };
  return emit(scope, 'Resource', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels, ...(Object.keys(annotations).length > 0 && { annotations }) },
    spec: { replicas: 1, selector: { matchLabels: selector }, strategy: { type: 'Recreate' }, template: pod },
  });
}
