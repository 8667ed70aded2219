import fc from 'fast-check';
import type { KubernetesObject } from '../../imports/kubernetes';
import { defaultPolicies, MlopsApp, MlopsChart, TrainingJob, type TrainingJobProps } from '../../lib';
import { Kinds } from '../../lib/kinds/kinds';
import { podsOf } from '../../lib/kinds/pods-of';
import { trainingSubjects } from '../contract/training-subjects';
import { environment } from '../fixtures/environment';
import { trainingsFor } from './arbitrary-training';

function finished(props: TrainingJobProps): readonly KubernetesObject[] {
  const app = new MlopsApp({ policies: defaultPolicies });
  new TrainingJob(new MlopsChart(app.in(environment), 'chart', { environment }), 'train', props);
  const objects = app.finish().map(({ json }) => json);
  expect(app.warnings).toEqual([]);
  return objects;
}

test.each(trainingSubjects)(
  'any training that $title can do breaks no policy, twice the same',
  ({ engine, worker }) => {
    fc.assert(
      fc.property(trainingsFor(engine), (props) => {
        const objects = finished(props);
        expect(finished(props)).toEqual(objects);
        expect(worker(objects).spec.containers[0]?.image).toBe(props.image);
        const pods = objects.flatMap((object) => podsOf(object, Kinds.of(object)));
        for (const { template } of pods) expect(template.spec?.automountServiceAccountToken).toBeDefined();
      }),
      { numRuns: 20 },
    );
  },
);
