import { roomOf } from '../../lib/queueing/room';
import { platform, queues } from './platform';

const gpus = (queue: string, all = queues) => {
  const { own, lent } = roomOf({ resource: 'nvidia.com/gpu', pool: 'h100', queue }, all, platform.pools ?? {});
  return [own / 1000n, lent / 1000n];
};

test('a queue has its own, and what the others of its cohort lend, up to its limit', () => {
  expect(gpus('research')).toEqual([16n, 8n]);
  expect(gpus('teaching')).toEqual([8n, 4n]);
  expect(gpus('lonely')).toEqual([0n, 0n]);
});

test('cohorts of one tree lend to each other', () => {
  const other = { pools: { h100: { cpu: '1', memory: '1Gi', gpus: 2 } }, cohort: 'arts' };
  const all = { ...queues, clusterQueues: { ...queues.clusterQueues, other } };
  expect(gpus('teaching', all)).toEqual([8n, 4n]);
  expect(gpus('teaching', { ...all, cohorts: { ...queues.cohorts, arts: { parent: 'university' } } })).toEqual([
    8n,
    6n,
  ]);
});
