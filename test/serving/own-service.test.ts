import { deployment, inImage, kserve, kserveLlm, ModelService, type ModelServiceProps, route, vllm } from '../../lib';
import { engineText } from '../../lib/engine';
import { environment } from '../fixtures/environment';
import { llmPlatform } from '../fixtures/llm';
import { objectsOf, only, service } from '../fixtures/workloads';

/** What runs the pods of two services, one of which gets some of the requests of the other. */
const engines: readonly Partial<ModelServiceProps>[] = [
  { engine: kserve() },
  { engine: kserveLlm(), server: vllm(), model: inImage('/weights/chat', { name: 'chat', version: 'v1' }) },
];

const render = (props: Partial<ModelServiceProps>, exposed: (other: ModelService) => Partial<ModelServiceProps>) =>
  objectsOf(
    (scope) => {
      const other = new ModelService(scope, 'other', { ...service, ...props });
      new ModelService(scope, 'prices', { ...service, ...props, ...exposed(other) });
    },
    { environment: { ...environment, platform: llmPlatform } },
  );
type Objects = ReturnType<typeof render>;
const named = (objects: Objects, kind: string, name: string) =>
  only<{ spec: Record<string, unknown> }>(
    objects.filter((one) => one.kind === kind && one.metadata.name === name),
    kind,
  ).spec;

describe.each(engines.map((props) => [engineText(props.engine ?? deployment()), props] as const))('%s', (_, props) => {
  test('a share of the requests, and a copy of some, go to another service as behind a Deployment', () => {
    const shared = (other: ModelService) => ({
      expose: route('a.example.com', '/v1', {
        mirror: { to: other, percent: 20 },
        versions: [{ to: other, weight: 10, headers: { 'x-experiment': 'b' } }],
      }),
    });
    const objects = render(props, shared);
    expect(named(objects, 'HTTPRoute', 'prices')).toEqual(
      named(render({ engine: deployment() }, shared), 'HTTPRoute', 'prices'),
    );
    const { podSelector } = named(objects, 'NetworkPolicy', 'other-from-gateway');
    const { selector } = named(objects, 'Service', 'other');
    expect(Object.entries((podSelector as { matchLabels: object }).matchLabels).sort()).toEqual(
      Object.entries(selector as object).sort(),
    );
  });

  test('a client stays with its pod by address', () => {
    expect(
      named(
        render(props, () => ({ sticky: '1h' })),
        'Service',
        'prices',
      ),
    ).toMatchObject({
      sessionAffinity: 'ClientIP',
      sessionAffinityConfig: { clientIP: { timeoutSeconds: 3600 } },
    });
  });
});
