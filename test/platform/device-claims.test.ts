import { Testing } from 'cdk8s';
import type { KubernetesObject } from '../../imports/kubernetes';
import { type Environment, h100, TrainingJob, Workspace } from '../../lib';
import { environment, platform } from '../fixtures/environment';
import { chart, only, templateOf, training } from '../fixtures/workloads';

const claimed: Environment = {
  ...environment,
  platform: {
    ...platform,
    pools: {
      h100: { cpu: '190', memory: '1900Gi', gpu: h100({ count: 8, allocation: 'dra' }) },
      small: { cpu: '190', memory: '1900Gi', gpu: h100({ count: 8, allocation: 'dra', mig: '1g.10gb' }) },
    },
  },
};

function workspace(gpus: Record<string, number>): readonly KubernetesObject[] {
  const props = { environment: claimed, quota: { cpu: '8', memory: '32Gi', gpus } };
  return Testing.synth(new Workspace(Testing.app(), 'workspace', props)) as KubernetesObject[];
}

const templates = (gpus: Record<string, number>) =>
  workspace(gpus).filter(({ kind }) => kind === 'ResourceClaimTemplate');

test('a pod claims its devices by a template of its namespace, instead of an extended resource', () => {
  const compute = { cpu: '8', memory: '64Gi', gpu: { pool: 'h100', count: 4 } };
  const job = new TrainingJob(chart({ environment: claimed }), 'train', { ...training, compute });
  const { containers, resourceClaims, nodeSelector, volumes } = templateOf(job.objects.workload).spec;
  expect(containers[0]?.resources).toEqual({
    requests: { cpu: '8', memory: '64Gi', 'ephemeral-storage': '1Gi' },
    limits: { memory: '64Gi', 'ephemeral-storage': '1Gi' },
    claims: [{ name: 'train' }],
  });
  expect(resourceClaims).toEqual([{ name: 'train', resourceClaimTemplateName: 'h100-4' }]);
  expect(nodeSelector).toEqual({ 'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3' });
  expect(volumes).toContainEqual({ name: 'shared-memory', emptyDir: { medium: 'Memory', sizeLimit: '64Gi' } });
});

test('the workspace has a template for each number that its quota and a node allow', () => {
  expect(templates({}).map(({ metadata }) => metadata.name)).toEqual([]);
  expect(templates({ h100: 2 }).map(({ metadata }) => metadata.name)).toEqual(['h100-1', 'h100-2']);
  expect(templates({ h100: 16 })).toHaveLength(8);
});

const request = (template?: KubernetesObject) =>
  (template as unknown as { spec: { spec: { devices: { requests: readonly object[] } } } }).spec.spec.devices
    .requests[0];

test('a template asks for exactly so many devices of the class, and of the profile', () => {
  const exactly = { allocationMode: 'ExactCount', count: 1 };
  expect(templates({ h100: 1 })[0]?.apiVersion).toBe('resource.k8s.io/v1');
  expect(request(templates({ h100: 1 })[0])).toEqual({
    name: 'gpu',
    exactly: { ...exactly, deviceClassName: 'gpu.nvidia.com' },
  });
  expect(request(templates({ small: 1 })[0])).toEqual({
    name: 'gpu',
    exactly: {
      ...exactly,
      deviceClassName: 'mig.nvidia.com',
      selectors: [{ cel: { expression: "device.attributes['gpu.nvidia.com'].profile == '1g.10gb'" } }],
    },
  });
});

test('the quota counts the devices of the class', () => {
  expect(only(workspace({ h100: 16 }), 'ResourceQuota').spec.hard).toMatchObject({
    'gpu.nvidia.com.deviceclass.resource.k8s.io/devices': '16',
    'mig.nvidia.com.deviceclass.resource.k8s.io/devices': '0',
  });
});

test('claims of devices need a Kubernetes that has them', () => {
  const old = { ...claimed, platform: { ...claimed.platform, kubernetes: '1.33' } };
  expect(() => chart({ environment: old })).toThrow(
    /pools\.h100\.gpu\.allocation: got ''dra' on Kubernetes 1\.33'.*\[version-too-old\]/,
  );
});
