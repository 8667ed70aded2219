import type { ScaledObjectSpec, TriggerAuthenticationSpec } from '../../imports/keda';
import type { KubernetesObject } from '../../imports/kubernetes';
import {
  type Autoscaler,
  cpu,
  hpa,
  type KedaOptions,
  keda,
  kserve,
  type MlopsChart,
  type MlopsError,
  ModelService,
  type ModelServiceProps,
  MonitoringStack,
  memory,
  type Platform,
  prometheusAt,
  promql,
  recommendations,
  requestsPerSecond,
  resizeInPlace,
  responseTime,
  type Scale,
  type Signal,
  vllmWaiting,
} from '../../lib';
import { adapterPlatform, everyHpa, everyKeda, kedaPlatform, on, signalMetrics } from '../fixtures/signals';
import { chart, objectsOf, service } from '../fixtures/workloads';

const objects = objectsOf((scope) => everyKeda(scope as MlopsChart), { environment: on(kedaPlatform) });
const find = <T>(kind: string, name: string, among: readonly KubernetesObject[] = objects) =>
  among.find((object) => object.kind === kind && object.metadata.name === name) as T & KubernetesObject;
const scaled = (name: string) => find<{ spec: ScaledObjectSpec }>('ScaledObject', name).spec;

function problems(props: Partial<ModelServiceProps>, facts: Platform = kedaPlatform): readonly string[] {
  try {
    new ModelService(chart({ environment: on(facts) }), 'it', { ...service, metrics: signalMetrics, ...props });
  } catch (error) {
    return (error as MlopsError).problems.map(({ code, path }) => `${code} at ${path.replace('chart/it: ', '')}`);
  }
  return [];
}
const waiting = vllmWaiting({ target: 10 });
const outside = promql({ name: 'asked', expr: 'sum(up)', target: 2 });
const scale = (changes: Partial<Scale> = {}, facts?: Platform) =>
  problems({ scale: { min: 1, max: 4, on: [waiting], by: fromElsewhere(), ...changes } }, facts);
const fromElsewhere = (changes: KedaOptions = {}) =>
  keda({ from: prometheusAt('http://p.other.svc:9090'), ...changes });

describe('from zero', () => {
  test('KEDA starts the first pod on what is there without pods, and lets the last one go slowly', () => {
    expect(scaled('sleeping')).toMatchObject({
      minReplicaCount: 0,
      pollingInterval: 15,
      cooldownPeriod: 1200,
      fallback: { failureThreshold: 5, replicas: 2, behavior: 'static' },
    });
    expect(find('PodDisruptionBudget', 'sleeping')).toBeUndefined();
  });

  const refused: readonly (readonly [string, readonly Scale['on'][number][], Autoscaler | undefined])[] = [
    ['only CPU, by the autoscaler of Kubernetes', [cpu(70)], undefined],
    ['only CPU, by KEDA', [cpu(70)], keda()],
    ['a signal, by the autoscaler of Kubernetes', [outside], hpa()],
    ['signals that only its own pods export', [waiting, cpu(70)], fromElsewhere()],
  ];
  test.each(refused)('nothing could start the first pod: %s', (_says, signals, by) => {
    const facts = by?.throughAdapter ? adapterPlatform : kedaPlatform;
    expect(scale({ min: 0, on: signals, by }, facts)).toEqual(['scale-to-zero-unsupported at scale.min']);
  });

  test('one signal that is there without pods is enough', () => {
    expect(scale({ min: 0, on: [waiting, outside] })).toEqual([]);
  });
});

