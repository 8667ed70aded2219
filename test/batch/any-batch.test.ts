import fc from 'fast-check';
import { BatchInference, type BatchInferenceProps, defaultPolicies, MlopsApp, MlopsChart } from '../../lib';
import { Kinds } from '../../lib/kinds/kinds';
import { environment } from '../fixtures/environment';
import { bakedModel, fetchedModels } from '../fixtures/models';
import { trainingsFor } from '../training/arbitrary-training';
import { batchSubjects, houses, models } from './subjects';

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const word = fc.stringMatching(/^[a-z]([a-z0-9]{0,8}[a-z0-9])?$/);
const data = fc.record({
  model: optional(
    fc.oneof(
      fc.tuple(word, word).map(([name, version]) => models.model(name, version)),
      fc.constantFrom(...Object.values(fetchedModels), bakedModel),
    ),
  ),
  input: optional(fc.constantFrom('s3://bucket/houses' as const, houses.at('/input/houses'))),
  output: optional(fc.constantFrom('s3://bucket/results' as const, models.at('/output/results'))),
});
/** What no batch can be asked for. */
const ofTrainings = ['torchrun', 'tfConfig', 'success', 'produces', 'profile'];

function finished(props: BatchInferenceProps) {
  const app = new MlopsApp({ policies: defaultPolicies });
  new BatchInference(new MlopsChart(app.in(environment), 'chart', { environment }), 'predict', props);
  const objects = app.finish().map(({ json }) => json);
  expect(app.warnings).toEqual([]);
  return objects;
}

test.each(batchSubjects)('any batch that $title can do breaks no policy, twice the same', ({ engine, worker }) => {
  const able = { ...engine, supports: engine.supports.filter((feature) => !ofTrainings.includes(feature)) };
  fc.assert(
    fc.property(trainingsFor(able), data, (run, reads) => {
      const props = { ...run, ...reads };
      const objects = finished(props);
      expect(finished(props)).toEqual(objects);
      const names = (worker(objects).spec.containers[0]?.env ?? []).map(({ name }) => name);
      for (const [prop, name] of [
        ['model', 'MODEL_PATH'],
        ['input', 'INPUT_PATH'],
        ['output', 'OUTPUT_PATH'],
      ] as const) {
        expect(names.includes(name)).toBe(reads[prop] !== undefined);
      }
      expect(objects.every((object) => object.metadata.name.length <= Kinds.of(object).nameLimit)).toBe(true);
    }),
    { numRuns: 30 },
  );
});
