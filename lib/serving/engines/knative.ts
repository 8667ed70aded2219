import type { Construct } from 'constructs';
import type { KnativeServiceSpec, TrafficTarget } from '../../../imports/knative';
import { type Scale, signalName, signalTarget } from '../../companions/autoscaler';
import { servicePort } from '../../companions/route';
import { type Duration, duration, seconds } from '../../duration';
import type { Rendered } from '../../engine';
import { emit } from '../../kinds/emit';
import { dnsName } from '../../names';
import { Field } from '../../problems';
import { integer, oneOf, record, required } from '../../shape';
import { value } from '../../value';
import type { Labels } from '../../vocabulary/labels';
import type { ServiceSpec } from '../model-service-spec';
import type { ServiceContext, ServiceEngine } from '../service-engine';
import {
  knativeCarries,
  knativeCarriesWith,
  knativeFeatures,
  knativeNeed,
  knativePod,
  knativePort,
  scalingClass,
} from './knative-pod';

/** A revision that keeps a share of the requests while the newest gets the rest. */
export interface KeptRevision {
  readonly revision: string;
  /** Percent of the requests. */
  readonly percent: number;
}

export interface KnativeOptions {
  /** The longest that a request may take, and a pod that ends. @default '300s' */
  readonly timeout?: Duration;
  /** Requests that a container takes at once, as a hard limit. @default no limit */
  readonly containerConcurrency?: number;
  /** What the port speaks; `h2c` for gRPC. @default 'http1' */
  readonly protocol?: 'http1' | 'h2c';
  /** From where it is reached: its name in the cluster, or the domain that Knative gives it. @default 'cluster' */
  readonly reach?: 'cluster' | 'public';
  /** @default the newest revision takes all requests */
  readonly keep?: KeptRevision;
}

const shape = record<KnativeOptions>({
  timeout: duration,
  containerConcurrency: integer(0, 1000),
  protocol: oneOf('http1', 'h2c'),
  reach: oneOf('cluster', 'public'),
  keep: record<KeptRevision>({ revision: required(dnsName), percent: required(integer(1, 99)) }),
});

/** The longest timeout that Knative admits as it is shipped. */
const longest = 600;

/** A Knative Service, which starts from zero. @see https://knative.dev/docs/serving/ */
export function knative(options: KnativeOptions = {}): ServiceEngine {
  return value('engine', {
    name: 'knative',
    needs: [knativeNeed],
    supports: knativeFeatures,
    carries: knativeCarries,
    carriesWith: knativeCarriesWith,
    owns: ['scaling', 'routing'],
    queued: 'pods',
    render: (scope: Construct, context: ServiceContext) => render(scope, context, options),
  } as const satisfies ServiceEngine);
}

function render(scope: Construct, context: ServiceContext, options: KnativeOptions): Rendered {
  const { name, spec, selector, labels } = context;
  const { timeout = '300s', containerConcurrency = 0, protocol = 'http1', reach = 'cluster', keep } = options;
  check(scope, spec, options);
  const pod = knativePod(context, 'user-container', protocol);
  const specOfService: KnativeServiceSpec = {
    template: {
      metadata: { ...pod.metadata, annotations: { ...pod.metadata.annotations, ...revisionAnnotations(spec) } },
      spec: {
        ...pod.spec,
        containerConcurrency,
        timeoutSeconds: seconds(timeout),
        responseStartTimeoutSeconds: seconds(timeout),
      },
    },
    traffic: traffic(keep),
  };
  const workload = emit(scope, 'Resource', {
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Service',
    metadata: {
      name,
      labels: { ...labels, ...(reach === 'cluster' && { 'networking.knative.dev/visibility': 'cluster-local' }) },
      ...(spec.props.annotations !== undefined && { annotations: spec.props.annotations }),
    },
    spec: specOfService,
  });
  return {
    objects: { workload },
    endpoints: [{ name: 'http', host: name, port: servicePort }],
    podSets: [{ labels: selector, count: spec.pods.max, pod }],
  };
}

function check(scope: Construct, spec: ServiceSpec, options: KnativeOptions): void {
  const field = Field.of(scope);
  shape(options, field.at('engine'));
  field.throwIfAny();
  knativePort(spec.port, field);
  const timeout = seconds(options.timeout ?? '300s');
  if (timeout > longest) {
    field
      .at('engine')
      .at('timeout')
      .problem('out-of-range', {
        got: options.timeout,
        allowed: `at most ${longest}s`,
        remedy: 'shorten it: Knative refuses more',
      });
  }
  field.throwIfAny();
}

function traffic(keep: KeptRevision | undefined): readonly TrafficTarget[] {
  const newest = { latestRevision: true, percent: 100 - (keep?.percent ?? 0) };
  if (keep === undefined) return [newest];
  return [newest, { revisionName: keep.revision, latestRevision: false, percent: keep.percent }];
}

const autoscaling = 'autoscaling.knative.dev';

/** @see https://knative.dev/docs/serving/autoscaling/ */
function revisionAnnotations({ pods, props: { scale }, progressSeconds }: ServiceSpec): Labels {
  return {
    ...signalAnnotations(scale),
    [`${autoscaling}/max-scale`]: String(pods.max),
    [`${autoscaling}/min-scale`]: String(pods.min),
    'serving.knative.dev/progress-deadline': `${progressSeconds}s`,
  };
}

function signalAnnotations(scale: Scale | undefined): Labels {
  const [signal] = scale?.on ?? [];
  if (signal === undefined) return {};
  return {
    [`${autoscaling}/class`]: scalingClass(signal),
    [`${autoscaling}/metric`]: signalName(signal),
    [`${autoscaling}/target`]: String(signalTarget(signal)),
  };
}
