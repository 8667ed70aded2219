import type { KubernetesObject } from '../../imports/kubernetes';
import {
  type Autoscaler,
  hpa,
  keda,
  type MlopsError,
  ModelService,
  MonitoringStack,
  type Platform,
  vllmWaiting,
} from '../../lib';
import { engineText } from '../../lib/engine';
import { Contents } from '../../lib/gitops/contents';
import { ignoreDifferences } from '../../lib/gitops/ignore-differences';
import { valueAt } from '../../lib/kinds/pods-of';
import { serviceEngines } from '../../lib/serving/engines';
import { adapterPlatform, kedaPlatform, on, signalMetrics } from '../fixtures/signals';
import { chart, objectsOf, service } from '../fixtures/workloads';

const record = 'signal:vllm_waiting:sum';
const ways: readonly (readonly [string, (from: MonitoringStack) => Autoscaler, Platform, string, RegExp])[] = [
  ['hpa()', () => hpa(), adapterPlatform, 'HorizontalPodAutoscaler', /"name":"signal:vllm_waiting:sum"/],
  ['keda()', (from) => keda({ from }), kedaPlatform, 'ScaledObject', /"query":"signal:vllm_waiting:sum\{/],
];
const named = serviceEngines.map((engine) => [engineText(engine), engine] as const);
const carrying = named.filter(([, { supports }]) => supports.includes('scaleOnSignal'));
const refusing = named.filter(([, { supports }]) => !supports.includes('scaleOnSignal'));

describe.each(ways)('a signal by %s', (_by, by, facts, kind, asked) => {
  const environment = on(facts);
  const make = (scope: ConstructorParameters<typeof MonitoringStack>[0], engine: (typeof serviceEngines)[number]) => {
    const stack = new MonitoringStack(scope, 'monitoring');
    stack.watch(
      new ModelService(scope, 'it', {
        ...service,
        metrics: signalMetrics,
        scale: { min: 2, max: 5, on: [vllmWaiting({ target: 10 })], by: by(stack) },
        engine,
      }),
    );
  };

  test.each(carrying)('%s: the autoscaler asks for the recorded name, and owns the replicas alone', (_name, engine) => {
    const objects = objectsOf((scope) => make(scope, engine), { environment });
    const scaling = objects.filter((object) => /Autoscaler$|ScaledObject/.test(object.kind));
    expect(scaling.map((object) => object.kind)).toEqual([kind]);
    expect(JSON.stringify(scaling)).toMatch(asked);
    expect(JSON.stringify(objects.filter((object) => object.kind === 'ConfigMap'))).toContain(`record: ${record}`);

    const target = valueAt(scaling[0], '/spec/scaleTargetRef') as { kind: string; name: string };
    const workload = objects.find((object) => object.kind === target.kind && object.metadata.name === target.name);
    expect((workload?.spec as { replicas?: number } | undefined)?.replicas).toBeUndefined();
    const contents = new Contents();
    for (const object of objects) contents.add(object as KubernetesObject);
    expect(ignoreDifferences(contents)).toContainEqual(
      expect.objectContaining({ kind: target.kind, name: target.name, jsonPointers: ['/spec/replicas'] }),
    );
  });

  test.each(refusing)('%s says that it scales itself, and names the engines that take one', (_name, engine) => {
    const able = carrying.map(([text]) => text).join(', ');
    const act = () => make(chart({ environment }), engine);
    expect(act).toThrow(`engines that can: ${able}; engine '${engine.name}' cannot do 'scaleOnSignal'`);
    const codes = (() => {
      try {
        act();
        return [];
      } catch (error) {
        return (error as MlopsError).codes;
      }
    })();
    expect(new Set(codes)).toEqual(new Set(['unsupported-feature']));
  });
});

test('every engine either takes signals or says that it does not', () => {
  expect(carrying.map(([name]) => name)).toEqual(['deployment()', 'argoRollout()', 'kserve()', 'kserveLlm()']);
  expect(carrying.length + refusing.length).toBe(serviceEngines.length);
});