describe('slow models', () => {
  interface Behaved {
    readonly scaleUp: { readonly policies: readonly { readonly periodSeconds: number }[] };
    readonly scaleDown: { readonly stabilizationWindowSeconds: number };
  }
  const behaviourOf = (startup: `${number}m`, by: Autoscaler, facts: Platform): Behaved => {
    const made = objectsOf(
      (scope) =>
        new ModelService(scope, 'it', {
          ...service,
          metrics: signalMetrics,
          health: { startup },
          scale: { min: 1, max: 4, on: [waiting], by },
        }),
      { environment: on(facts) },
    );
    const spec = made.find(({ kind }) => kind === 'ScaledObject' || kind === 'HorizontalPodAutoscaler')?.spec as {
      behavior?: Behaved;
      advanced?: { horizontalPodAutoscalerConfig: { behavior: Behaved } };
    };
    return (spec.behavior ?? spec.advanced?.horizontalPodAutoscalerConfig.behavior) as Behaved;
  };

  test.each([
    ['hpa()', hpa(), adapterPlatform],
    ['keda()', fromElsewhere(), kedaPlatform],
  ] as const)('%s keeps pods longer than one takes to start, and adds more once in that time', (_name, by, facts) => {
    for (const [startup, down, up] of [
      ['1m', 300, 60],
      ['20m', 1200, 1200],
      ['90m', 3600, 1800],
    ] as const) {
      const { scaleDown, scaleUp } = behaviourOf(startup, by, facts);
      expect(scaleDown.stabilizationWindowSeconds).toBe(down);
      expect(scaleUp.policies.map(({ periodSeconds }) => periodSeconds)).toEqual([up, up]);
    }
  });

  test('a time to settle shorter than a start is refused', () => {
    const slow = (settle: `${number}m`) =>
      problems({ health: { startup: '20m' }, scale: { min: 1, max: 4, on: [waiting], by: fromElsewhere(), settle } });
    expect(slow('19m')).toEqual(['out-of-range at scale.settle']);
    expect(slow('20m')).toEqual([]);
    expect(slow('61m')).toEqual(['out-of-range at scale.settle']);
  });

  test('an autoscaler on CPU alone stays as it was where the pods start soon', () => {
    const made = objectsOf(
      (scope) => new ModelService(scope, 'it', { ...service, scale: { min: 1, max: 4, on: [cpu(70)] } }),
    );
    expect(find<{ spec: object }>('HorizontalPodAutoscaler', 'it', made).spec).not.toHaveProperty('behavior');
  });
});

test('KServe scales itself on CPU, and leaves signals and slow models to an autoscaler beside it', () => {
  const classOf = (props: Partial<ModelServiceProps>) => {
    const made = objectsOf((scope) => new ModelService(scope, 'it', { ...service, ...props, engine: kserve() }), {
      environment: on(kedaPlatform),
    });
    const { annotations } = find<object>('InferenceService', 'it', made).metadata;
    const beside = find<{ spec: { scaleTargetRef: { name: string } } }>('HorizontalPodAutoscaler', 'it', made);
    return [annotations?.['serving.kserve.io/autoscalerClass'], beside?.spec.scaleTargetRef.name];
  };
  const onCpu = { min: 1, max: 4, on: [cpu(70)] };
  expect(classOf({})).toEqual(['none', undefined]);
  expect(classOf({ scale: onCpu })).toEqual(['hpa', undefined]);
  expect(classOf({ scale: onCpu, health: { startup: '20m' } })).toEqual(['external', 'it-predictor']);
  expect(classOf({ scale: { ...onCpu, by: hpa() } })).toEqual(['external', 'it-predictor']);
});

