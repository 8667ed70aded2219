import { Testing } from 'cdk8s';
import type { KubernetesObject, PodTemplate } from '../../imports/kubernetes';
import { Claim, environmentFrom, secretFiles, TrainingJob, type TrainingJobProps } from '../../lib';
import { chart, training } from '../fixtures/workloads';
import { trainingSubjects } from './training-subjects';

const data = Claim.reference({ name: 'data', access: 'ReadWriteMany' });
const models = Claim.reference({ name: 'models', access: 'ReadWriteMany' });

/** One of everything that every engine carries. */
const asked: TrainingJobProps = {
  ...training,
  compute: { cpu: '3500m', cpuLimit: '4', memory: '8Gi', ephemeralStorage: '2Gi' },
  env: { EPOCHS: '3', WORDS: 'a "b" $c' },
  secrets: [environmentFrom('store', { KEY: 'key' }), secretFiles('certs', '/certs')],
  mounts: [data.at('/data', { readOnly: true })],
  produces: models.model('prices'),
  checkpoint: { at: models.at('/saved'), interval: '10m', saveTime: '2m', fallback: 'general' },
  placement: { spot: true },
  runAs: { user: 20_001 },
  labels: { team: 'pricing' },
};

/** What is mounted where, whatever the volumes are called. */
function foldersOf({ spec }: PodTemplate): unknown {
  const sources = new Map(spec.volumes?.map(({ name, ...source }) => [name, source]));
  return spec.containers[0]?.volumeMounts?.map(({ name, ...place }) => ({ ...place, ...sources.get(name) }));
}

/** What of a pod must not depend on the engine, field by field. */
const fields: Readonly<Record<string, (pod: PodTemplate) => unknown>> = {
  image: ({ spec }) => spec.containers[0]?.image,
  variables: ({ spec }) => spec.containers[0]?.env,
  resources: ({ spec }) => spec.containers[0]?.resources,
  'security of the container': ({ spec }) => spec.containers[0]?.securityContext,
  'security of the pod': ({ spec }) => spec.securityContext,
  folders: foldersOf,
  tolerations: ({ spec }) => spec.tolerations,
  affinity: ({ spec }) => spec.affinity,
  account: ({ spec }) => spec.serviceAccountName,
  'time to end': ({ spec }) => spec.terminationGracePeriodSeconds,
  labels: ({ metadata }) => metadata.labels,
};

function worker({ engine, worker: find, starts }: (typeof trainingSubjects)[number]): PodTemplate {
  const home = chart();
  new TrainingJob(home, 'train', { ...asked, command: [starts], engine });
  const json = JSON.stringify(find(Testing.synth(home) as KubernetesObject[]));
  // A run's name is in its variables; it differs with the program that an engine can start.
  return JSON.parse(json.replaceAll(/[bcdfghjklmnpqrstvwxz2456789]{8}(?=["/])/g, '<run>')) as PodTemplate;
}

const [first, ...others] = trainingSubjects;
const expected = worker(first as (typeof trainingSubjects)[number]);

test('the pod that all are compared with has all of it', () => {
  const empty = Object.entries(fields).filter(([, read]) => read(expected) === undefined);
  expect(empty.map(([name]) => name)).toEqual([]);
});

describe.each(others)('a worker of $title', (subject) => {
  const found = worker(subject);
  test.each(Object.keys(fields))('has the same %s as one of a plain Job', (name) => {
    const read = fields[name] as (pod: PodTemplate) => unknown;
    expect(read(found)).toEqual(read(expected));
  });
});
