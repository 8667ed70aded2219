import type { CanaryStrategy, RolloutSpec } from '../../imports/rollouts';
import {
  argoRollout,
  blueGreen,
  canary,
  cpu,
  failures,
  ingress,
  type MlopsError,
  ModelService,
  type ModelServiceProps,
  MonitoringStack,
  peer,
  prometheusAt,
  type Rollout,
  route,
  switchTo,
} from '../../lib';
import { environment, platform } from '../fixtures/environment';
import { checks, metrics } from '../fixtures/rollouts';
import { chart, objectsOf, only, service } from '../fixtures/workloads';

type Props = Partial<ModelServiceProps>;
const analysis = { from: prometheusAt('http://prometheus:9090'), checks };
const render = (rollout: Rollout | undefined, props: Props = {}) =>
  objectsOf((scope) => new ModelService(scope, 'prices', { ...service, engine: argoRollout(), rollout, ...props }));
const specOf = (...given: Parameters<typeof render>) =>
  only<{ spec: RolloutSpec }>(render(...given) as never, 'Rollout').spec;
const canaryOf = (...given: Parameters<typeof render>) =>
  (specOf(...given).strategy as { canary: CanaryStrategy }).canary;
const names = (kind: string, objects: ReturnType<typeof render>) =>
  objects.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name);

function codesOf(props: Props, facts: Partial<typeof platform> = {}): readonly string[] {
  const home = chart({ environment: { ...environment, platform: { ...platform, ...facts } } });
  try {
    new ModelService(home, 'prices', { ...service, engine: argoRollout(), ...props });
  } catch (error) {
    return (error as MlopsError).problems.map(({ code, path }) => `${code} ${path.replace('chart/prices: ', '')}`);
  }
  return [];
}

test('each step of a canary is a weight, a pause and a judgement', () => {
  const { steps } = canaryOf(canary({ steps: [5, { weight: 50, pause: 'manual' }], pause: '1d', analysis }), {
    metrics,
  });
  const judged = { analysis: expect.objectContaining({ templates: [{ templateName: 'prices-analysis' }] }) };
  expect(steps).toEqual([
    { setWeight: 5 },
    { pause: { duration: '24h' } },
    judged,
    { setWeight: 50 },
    { pause: {} },
    judged,
  ]);
});

test('the analysis gets the hashes of the versions that it compares, and no others', () => {
  const argsOf = (given: typeof checks) => {
    const { steps = [] } = canaryOf(canary({ steps: [5], analysis: { ...analysis, checks: given } }), { metrics });
    return (steps[2] as { analysis: { args: readonly { valueFrom: object }[] } }).analysis.args.map(
      (arg) => arg.valueFrom,
    );
  };
  expect(argsOf(checks)).toEqual([{ podTemplateHashValue: 'Latest' }, { podTemplateHashValue: 'Stable' }]);
  expect(argsOf([failures({ atMost: 0.01 })])).toEqual([{ podTemplateHashValue: 'Latest' }]);
});

test('without a router the number of pods decides, and one Service selects all', () => {
  const rollout = canary({ steps: [20] });
  expect(canaryOf(rollout)).not.toHaveProperty('trafficRouting');
  expect(names('Service', render(rollout))).toEqual(['prices']);
});

test('on a Gateway the plugin splits between two Services of the route, which starts with the stable one', () => {
  const objects = render(canary({ steps: [5], header: { name: 'x-canary', value: 'yes' } }), {
    expose: route('prices.example.com'),
  });
  expect(names('Service', objects).sort()).toEqual(['prices', 'prices-canary']);
  expect(only(objects, 'HTTPRoute').spec.rules).toMatchObject([
    {
      backendRefs: [
        { name: 'prices', weight: 100 },
        { name: 'prices-canary', weight: 0 },
      ],
    },
  ]);
  expect(only(objects, 'Rollout').spec.strategy).toMatchObject({
    canary: {
      stableService: 'prices',
      canaryService: 'prices-canary',
      trafficRouting: {
        managedRoutes: [{ name: 'rollout-header' }],
        plugins: {
          'argoproj-labs/gatewayAPI': { namespace: 'dev', httpRoutes: [{ name: 'prices', useHeaderRoutes: true }] },
        },
      },
      steps: [{ setWeight: 5 }, { setHeaderRoute: { name: 'rollout-header' } }, { pause: { duration: '10m' } }],
    },
  });
});

