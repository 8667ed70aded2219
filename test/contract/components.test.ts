import type { KubernetesObject } from '../../imports/kubernetes';
import {
  defaultPolicies,
  MlopsApp,
  MlopsChart,
  type MlopsError,
  ModelService,
  type ModelServiceProps,
  peer,
  type ServiceFeature,
} from '../../lib';
import { engineText } from '../../lib/engine';
import { Kinds } from '../../lib/kinds/kinds';
import { podsOf } from '../../lib/kinds/pods-of';
import { serviceEngines } from '../../lib/serving/engines';
import { environment } from '../fixtures/environment';
import { container } from '../fixtures/workloads';

const collector = peer({ name: 'collector', labels: { app: 'collector' }, ports: [8080] });
const part = { image: 'registry.example.com/part:1.0', compute: { cpu: '250m', memory: '256Mi' }, replicas: 3 };

/** What is asked beside the server, and how it shows in the objects. */
const asks: readonly (readonly [ServiceFeature, Partial<ModelServiceProps>])[] = [
  ['transformer', { transformer: part }],
  ['explainer', { explainer: part }],
  ['batching', { batching: { maxBatchSize: 32, maxLatency: 50 } }],
  ['requestLog', { requestLog: { url: 'http://collector.dev.svc/log', to: collector } }],
];

const cases = serviceEngines.flatMap((engine) =>
  asks.map(([feature, props]) => ({ engine, feature, props, title: `${engineText(engine)} and ${feature}` })),
);
const able = cases.filter(({ engine, feature }) => engine.supports.includes(feature));
const unable = cases.filter(({ engine, feature }) => !engine.supports.includes(feature));

function make({ engine, props }: (typeof cases)[number]): readonly KubernetesObject[] {
  const app = new MlopsApp({ policies: defaultPolicies });
  const home = new MlopsChart(app.in(environment), 'chart', { environment });
  new ModelService(home, 'it', { ...container, ...props, engine });
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
    expect((error as MlopsError).codes).toEqual(['unsupported-feature']);
    return;
  }
  throw new Error('nothing was raised');
});
