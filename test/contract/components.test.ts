import type { KubernetesObject } from '../../imports/kubernetes';
import {
  Claim,
  defaultPolicies,
  MlopsApp,
  MlopsChart,
  type MlopsError,
  ModelService,
  type ModelServiceProps,
  peer,
  type ServiceFeature,
  vllm,
} from '../../lib';
import { engineText } from '../../lib/engine';
import { Kinds } from '../../lib/kinds/kinds';
import { podsOf } from '../../lib/kinds/pods-of';
import { serviceEngines } from '../../lib/serving/engines';
import { environment as home, platform } from '../fixtures/environment';
import { container } from '../fixtures/workloads';

const collector = peer({ name: 'collector', labels: { app: 'collector' }, ports: [8080] });
/** KServe with which pods of one copy stay. */
const operators = { ...platform.operators, kserve: { version: '0.20.1' } };
const environment = { ...home, platform: { ...platform, operators } };
const part = { image: 'registry.example.com/part:1.0', compute: { cpu: '250m', memory: '256Mi' }, replicas: 3 };

/** What is asked beside the server, and how it shows in the objects. */
const asks: readonly (readonly [ServiceFeature, Partial<ModelServiceProps>])[] = [
  ['transformer', { transformer: part }],
  ['explainer', { explainer: part }],
  ['batching', { batching: { maxBatchSize: 32, maxLatency: 50 } }],
  [
    'multiNode',
    {
      server: vllm({ tensorParallel: 8, pipelineParallel: 2 }),
      model: Claim.reference({ name: 'models', access: 'ReadWriteMany' }).model('chat', 'v1'),
      compute: { cpu: '16', memory: '128Gi', gpu: { pool: 'gpu', count: 8 } },
      replicas: 1,
      metrics: undefined,
    },
  ],
  ['requestLog', { requestLog: { url: 'http://collector.dev.svc/log', to: collector } }],
];

const cases = serviceEngines.flatMap((engine) =>
  asks.map(([feature, props]) => ({ engine, feature, props, title: `${engineText(engine)} and ${feature}` })),
);
const able = cases.filter(({ engine, feature }) => engine.supports.includes(feature));
const unable = cases.filter(({ engine, feature }) => !engine.supports.includes(feature));

function make({ engine, props }: (typeof cases)[number]): readonly KubernetesObject[] {
  const app = new MlopsApp({ policies: defaultPolicies });
  const chart = new MlopsChart(app.in(environment), 'chart', { environment });
  new ModelService(chart, 'it', { ...container, ...props, engine });
  return app.finish().map(({ json }) => json);
}

test.each(able)('$title: it comes out whole, hardened and the same twice', (one) => {
  const objects = make(one);
  expect(make(one)).toEqual(objects);
  expect(JSON.stringify(objects)).not.toContain('undefined');
});

test.each(able.filter(({ feature }) => feature === 'transformer' || feature === 'explainer'))(
  '$title: capacity and policies see its pods, in their number, with requests, as the account of the service',
  (one) => {
    const pods = make(one).flatMap((object) => podsOf(object, Kinds.of(object)));
    const [found] = pods.filter(({ template: { spec } }) => spec?.containers[0]?.image === part.image);
    expect(found?.count).toBe(3);
    expect(found?.template.spec).toMatchObject({
      serviceAccountName: 'it',
      automountServiceAccountToken: false,
      containers: [{ resources: { requests: { cpu: '250m', memory: '256Mi' } }, env: expect.any(Array) }],
    });
    expect(found?.template.spec?.containers[0]?.env).toContainEqual({
      name: 'PREDICTOR_URL',
      value: `http://${one.feature === 'transformer' ? 'it-model' : 'it'}:80`,
    });
  },
);

test.each(unable)('$title: it says that it cannot', (one) => {
  try {
    make(one);
  } catch (error) {
    const { problems } = error as MlopsError;
    expect([...new Set(problems.map(({ code }) => code))]).toEqual(['unsupported-feature']);
    expect(problems.some(({ remedy }) => remedy.includes(`'${one.feature}'`))).toBe(true);
    return;
  }
  throw new Error('nothing was raised');
});
