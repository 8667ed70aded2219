import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import type { AppEnvironment } from '../../apps/environments/base';
import { buildApp } from '../../apps/main';
import type { Container, KubernetesObject, PodTemplate } from '../../imports/kubernetes';
import type { Environment, MlopsApp } from '../../lib';

const { MACHINE } = process.env;
if (MACHINE === undefined) throw new Error('these suites change routes and mounts: start them by npm run test:process');

/** The folder of a suite, in the memory of the machine that `isolated` makes, and gone with it. */
export const scratch = mkdtempSync(join(MACHINE, 'suite-'));

/** The objects of one environment of house prices, or of the app that `build` makes, as its files hold them. */
export class Emitted {
  private readonly objects: readonly KubernetesObject[];

  constructor(environment: AppEnvironment);
  constructor(environment: Environment, build: (folder: string) => MlopsApp);
  constructor(environment: Environment, build?: (folder: string) => MlopsApp) {
    const folder = join(scratch, 'dist');
    (build?.(folder) ?? buildApp(folder, [environment as AppEnvironment])).synth();
    const files = readdirSync(join(folder, environment.name), { recursive: true, encoding: 'utf8' });
    this.objects = files
      .filter((file) => file.endsWith('.yaml'))
      .flatMap((file) => loadAll(readFileSync(join(folder, environment.name, file), 'utf8')) as KubernetesObject[]);
  }

  /** The one object of a kind whose name is this, or begins so. */
  one<T = KubernetesObject>(kind: string, name: string): T & KubernetesObject {
    const named = (object: KubernetesObject) => object.metadata.name === name;
    const begins = (object: KubernetesObject) => object.metadata.name.startsWith(`${name}-`);
    const ofKind = this.objects.filter((object) => object.kind === kind);
    const found = ofKind.some(named) ? ofKind.filter(named) : ofKind.filter(begins);
    if (found.length !== 1) throw new Error(`${found.length} objects: ${kind} ${name}`);
    return found[0] as T & KubernetesObject;
  }

  /** The files of a ConfigMap. */
  files(name: string): Readonly<Record<string, string>> {
    return this.one<{ data: Record<string, string> }>('ConfigMap', name).data;
  }

  pod(kind: 'CronJob' | 'Deployment' | 'Job', name: string): PodTemplate {
    interface Workload {
      readonly spec: { readonly template?: PodTemplate; readonly jobTemplate?: { spec: { template: PodTemplate } } };
    }
    const { spec } = this.one<Workload>(kind, name);
    return spec.template ?? (spec.jobTemplate?.spec.template as PodTemplate);
  }
}

export function variable(container: Container | undefined, name: string): string {
  const value = container?.env?.find((each) => each.name === name)?.value;
  if (value === undefined) throw new Error(`no variable ${name}`);
  return value;
}
