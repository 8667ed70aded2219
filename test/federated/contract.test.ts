import type { MlopsError, WorkloadProps } from '../../lib';
import { federationEngines } from '../../lib/federated/engines';
import { federationFeatures } from '../../lib/federated/federation-engine';
import { workloadCases } from '../contract/workload-cases';
import { federation, site } from '../fixtures/federations';
import { templateOf } from '../fixtures/workloads';

describe.each(federationEngines)('$name', (engine) => {
  /** The claim of a site is its data. */
  const made = ({ mounts: [data] = [], ...asks }: Partial<WorkloadProps>) =>
    site(federation({ engine }), { ...asks, ...(data !== undefined && { data }) });

  test.each(workloadCases)('a site carries $says', ({ asks, gives, expected }) => {
    const { spec } = templateOf(made(asks).objects.workload);
    const [main] = spec.containers;
    if (main === undefined) throw new Error('a pod without a container');
    // The site's own agent stands before the sidecars that are asked for.
    expect(gives(main, { ...spec, initContainers: spec.initContainers?.slice(1) })).toEqual(expected);
  });

  test.each(workloadCases)('a run carries $says', ({ asks, gives, expected }) => {
    const { spec } = templateOf(federation({ engine, ...asks }).objects.workload);
    const [main] = spec.containers;
    if (main === undefined) throw new Error('a pod without a container');
    expect(gives(main, spec)).toEqual(expected);
  });

  test('says only of known features that it has them', () => {
    expect(Object.keys(federationFeatures)).toEqual(expect.arrayContaining([...engine.supports]));
  });

  test('refuses pods whose fields it would lose, at the coordinator and at a site', () => {
    const bare = { ...engine, carries: [] };
    const codes = (make: () => unknown) => {
      try {
        make();
      } catch (error) {
        return [...new Set((error as MlopsError).codes)];
      }
      return [];
    };
    expect(codes(() => federation({ engine: bare }))).toEqual(['field-not-carried']);
    const fraud = federation({ engine });
    const joined = { federation: { ...fraud.federation, engine: bare } };
    expect(codes(() => site(fraud, { federation: joined }))).toEqual(['field-not-carried']);
  });
});
