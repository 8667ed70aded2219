import type { Construct } from 'constructs';
import type { RolloutSpec } from '../../../imports/rollouts';
import type { Rendered } from '../../engine';
import { emit } from '../../kinds/emit';
import { everyPodField } from '../../pod/pod-fields';
import { value } from '../../value';
import type { ServiceSpec } from '../model-service-spec';
import { checkRollout } from '../rollout/check-rollout';
import { type RouterName, routerOf, routers } from '../rollout/routers';
import { writeStrategy } from '../rollout/strategy';
import { writeAnalyses } from '../rollout/write-analyses';
import { plainFeatures, type ServiceContext, type ServiceEngine } from '../service-engine';
import { workloadAnnotations } from '../workload-annotations';
import { kubernetesService } from './kubernetes-service';

/** Settings of Argo Rollouts. */
export interface ArgoRolloutOptions {
  /** Who splits the requests of a canary. @default the Gateway for `route()`, nginx for `ingress()`, else the number of pods */
  readonly router?: RouterName;
  /** Namespace of the controller, which asks Prometheus. @default 'argo-rollouts' */
  readonly controllerNamespace?: string;
}

/** How many earlier versions come back at once, without steps and analysis. */
const fastRollbacks = 3;

/** A Rollout, its Services and analyses. @see https://argo-rollouts.readthedocs.io/en/release-1.9/ */
export function argoRollout(options: ArgoRolloutOptions = {}): ServiceEngine {
  const routerName = ({ expose }: ServiceSpec) => options.router ?? routerOf[expose.by];
  return value('engine', {
    name: 'argoRollout',
    needs: [{ operator: 'argo-rollouts', version: '1.9' }],
    supports: [
      ...plainFeatures,
      'scaleToZero',
      'vertical',
      'canary',
      'blueGreen',
      'analysis',
      'headerRoutes',
      'canaryMirror',
      'stickySessions',
      'explainer',
    ],
    carries: everyPodField,
    owns: [],
    queued: 'pods',
    check: ({ spec, namespace, platform }, field) => {
      const name = routerName(spec);
      checkRollout({ spec, namespace, router: routers[name], routerName: name }, platform, field);
    },
    render: (scope, context) => renderRollout(scope, context, routerName(context.spec), options.controllerNamespace),
  } satisfies ServiceEngine);
}

function renderRollout(
  scope: Construct,
  context: ServiceContext,
  routerName: RouterName,
  controllerNamespace = 'argo-rollouts',
): Rendered {
  const { name, spec, selector, labels } = context;
  const pod = context.pod();
  const judges = writeAnalyses(scope, context, controllerNamespace);
  const request = { scope, context, router: routers[routerName], judges };
  const { strategy, second } = writeStrategy(spec.props.rollout, request);
  const workload = emit(scope, 'Resource', {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name, labels, ...workloadAnnotations(context) },
    spec: {
      ...(spec.replicas !== undefined && { replicas: spec.replicas }),
      selector: { matchLabels: selector },
      strategy,
      progressDeadlineSeconds: spec.progressSeconds,
      revisionHistoryLimit: fastRollbacks + 2,
      rollbackWindow: { revisions: fastRollbacks },
      template: pod,
    } satisfies RolloutSpec,
  });
  const service = kubernetesService(scope, context);
  const seconds = second === undefined ? [] : [second];
  return {
    objects: {
      workload,
      service,
      ...Object.fromEntries(seconds.map((other) => [other.as, kubernetesService(scope, context, other.name)])),
    },
    endpoints: [{ as: 'http', name }, ...seconds].map(({ as, name: host }) => ({ name: as, host, port: spec.port })),
    podSets: [{ labels: selector, count: spec.pods.max, pod }],
    scaleTarget: { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name },
    ...(second?.as === 'canary' && { routeTo: [name, second.name] }),
  };
}
