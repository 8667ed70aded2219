import { kubectl } from './kubectl';
import { madeBeside } from './made';
import { standingNamespaces } from './namespaces';

const found = new Set<string>();

beforeAll(() => {
  const kinds = ['clusterqueues', 'resourceflavors', 'workloadpriorityclasses'].join(',');
  const others = kubectl('get', kinds, '-o', 'name').split('\n');
  for (const name of [...standingNamespaces(), ...others]) found.add(name);
});

/**
 * Suites share one control plane, in any order: each leaves its nodes empty. Hooks of a suite run later, those of its blocks
 * before. A namespace takes its time to end, with nothing on the nodes any more: nobody waits for it.
 */
afterAll(() => {
  const names = madeBeside(found);
  const namespaces = names.filter((name) => name.startsWith('namespace/'));
  const others = names.filter((name) => !namespaces.includes(name));
  if (namespaces.length > 0) kubectl('delete', '--ignore-not-found', '--wait=false', ...namespaces);
  for (const name of namespaces) {
    kubectl('delete', 'pods', '--all', '--force', '--timeout=120s', '-n', name.replace('namespace/', ''));
  }
  if (others.length > 0) kubectl('delete', '--ignore-not-found', '--timeout=120s', ...others);
});