describe('keda()', () => {
  test('asks a Prometheus of others for what the signal is computed of, with the token of a Secret', () => {
    expect(scaled('foreign').triggers).toEqual([
      {
        type: 'prometheus',
        metricType: 'AverageValue',
        metadata: {
          serverAddress: 'http://thanos.monitoring.svc:9090',
          query: 'sum(rate(requests_total{namespace="dev",pod=~"foreign-[a-z0-9]+-[a-z0-9]{5}"}[2m]))',
          threshold: '5',
          ignoreNullValues: 'false',
          authModes: 'bearer',
        },
        authenticationRef: { name: 'foreign-prometheus' },
      },
    ]);
    const { spec } = find<{ spec: TriggerAuthenticationSpec }>('TriggerAuthentication', 'foreign-prometheus');
    expect(spec.secretTargetRef).toEqual([{ parameter: 'bearerToken', name: 'thanos-token', key: 'token' }]);
  });

  test('is let in to the Prometheus of the stack, from the namespace of its operator alone', () => {
    expect(find('NetworkPolicy', 'prometheus-from-keda-for-sleeping')).toMatchObject({
      spec: {
        ingress: [
          {
            from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'keda' } } }],
            ports: [{ port: 9090, protocol: 'TCP' }],
          },
        ],
      },
    });
  });

  test('on CPU needs no Prometheus, and no fallback', () => {
    expect(scaled('resources')).toMatchObject({
      triggers: [{ type: 'cpu', metricType: 'Utilization', metadata: { value: '70' } }],
    });
    expect(scaled('resources')).not.toHaveProperty('fallback');
  });

  const cases: readonly (readonly [string, Autoscaler, Partial<Scale>, string])[] = [
    ['no Prometheus', keda(), {}, 'missing-prop at scale.by.from'],
    ['an address that is none', keda({ from: prometheusAt('p:9090') }), {}, 'wrong-type at scale.by.from'],
    ['cooldown where a pod always stands', fromElsewhere({ cooldown: '5m' }), {}, 'not-allowed at scale.by.cooldown'],
    ['a fallback on CPU', keda({ fallback: { replicas: 2 } }), { on: [cpu(70)] }, 'not-allowed at scale.by.fallback'],
    [
      'a fallback above max',
      fromElsewhere({ fallback: { replicas: 5 } }),
      {},
      'out-of-range at scale.by.fallback.replicas',
    ],
    ['an unknown option', fromElsewhere({ pooling: '5s' } as never), {}, 'unknown-prop at scale.by'],
  ];
  test.each(cases)('refuses %s', (_says, by, changes, problem) => {
    expect(scale({ by, ...changes })).toEqual([problem]);
  });

  test('is an operator, new enough, that says where it stands', () => {
    const facts = (found: { version: string } | undefined): Platform => ({
      ...kedaPlatform,
      operators: found === undefined ? {} : { keda: found },
    });
    expect(scale({}, facts(undefined))).toEqual(['missing-operator at scale.by']);
    expect(scale({}, facts({ version: '2.17' }))).toEqual(['missing-operator at scale.by']);
    const home = chart({ environment: on(facts({ version: '2.20' })) });
    const from = new MonitoringStack(home, 'monitoring');
    const make = () =>
      new ModelService(home, 'it', {
        ...service,
        metrics: signalMetrics,
        scale: { min: 1, max: 2, on: [waiting], by: keda({ from }) },
      });
    expect(make).toThrow('operators.keda.namespaces');
  });

  test('shows no token to the stack, which would not look at it', () => {
    const home = chart({ environment: on(kedaPlatform) });
    const by = keda({ from: new MonitoringStack(home, 'monitoring'), bearer: { secret: 'token' } });
    const make = () =>
      new ModelService(home, 'it', {
        ...service,
        metrics: signalMetrics,
        scale: { min: 1, max: 2, on: [waiting], by },
      });
    expect(make).toThrow('a token for the stack');
  });

  test('reads the stack of its own namespace', () => {
    const from = new MonitoringStack(chart({ environment: { ...on(kedaPlatform), namespace: 'other' } }), 'monitoring');
    expect(scale({ by: keda({ from }) })).toEqual(['not-allowed at scale.by.from']);
  });
});

