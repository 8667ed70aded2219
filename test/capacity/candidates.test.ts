import type { PodTemplate } from '../../imports/kubernetes';
import { fargate, h100, type NodePool } from '../../lib';
import { candidates } from '../../lib/capacity/candidates';
import { platform } from '../fixtures/environment';

const pools: Record<string, NodePool> = {
  general: { cpu: '16', memory: '64Gi', labels: { pool: 'general' }, zones: ['a', 'b'], arch: 'amd64' },
  gpu: { cpu: '190', memory: '1900Gi', gpu: h100({ count: 8 }), arch: 'amd64' },
  soft: {
    cpu: '16',
    memory: '64Gi',
    labels: { pool: 'soft' },
    taints: [{ key: 'soft', effect: 'PreferNoSchedule' }],
  },
};

const on = (spec: object, labels = {}, all = pools) =>
  candidates({ metadata: { labels }, spec } as unknown as PodTemplate, { ...platform, pools: all });
const matching = (...expressions: readonly object[]) => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: expressions.map((expression) => ({ matchExpressions: [expression] })),
      },
    },
  },
});
const gpuToleration = { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' };

test.each<[string, object, readonly string[]]>([
  ['nothing asked: every pool without a taint that keeps it away', {}, ['general', 'soft']],
  ['a label', { nodeSelector: { pool: 'general' } }, ['general']],
  ['a label that no pool states is not judged', { nodeSelector: { disk: 'ssd' } }, ['general', 'soft']],
  ['a value that every pool of the label denies', { nodeSelector: { pool: 'genral' } }, []],
  ['a zone', { nodeSelector: { 'topology.kubernetes.io/zone': 'b' } }, ['general', 'soft']],
  ['a zone in which a pool is not', { nodeSelector: { 'topology.kubernetes.io/zone': 'c' } }, ['soft']],
  ['an architecture', { nodeSelector: { 'kubernetes.io/arch': 'arm64' } }, ['soft']],
  ['a toleration', { tolerations: [gpuToleration] }, ['general', 'gpu', 'soft']],
  ['a toleration of everything', { tolerations: [{ operator: 'Exists' }] }, ['general', 'gpu', 'soft']],
  ['a toleration of another effect', { tolerations: [{ ...gpuToleration, effect: 'NoExecute' }] }, ['general', 'soft']],
  [
    'any of several terms',
    matching(
      { key: 'pool', operator: 'In', values: ['soft'] },
      { key: 'pool', operator: 'In', values: ['general', 'x'] },
    ),
    ['general', 'soft'],
  ],
  ['a value that must not be', matching({ key: 'pool', operator: 'NotIn', values: ['soft'] }), ['general']],
  ['a label that must not be', matching({ key: 'pool', operator: 'DoesNotExist' }), []],
  ['an operator that is not judged', matching({ key: 'pool', operator: 'Gt', values: ['1'] }), ['general', 'soft']],
])('%s', (_what, spec, expected) => {
  expect(on(spec)).toEqual(expected);
});

test('a pod with the labels of a profile goes there and nowhere else, others never', () => {
  const all = { ...pools, fargate: { ...fargate({ podLabels: { compute: 'fargate' } }), taints: [] } };
  expect(on({}, { compute: 'fargate', app: 'a' }, all)).toEqual(['fargate']);
  expect(on({}, { app: 'a' }, all)).toEqual(['general', 'soft']);
});
