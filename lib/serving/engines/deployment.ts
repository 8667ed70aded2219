import type { Construct } from 'constructs';
import type { Rendered } from '../../engine';
import { emit } from '../../kinds/emit';
import { everyPodField } from '../../pod/pod-fields';
import { value } from '../../value';
import { ownServiceFeatures, plainFeatures, type ServiceContext, type ServiceEngine } from '../service-engine';
import { workloadAnnotations } from '../workload-annotations';
import { kubernetesService } from './kubernetes-service';

/** A Deployment and its Service; needs no operator. @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/ */
export function deployment(): ServiceEngine {
  return value('engine', {
    name: 'deployment',
    needs: [],
    supports: [
      ...plainFeatures,
      ...ownServiceFeatures,
      'scaleToZero',
      'vertical',
      'inferencePool',
      'serviceSwitch',
      'transformer',
      'explainer',
    ],
    carries: everyPodField,
    owns: [],
    render: renderDeployment,
  } as const satisfies ServiceEngine);
}

function renderDeployment(scope: Construct, context: ServiceContext): Rendered {
  const { name, spec, selector, labels } = context;
  const pod = context.pod();
  const workload = emit(scope, 'Resource', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels, ...workloadAnnotations(context) },
    spec: {
      ...(spec.replicas !== undefined && { replicas: spec.replicas }),
      selector: { matchLabels: selector },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
      progressDeadlineSeconds: spec.progressSeconds,
      template: pod,
    },
  });
  const service = kubernetesService(scope, context);
  return {
    objects: { workload, service },
    endpoints: [{ name: 'http', host: name, port: spec.port }],
    podSets: [{ labels: selector, count: spec.pods.max, pod }],
    scaleTarget: { apiVersion: 'apps/v1', kind: 'Deployment', name },
  };
}
