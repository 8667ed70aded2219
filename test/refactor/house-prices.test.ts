import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Claim, MlopsApp, MlopsChart, ModelService, TrainingJob } from '../../lib';
import { environment } from '../fixtures/environment';
import { service, training } from '../fixtures/workloads';

const root = resolve(__dirname, '../..');

/** Every file of the example, synthesised by another process in another folder. */
function synthesised(env: Record<string, string>): Record<string, string> {
  const outdir = mkdtempSync(join(tmpdir(), 'elsewhere-'));
  const program = `require(${JSON.stringify(join(root, 'apps/main.ts'))}).buildApp(${JSON.stringify(outdir)}).synth()`;
  execFileSync('node', ['--require', require.resolve('tsx/cjs'), '-e', program], {
    cwd: tmpdir(),
    env: { PATH: process.env.PATH, ...env },
  });
  const files = (readdirSync(outdir, { recursive: true }) as string[]).filter((file) => file.endsWith('.yaml')).sort();
  const texts = Object.fromEntries(files.map((file) => [file, readFileSync(join(outdir, file), 'utf8')]));
  rmSync(outdir, { recursive: true });
  return texts;
}

test('neither folder nor time zone nor locale changes a byte, and dist is what synth writes', () => {
  const here = synthesised({ TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' });
  expect(Object.keys(here).length).toBeGreaterThan(12);
  expect(here).toEqual(synthesised({ TZ: 'America/St_Johns', LANG: 'C' }));
  for (const [file, text] of Object.entries(here))
    expect([file, readFileSync(join(root, 'dist', file), 'utf8')]).toEqual([file, text]);
});

test('two instances of a chart in one namespace do not collide, and do not select each other', () => {
  const app = new MlopsApp();
  for (const instance of ['blue', 'green']) {
    const chart = new MlopsChart(app.in(environment), `models-${instance}`, { environment, instance });
    const disk = new Claim(chart, 'disk', { size: '1Gi', access: 'ReadWriteMany' });
    const train = new TrainingJob(chart, 'train', { ...training, produces: disk.model('m') });
    new ModelService(chart, 'serve', { ...service, model: train.output });
  }
  const selectors = app
    .finish()
    .filter(({ json }) => json.kind === 'Deployment')
    .map(({ json }) => json.spec);
  expect(selectors).toMatchObject(
    ['blue', 'green'].map((instance) => ({
      selector: {
        matchLabels: { 'app.kubernetes.io/name': `${instance}-serve`, 'app.kubernetes.io/instance': instance },
      },
    })),
  );
});