describe('hpa()', () => {
  const made = objectsOf((scope) => everyHpa(scope as MlopsChart), { environment: on(adapterPlatform) });

  test('asks for targets in the form in which the API server keeps them', () => {
    const { spec } = find<{ spec: { metrics: readonly { external: { metric: { name: string }; target: object } }[] } }>(
      'HorizontalPodAutoscaler',
      'every',
      made,
    );
    const target = (record: string) =>
      spec.metrics.find(({ external }) => external.metric.name === record)?.external.target;
    expect(target('signal:triton_queue_seconds:rate2m')).toEqual({ type: 'Value', value: '250m' });
    expect(target('signal:vllm_waiting:sum')).toEqual({ type: 'AverageValue', averageValue: '10' });
  });

  test('opens the Prometheus of the stack to the adapter', () => {
    expect(find('NetworkPolicy', 'prometheus-from-monitoring', made)).toMatchObject({
      spec: { ingress: [{ ports: [{ port: 9090, protocol: 'TCP' }] }] },
    });
  });

  test('needs an adapter for signals, which is alone on its cluster', () => {
    expect(scale({ by: undefined })).toEqual(['missing-platform-fact at scale.on']);
    expect(scale({ by: undefined, on: [cpu(70)] })).toEqual([]);
    expect(() =>
      chart({ environment: on({ ...kedaPlatform, metricsAdapter: adapterPlatform.metricsAdapter }) }),
    ).toThrow('both register external.metrics.k8s.io');
  });
});

test.each<readonly [string, Signal, string]>([
  ['a signal without a target', responseTime(), 'missing-prop at scale.on[0].target'],
  ['a target that a quantity would round', responseTime({ target: 0.0005 }), 'out-of-range at scale.on[0].target'],
  ['an alert without a limit', vllmWaiting({ target: 1, alert: {} }), 'missing-prop at scale.on[0].alert'],
])('an autoscaler refuses %s', (_says, signal, problem) => {
  expect(scale({ on: [signal] })).toEqual([problem]);
});

describe('vertical', () => {
  const most = { cpu: '4000m', memory: '8Gi' };

  test('recommendations change nothing', () => {
    expect(find('VerticalPodAutoscaler', 'sleeping')).toMatchObject({
      spec: { targetRef: { kind: 'Deployment', name: 'sleeping' }, updatePolicy: { updateMode: 'Off' } },
    });
  });

  test('a resize in place has bounds, and leaves sidecars alone', () => {
    const made = objectsOf(
      (scope) => new ModelService(scope, 'it', { ...service, vertical: resizeInPlace({ most }) }),
      {
        environment: on(kedaPlatform),
      },
    );
    expect(find<{ spec: object }>('VerticalPodAutoscaler', 'it', made).spec).toEqual({
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'it' },
      updatePolicy: { updateMode: 'InPlaceOrRecreate' },
      resourcePolicy: {
        containerPolicies: [
          { containerName: 'server', maxAllowed: { cpu: '4', memory: '8Gi' } },
          { containerName: '*', mode: 'Off' },
        ],
      },
    });
  });

  test('is refused where the cluster cannot, and beside an autoscaler on the same requests', () => {
    const vertical = resizeInPlace({ most });
    expect(problems({ vertical }, { ...kedaPlatform, kubernetes: '1.32' })).toEqual(['version-too-old at vertical']);
    expect(problems({ vertical }, { ...kedaPlatform, operators: {} })).toEqual(['missing-operator at vertical']);
    const busy = { min: 1, max: 2, on: [cpu(70), memory(80)] };
    expect(problems({ vertical, scale: busy })).toEqual(['not-allowed at vertical']);
    expect(problems({ vertical: recommendations(), scale: busy })).toEqual([]);
  });
});

test('requests a second of two services are two series of one name', () => {
  const shared = requestsPerSecond({ target: 5 });
  const made = objectsOf(
    (scope) => {
      const stack = new MonitoringStack(scope as MlopsChart, 'monitoring');
      for (const name of ['a', 'b']) {
        const by = keda({ from: stack });
        stack.watch(
          new ModelService(scope, name, {
            ...service,
            metrics: signalMetrics,
            scale: { min: 1, max: 2, on: [shared], by },
          }),
        );
      }
    },
    { environment: on(kedaPlatform) },
  );
  const asked = made
    .filter(({ kind }) => kind === 'ScaledObject')
    .map(({ spec }) => (spec as unknown as ScaledObjectSpec).triggers[0]?.metadata.query);
  expect(asked).toEqual(['a', 'b'].map((name) => `signal:requests:rate2m{namespace="dev",service="${name}"}`));
});
