import { rmSync } from 'node:fs';
import { compiledPackage, project } from '../fixtures/package';
import { appOf, filesIn, reportIn, run } from './command-line';

jest.setTimeout(60_000);

const compiled = compiledPackage();
afterAll(() => rmSync(compiled, { recursive: true }));

function check(main: string, args: readonly string[] = []) {
  const folder = project(compiled, { 'main.js': main });
  const ended = run(compiled, folder, ['check', '--app', 'main.js', ...args]);
  const files = filesIn(folder);
  rmSync(folder, { recursive: true });
  return { ...ended, files };
}

test('check runs every check and writes nothing', () => {
  const lock = "{ identityLock: 'lock.yaml' }";
  const { code, stdout, files } = check(appOf('app.synth();', lock));
  expect([code, files]).toEqual([0, []]);
  expect(stdout).toMatch(/^no problems in 2 objects, 0 warnings/);
});

test('check fails for what only the whole app shows', () => {
  const twin = appOf("new Claim(chart, 'twin', { name: 'houses', size: '1Gi' }); app.synth();");
  expect(check(twin)).toMatchObject({ code: 1, stdout: '', files: [] });
  expect(reportIn(check(twin, ['--json'])).problems.map(({ code }) => code)).toEqual(['duplicate-identity']);
});

test('check tells warnings, which pass', () => {
  const thing =
    "new (require('cdk8s').ApiObject)(chart, 'x', { apiVersion: 'e.com/v1', kind: 'X', metadata: { name: 'x' } });";
  const { code, stdout, stderr } = check(appOf(`${thing} app.synth();`));
  expect(code).toBe(0);
  expect(stdout).toContain('1 warnings');
  expect(stderr).toMatch(/^warning: dev\/data\/x: .*\[unknown-kind\]\n$/);
});
