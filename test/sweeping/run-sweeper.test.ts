import { RunSweeper } from '../../lib';
import { environment, platform } from '../fixtures/environment';
import { objectsOf, only } from '../fixtures/workloads';

const image = 'registry.example.com/sweeper:0.1.0';

test('it may list and delete Jobs, reach the API server, and nothing else', () => {
  const objects = objectsOf((scope) => new RunSweeper(scope, 'sweeper', { image, keep: 5 }));
  expect(only(objects, 'Role')).toMatchObject({
    rules: [{ apiGroups: ['batch'], resources: ['jobs'], verbs: ['delete', 'get', 'list'] }],
  });
  expect(only(objects, 'NetworkPolicy').metadata.name).toBe('sweeper-to-api-server');
  expect(only(objects, 'CronJob').spec).toMatchObject({
    jobTemplate: {
      spec: {
        template: { spec: { automountServiceAccountToken: true, containers: [{ args: ['--keep', '5'], image }] } },
      },
    },
  });
});

test('it keeps at least the run that Git names, and needs the addresses of the API server', () => {
  expect(() => objectsOf((scope) => new RunSweeper(scope, 'sweeper', { image, keep: 0 }))).toThrow(/out-of-range/);
  const blind = { ...environment, platform: { ...platform, apiServer: undefined } };
  expect(() => objectsOf((scope) => new RunSweeper(scope, 'sweeper', { image }), { environment: blind })).toThrow(
    /missing-platform-fact/,
  );
});
