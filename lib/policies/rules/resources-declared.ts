import { containersOf } from '../containers';
import type { Policy } from '../policy';

const requested = ['cpu', 'memory', 'ephemeral-storage'];
const limited = ['memory', 'ephemeral-storage'];

export const resourcesDeclared: Policy = {
  name: 'resources-declared',
  why: 'a pod without requests is placed blindly, and one without limits takes its neighbours down',
  check: (object, kind) =>
    containersOf(object, kind).flatMap(({ name, resources = {} }) => {
      const missing = [
        ...requested.filter((key) => resources.requests?.[key] === undefined).map((key) => `requests.${key}`),
        ...limited.filter((key) => resources.limits?.[key] === undefined).map((key) => `limits.${key}`),
      ];
      return missing.length === 0
        ? []
        : [
            {
              got: `container '${name}' without ${missing.join(', ')}`,
              allowed: 'all of them',
              remedy: 'declare them',
            },
          ];
    }),
};
