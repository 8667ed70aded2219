import { join } from 'node:path';
import { committed } from '../committed';
import { best, child, inFolder, isInstalled, program, type Run } from '../processes';
import { environments, type Size } from '../subjects/subject';
import { writeHelmChart, writeKustomization } from '../subjects/text-templates';
import { figures, ratio, table } from '../table';

type Measured = (Run & { readonly before?: boolean }) | undefined;

interface Tool {
  readonly name: string;
  /** Whether a size takes minutes. */
  readonly slow?: (size: Size) => boolean;
  readonly run: (size: Size) => Measured;
}

const sizes: readonly Size[] = [10, 100, 1000].flatMap((services) =>
  (['chart an environment', 'chart a service'] as const).map((layout) => ({ services, layout })),
);

/** Text templates know no charts: they have one figure a size. */
const once = ({ layout }: Size) => layout === 'chart an environment';

const helm: Tool['run'] = (size) =>
  once(size)
    ? inFolder((folder) => {
        writeHelmChart(folder, size.services);
        return sum(
          environments.map((environment) =>
            program(
              'helm',
              ['template', 'services', '.', '-f', `${environment}.yaml`, '--output-dir', `out/${environment}`],
              folder,
            ),
          ),
        );
      })
    : undefined;

function kustomize(command: readonly [string, ...string[]]): Tool['run'] {
  const [name, ...args] = command;
  return (size) =>
    once(size)
      ? inFolder((folder) => {
          writeKustomization(folder, size.services);
          return sum(
            environments.map((environment) =>
              program(name, [...args, join('overlays', environment), '-o', `${environment}.yaml`], folder),
            ),
          );
        })
      : undefined;
}

function sum(runs: readonly Run[]): Run {
  const cpus = runs.flatMap(({ cpu }) => cpu ?? []);
  const peaks = runs.flatMap(({ peak }) => peak ?? []);
  return {
    seconds: total(runs.map(({ seconds }) => seconds)),
    ...(cpus.length > 0 && { cpu: total(cpus) }),
    ...(peaks.length > 0 && { peak: Math.max(...peaks) }),
  };
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

function textTools(): readonly Tool[] {
  const tools: Tool[] = [];
  if (isInstalled('helm', 'version')) tools.push({ name: 'helm', run: helm });
  else process.stdout.write('helm is not installed: skipped\n');
  if (isInstalled('kustomize', 'version'))
    tools.push({ name: 'kustomize', slow: ({ services }) => services >= 1000, run: kustomize(['kustomize', 'build']) });
  else if (isInstalled('kubectl', 'kustomize', '--help'))
    tools.push({
      name: 'kubectl kustomize',
      slow: ({ services }) => services >= 1000,
      run: kustomize(['kubectl', 'kustomize']),
    });
  else process.stdout.write('kustomize is not installed: skipped\n');
  return tools;
}

const quadratic = ({ services, layout }: Size) => services >= 1000 && layout === 'chart a service';

const tools: readonly Tool[] = [
  { name: 'objects', run: (size) => child({ subject: 'mlopsObjects', size }) },
  { name: 'ModelServices', run: (size) => child({ subject: 'modelServices', size }) },
  { name: 'cdk8s', slow: quadratic, run: (size) => child({ subject: 'cdk8s', size }) },
  { name: 'plus-27', slow: quadratic, run: (size) => child({ subject: 'plus27', size }) },
];

/** Whole processes, from start to end: services in three environments, five objects each. */
export function services(slow: boolean): string {
  const all = [...tools, ...textTools()];
  const rows = sizes.map((size) => {
    const runs = all.map((tool) => measure(tool, size, slow));
    const cells = runs.map((run, index) => cell(run, index < 2 ? undefined : runs[0]));
    return [`${size.services} services, a ${size.layout}`, ...cells];
  });
  return table(['time / CPU time / memory, ratio', ...all.map(({ name }) => name)], rows);
}

function measure({ name, slow: isSlow, run }: Tool, size: Size, slow: boolean): Measured {
  if (slow || isSlow?.(size) !== true) return best(() => run(size));
  const before = committed[`${name}, ${size.services}, ${size.layout}`];
  return before === undefined ? undefined : { ...before, before: true };
}

function cell(run: Measured, ours: Measured): string {
  if (run === undefined) return '';
  return `${figures(run)}${ours === undefined ? '' : `, ${ratio(run, ours)}`}${run.before === true ? ' *' : ''}`;
}
