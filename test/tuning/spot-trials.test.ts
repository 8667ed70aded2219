import type { KubernetesObject } from '../../imports/kubernetes';
import {
  HyperparameterSearch,
  type HyperparameterSearchProps,
  indexedJob,
  katib,
  type MlopsError,
  randomSample,
} from '../../lib';
import { Kinds } from '../../lib/kinds/kinds';
import { podsOf } from '../../lib/kinds/pods-of';
import { environment } from '../fixtures/environment';
import { objectsOf } from '../fixtures/workloads';
import { search, shared, tuned, withKatib } from './fixtures';

const checkpoint = { at: shared.at('/saved'), interval: '10m', saveTime: '2m', fallback: 'general' } as const;
const spot: HyperparameterSearchProps['training'] = { ...tuned.training, placement: { spot: true } };
const saved = { ...spot, checkpoint };

describe.each([indexedJob({ search: randomSample({ seed: 7 }) }), katib()])(
  'trials of $name on nodes that may be taken away',
  (engine) => {
    const trial = (training: HyperparameterSearchProps['training']) => {
      const objects = objectsOf((scope) => new HyperparameterSearch(scope, 'tune', { ...tuned, engine, training }), {
        environment: { ...environment, platform: withKatib },
      });
      const run = objects.find((object) => podsOf(object, Kinds.of(object)).length > 0) as KubernetesObject;
      const spec = podsOf(run, Kinds.of(run))[0]?.template.spec;
      const env = Object.fromEntries((spec?.containers[0]?.env ?? []).map(({ name, value }) => [name, value]));
      return { name: run.metadata.name, spec, env };
    };

    test("need a checkpoint, which is each trial's own", () => {
      const { name, spec, env } = trial(saved);
      const run = name.slice('tune-'.length);
      expect(env).toMatchObject({ CHECKPOINT_PATH: `/saved/tune/${run}-$(TRIAL)`, CHECKPOINT_INTERVAL: '600' });
      const order = Object.keys(env);
      expect(order.indexOf('TRIAL')).toBeLessThan(order.indexOf('CHECKPOINT_PATH'));
      expect(spec?.terminationGracePeriodSeconds).toBe(130);
      expect(spec?.containers[0]?.volumeMounts).toContainEqual({ name: 'claim-shared', mountPath: '/saved' });
      expect(spec?.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution).toHaveLength(1);
    });

    test('without one are an error', () => {
      let codes: readonly string[] = [];
      try {
        trial(spot);
      } catch (error) {
        codes = (error as MlopsError).codes;
      }
      expect(codes).toEqual(['spot-without-checkpoint']);
    });
  },
);

test('a checkpoint decides no search', () => {
  const name = (training: HyperparameterSearchProps['training']) => search({ training }).objects.workload.name;
  expect(name(saved)).toBe(name(tuned.training));
});