test('behind nginx the Ingress leads to the stable Service, and the header is an annotation', () => {
  const header = { name: 'x-canary', value: 'yes' };
  const { trafficRouting, steps } = canaryOf(canary({ steps: [5], header }), { expose: ingress('a.example.com') });
  expect(trafficRouting?.nginx).toEqual({
    stableIngress: 'prices',
    additionalIngressAnnotations: { 'canary-by-header': 'x-canary', 'canary-by-header-value': 'yes' },
  });
  expect(steps).toHaveLength(2);
});

test('in a mesh a VirtualService starts with the stable Service', () => {
  const objects = render(canary({ steps: [5] }), { engine: argoRollout({ router: 'istio' }) });
  expect(only(objects, 'VirtualService').spec).toMatchObject({
    hosts: ['prices'],
    http: [
      {
        route: [
          { destination: { host: 'prices' }, weight: 100 },
          { destination: { host: 'prices-canary' }, weight: 0 },
        ],
      },
    ],
  });
});

test('in a mesh the new version may get copies of requests first, and is judged by them', () => {
  const rollout = canary({
    mirror: { percent: 20, pause: '1h' },
    steps: [5],
    header: { name: 'x', value: 'y' },
    analysis,
  });
  const { steps, trafficRouting } = canaryOf(rollout, { engine: argoRollout({ router: 'istio' }), metrics });
  expect(trafficRouting?.managedRoutes).toEqual([{ name: 'rollout-header' }, { name: 'rollout-mirror' }]);
  expect(steps?.slice(0, 7)).toEqual([
    { setCanaryScale: { weight: 20 } },
    { setMirrorRoute: { name: 'rollout-mirror', percentage: 20, match: [{ path: { prefix: '/' } }] } },
    { pause: { duration: '1h' } },
    { analysis: expect.objectContaining({ templates: [{ templateName: 'prices-analysis' }] }) },
    { setMirrorRoute: { name: 'rollout-mirror' } },
    { setCanaryScale: { matchTrafficWeight: true } },
    { setWeight: 5 },
  ]);
});

test('copies need a router that makes them, and a percentage', () => {
  const mirrored = (percent: number) => canary({ mirror: { percent }, steps: [5] });
  expect(codesOf({ rollout: mirrored(20), expose: route('a.example.com') })).toEqual([
    'unsupported-feature rollout.mirror',
  ]);
  expect(codesOf({ rollout: mirrored(0), engine: argoRollout({ router: 'istio' }) })).toEqual([
    'out-of-range rollout.mirror.percent',
  ]);
  expect(codesOf({ rollout: mirrored(20), engine: argoRollout({ router: 'istio' }) })).toEqual([]);
});

test('blue-green has an active and a preview Service, and an analysis before and after', () => {
  const fixed = { ...analysis, checks: [failures({ atMost: 0.01 })] };
  const objects = render(blueGreen({ promotion: 'manual', before: analysis, after: fixed, keepOld: '1h' }), {
    metrics,
  });
  expect(names('AnalysisTemplate', objects).sort()).toEqual(['prices-after', 'prices-before']);
  expect(names('Service', objects).sort()).toEqual(['prices', 'prices-preview']);
  expect(only(objects, 'Rollout').spec.strategy).toMatchObject({
    blueGreen: {
      activeService: 'prices',
      previewService: 'prices-preview',
      autoPromotionEnabled: false,
      scaleDownDelaySeconds: 3600,
      prePromotionAnalysis: { templates: [{ templateName: 'prices-before' }] },
      postPromotionAnalysis: { templates: [{ templateName: 'prices-after' }] },
    },
  });
});

test('the autoscaler scales the Rollout, and nobody else writes its replicas', () => {
  const scale = { min: 3, max: 9, on: [cpu(70)] };
  expect(only(render(canary({ steps: [20] }), { scale }), 'HorizontalPodAutoscaler').spec.scaleTargetRef).toEqual({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    name: 'prices',
  });
  expect(specOf(canary({ steps: [20] }), { scale })).not.toHaveProperty('replicas');
});

test('earlier versions come back without steps', () => {
  expect(specOf(undefined)).toMatchObject({ rollbackWindow: { revisions: 3 }, revisionHistoryLimit: 5 });
});

