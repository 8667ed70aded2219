import { kubectl } from './kubectl';
import { madeBeside } from './made';

const found = new Set<string>();

beforeAll(() => {
  const kinds = ['namespaces', 'clusterqueues', 'resourceflavors', 'workloadpriorityclasses'].join(',');
  for (const name of kubectl('get', kinds, '-o', 'name').split('\n')) found.add(name);
});

/** Suites share one control plane, in any order: each leaves its nodes empty. Hooks of a suite run later, those of its blocks before. */
afterAll(() => {
  const names = madeBeside(found);
  if (names.length > 0) kubectl('delete', '--ignore-not-found', '--timeout=120s', ...names);
});
