import { Claim, environmentFrom, type Platform, secretFiles, TrainingJob, type TrainingJobProps } from '../../lib';
import { environment, platform } from '../fixtures/environment';
import { chart, container, templateOf, training } from '../fixtures/workloads';

function pod(changes: Partial<TrainingJobProps> = {}, facts: Partial<Platform> = {}) {
  const home = chart({ environment: { ...environment, platform: { ...platform, ...facts } } });
  return templateOf(new TrainingJob(home, 'train', { ...training, ...changes }).objects.workload).spec;
}

const gpu: Partial<TrainingJobProps> = { compute: { cpu: '8', memory: '64Gi', gpu: { pool: 'gpu', count: 4 } } };

test('a pod is restricted, read-only but for /tmp, and has no token', () => {
  const { securityContext, containers, automountServiceAccountToken, volumes } = pod();
  expect(securityContext).toEqual({
    runAsNonRoot: true,
    runAsUser: 10001,
    runAsGroup: 10001,
    fsGroup: 10001,
    fsGroupChangePolicy: 'OnRootMismatch',
    seccompProfile: { type: 'RuntimeDefault' },
  });
  expect(containers[0]?.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
  });
  expect(automountServiceAccountToken).toBe(false);
  expect(volumes).toEqual([{ name: 'scratch-tmp', emptyDir: { sizeLimit: '1Gi' } }]);
});

test('where the cluster assigns users, no user and no group is written', () => {
  expect(pod({}, { podUsers: 'assigned' }).securityContext).toEqual({
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
  });
});

test('a GPU brings its resource, toleration, selector, runtime class and shared memory', () => {
  const spec = pod(gpu);
  const resources = spec.containers[0]?.resources;
  expect([resources?.requests?.['nvidia.com/gpu'], resources?.limits?.['nvidia.com/gpu']]).toEqual(['4', '4']);
  expect(spec).toMatchObject({
    nodeSelector: { 'node-pool': 'gpu' },
    tolerations: [{ key: 'nvidia.com/gpu', operator: 'Equal', value: 'present', effect: 'NoSchedule' }],
    runtimeClassName: 'nvidia',
  });
  expect(spec.volumes).toContainEqual({ name: 'shared-memory', emptyDir: { medium: 'Memory', sizeLimit: '64Gi' } });
  expect(spec.containers[0]?.volumeMounts).toContainEqual({ name: 'shared-memory', mountPath: '/dev/shm' });
});

test('quantities are written as the API server writes them back', () => {
  const resources = pod({ compute: { cpu: '1000m', memory: '2048Mi', ephemeralStorage: '0.5Gi' } }).containers[0]
    ?.resources;
  expect(resources?.requests).toEqual({ cpu: '1', memory: '2Gi', 'ephemeral-storage': '512Mi' });
  expect(resources?.limits).toEqual({ memory: '2Gi', 'ephemeral-storage': '512Mi' });
});

test('secrets are references, as variables and as files', () => {
  const { containers, volumes } = pod({
    secrets: [environmentFrom('all'), environmentFrom('one', { TOKEN: 'token' }), secretFiles('certs', '/certs')],
  });
  expect(containers[0]).toMatchObject({ envFrom: [{ secretRef: { name: 'all' } }] });
  expect(containers[0]?.env).toContainEqual({
    name: 'TOKEN',
    valueFrom: { secretKeyRef: { name: 'one', key: 'token' } },
  });
  expect(volumes).toContainEqual({ name: 'secret-certs', secret: { secretName: 'certs', defaultMode: 0o440 } });
});

test('a sidecar shares the volumes of the pod, each written once', () => {
  const data = Claim.reference({ name: 'data' });
  const { initContainers, volumes } = pod({
    mounts: [data.at('/data')],
    sidecars: [{ ...container, name: 'proxy', mounts: [data.at('/in')] }],
  });
  expect(initContainers).toMatchObject([{ name: 'proxy', restartPolicy: 'Always' }]);
  expect(volumes?.map(({ name }) => name)).toEqual(['claim-data', 'scratch-tmp']);
});

test('pull secrets of the platform and of the image meet in the pod', () => {
  const image = { repository: 'registry.example.com/app', tag: '1.0', pullSecrets: ['own'] };
  expect(pod({ image }, { pullSecrets: ['shared'] }).imagePullSecrets).toEqual([{ name: 'own' }, { name: 'shared' }]);
});

test('the priority of its kind is taken where the platform has it', () => {
  expect([pod().priorityClassName, pod({}, { priorities: undefined }).priorityClassName]).toEqual([
    'model-training',
    undefined,
  ]);
});