test('the controller is let in to the Prometheus of this program, once a service', () => {
  const objects = objectsOf((scope) => {
    const from = new MonitoringStack(scope, 'monitoring');
    for (const id of ['a', 'b']) {
      const rollout = canary({ steps: [5], analysis: { from, checks } });
      new ModelService(scope, id, { ...service, metrics, rollout, engine: argoRollout({ controllerNamespace: 'ro' }) });
    }
  });
  const [policy, ...more] = objects.filter(({ metadata }) => metadata.name.startsWith('prometheus-from-ro'));
  expect([policy, ...more].map((one) => one?.metadata.name)).toEqual([
    'prometheus-from-ro-for-a',
    'prometheus-from-ro-for-b',
  ]);
  expect(policy?.spec).toMatchObject({
    podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } },
    ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ro' } } }] }],
  });
});

test.each<[string, Props, Partial<typeof platform>, string]>([
  ['an operator that is missing', { rollout: canary({ steps: [5] }) }, { operators: {} }, 'missing-operator engine'],
  [
    'a route without the plugin',
    { rollout: canary({ steps: [5] }), expose: route('a.example.com') },
    { operators: { 'argo-rollouts': { version: '1.9' } } },
    'missing-operator engine',
  ],
  [
    'an Ingress that is not nginx',
    { rollout: canary({ steps: [5] }), expose: ingress('a.example.com') },
    { ingress: { className: 'traefik', namespace: 'ingress' } },
    'not-allowed expose',
  ],
  [
    'a header without router',
    { rollout: canary({ steps: [5], header: { name: 'x', value: 'y' } }) },
    {},
    'unsupported-feature rollout.header',
  ],
  [
    'a router that the exposure does not reach',
    { rollout: canary({ steps: [5] }), engine: argoRollout({ router: 'gatewayApi' }) },
    {},
    'not-allowed expose',
  ],
  ['weights that repeat', { rollout: canary({ steps: [5, 5] }) }, {}, 'canary-steps rollout.steps'],
  [
    'a comparison when all requests have moved',
    { metrics, rollout: canary({ steps: [5, 100], analysis }) },
    {},
    'canary-steps rollout.steps',
  ],
  [
    'a comparison after the switch',
    { metrics, rollout: blueGreen({ after: analysis }) },
    {},
    'not-allowed rollout.after.checks',
  ],
  [
    'an analysis of a service without metrics',
    { rollout: canary({ steps: [5], analysis }) },
    {},
    'unknown-metric rollout.analysis',
  ],
  [
    'a switch',
    { rollout: switchTo(peer({ name: 'g', labels: { a: 'b' }, ports: [80] })) },
    {},
    'unsupported-feature rollout',
  ],
  [
    'a mirror',
    { expose: route('a.example.com', '/', { mirror: { to: peer({ name: 'g', labels: { a: 'b' } }) } }) },
    {},
    'unsupported-feature expose',
  ],
  [
    'an address that is none',
    { metrics, rollout: canary({ steps: [5], analysis: { ...analysis, from: prometheusAt('prometheus') } }) },
    {},
    'wrong-type rollout.analysis.from',
  ],
])('%s is an error', (_says, props, facts, problem) => {
  expect(codesOf(props, facts)).toEqual([problem]);
});

test('a rollout that no function made is an error, also with a stack in it', () => {
  const from = new MonitoringStack(chart(), 'monitoring');
  const rollout = { by: 'canary', steps: [5], analysis: { from, checks } } as unknown as Rollout;
  expect(codesOf({ metrics, rollout })).toEqual(['wrong-type rollout']);
});

test('a stack of another namespace cannot be opened from here', () => {
  const stack = new MonitoringStack(chart({ environment: { ...environment, namespace: 'other' } }), 'monitoring');
  expect(codesOf({ metrics, rollout: canary({ steps: [5], analysis: { from: stack, checks } }) })).toEqual([
    'not-allowed rollout.analysis.from',
  ]);
});

test('a Deployment cannot roll out by canary, and names the engine that can', () => {
  expect(() => new ModelService(chart(), 'prices', { ...service, rollout: canary({ steps: [5] }) })).toThrow(
    /rollout: got 'canary\(\)', allowed engines that can: .*argoRollout\(\)/,
  );
});
