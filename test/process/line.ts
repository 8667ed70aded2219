import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import type { Container, KubernetesObject, PodTemplate } from '../../imports/kubernetes';
import {
  Claim,
  type Environment,
  FederatedTraining,
  FederationSite,
  type HasFederation,
  MlopsApp,
  MlopsChart,
  peer,
} from '../../lib';
import { platform } from '../fixtures/environment';

/** Sites with the users of their pods and the number of their rows; the third is on nobody's list. */
export const sites = {
  'hospital-a': { user: 20_001, rows: 40 },
  'hospital-b': { user: 20_002, rows: 60 },
  'hospital-c': { user: 20_003, rows: 10 },
} as const;
export type Site = keyof typeof sites;
export const listed: readonly Site[] = ['hospital-a', 'hospital-b'];
export const coordinatorHosts = ['line-coordinator', 'line-coordinator.hub.svc'];

type Pair = readonly [number, number];

/** Each site has another part of the line y = 3x + 1, shaken a little. */
export function points(site: Site): readonly Pair[] {
  const { rows } = sites[site];
  return Array.from({ length: rows }, (_, index) => {
    const x = listed.indexOf(site) + index / rows;
    return [x, 3 * x + 1 + Math.sin(index)];
  });
}

/** One step of gradient descent from a line over the points of one site. */
function step([slope, base]: Pair, data: readonly Pair[], rate: number): Pair {
  const errors = data.map(([x, y]) => x * slope + base - y);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return [
    slope - rate * 2 * mean(errors.map((error, index) => error * (data[index]?.[0] ?? 0))),
    base - rate * 2 * mean(errors),
  ];
}

/** What federated averaging must come to, computed here with all data at hand. */
export function averaged(rounds: number, rate: number): Pair {
  const all = listed.reduce((sum, site) => sum + sites[site].rows, 0);
  let line: Pair = [0, 0];
  for (let round = 0; round < rounds; round++) {
    const from = line;
    const learnt = listed.map((site) => ({ weight: sites[site].rows / all, line: step(from, points(site), rate) }));
    const sum = (index: 0 | 1) => learnt.reduce((total, { weight, line: one }) => total + weight * one[index], 0);
    line = [sum(0), sum(1)];
  }
  return line;
}

/** The federation and three sites as YAML, each site in a namespace of its own. */
export function synthesised(
  folder: string,
  publicKeys: Readonly<Record<string, string>>,
  rounds: number,
  rate: number,
): readonly KubernetesObject[] {
  const outdir = mkdtempSync(join(folder, 'dist-'));
  const app = new MlopsApp({ outdir });
  const compute = { cpu: '500m', memory: '1Gi' };
  const image = 'registry.example.com/line:1.0';
  const hub: Environment = { name: 'hub', namespace: 'hub', platform };
  const chart = new MlopsChart(app.in(hub), 'line', { environment: hub });
  const line = new FederatedTraining(chart, 'line', {
    image,
    compute,
    config: { rounds, 'learning-rate': rate },
    sites: publicKeys,
    tls: { certificate: 'line-certificate', authority: 'line-authority' },
    produces: new Claim(chart, 'models', { size: '1Gi', access: 'ReadWriteMany' }).model('line'),
  });
  for (const [site, { user }] of Object.entries(sites)) {
    const environment: Environment = { name: site, namespace: site, platform };
    const own = new MlopsChart(app.in(environment), 'site', { environment });
    new FederationSite(own, site, {
      federation: site in publicKeys ? line : elsewhere,
      image,
      compute,
      data: new Claim(own, 'data', { size: '1Gi' }).at('/data', { readOnly: true }),
      tls: { authority: 'line-authority' },
      key: 'key',
      runAs: { user },
    });
  }
  app.synth();
  const files = (readdirSync(outdir, { recursive: true }) as string[]).filter((file) => file.endsWith('.yaml'));
  return files.flatMap((file) => loadAll(readFileSync(join(outdir, file), 'utf8')) as KubernetesObject[]);
}

/** What a site believes that is on nobody's list: its program does not know the list. */
const elsewhere: HasFederation = FederatedTraining.reference({
  name: 'line',
  host: 'line-coordinator.hub.svc',
  at: peer({ name: 'line-coordinator', labels: { app: 'line' }, namespace: 'hub', ports: [9092] }),
});

export function named(objects: readonly KubernetesObject[], kind: string, name: RegExp): KubernetesObject {
  const [found, ...others] = objects.filter((one) => one.kind === kind && name.test(one.metadata.name));
  if (found === undefined || others.length > 0) throw new Error(`not one ${kind} ${name}`);
  return found;
}

export function podOf({ spec }: KubernetesObject): PodTemplate {
  return (spec as { template: PodTemplate }).template;
}

export function containerOf({ spec }: PodTemplate, name: string): Container {
  const found = [...(spec.initContainers ?? []), ...spec.containers].find((container) => container.name === name);
  if (found === undefined) throw new Error(`no container ${name}`);
  return found;
}
