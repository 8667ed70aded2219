import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { App, Yaml } from 'cdk8s';
import { Construct } from 'constructs';
import type { KubernetesObject } from '../../imports/kubernetes';
import { applyPolicies } from '../policies/apply';
import { defaultPolicies } from '../policies/packs';
import type { Policy } from '../policies/policy';
import { describe, Field, MlopsError, type Problem } from '../problems';
import { appChecks } from './checks';
import { fileCollision } from './checks/file-collision';
import { unknownKind } from './checks/unknown-kind';
import { isDerivation } from './derivation';
import type { Environment } from './environment';
import { byFile, finishedObjects } from './finish';
import type { FinishedObject } from './finished';
import { compareLock } from './identity-lock';
import { inOrder } from './order';
import type { SynthOptions, SynthResult } from './synth-result';
import { takeover } from './takeover';
import { writeFiles } from './write';

export interface MlopsAppProps {
  /** Folder of the files. @default CDK8S_OUTDIR, which `cdk8s synth` sets, else 'dist' */
  readonly outdir?: string;
  /** File of the identity lock, beside the output folder and committed. @default none: identities may change */
  readonly identityLock?: string;
  /** Today, as `2026-11-24`, for waivers that expire; CI passes it. @default expiry is not checked */
  readonly today?: string;
  /** Policies over all objects. @default defaultPolicies */
  readonly policies?: readonly Policy[];
}

/** An app of environments and clusters: checks the whole, then writes it, one file a chart. */
export class MlopsApp extends App {
  /** What passed and deserves a look; complete after `finish()`. */
  warnings: readonly Problem[] = [];
  private readonly scopes = new Map<string, { environment: Environment; scope: Construct }>();

  constructor(private readonly props: MlopsAppProps = {}) {
    super({ outdir: props.outdir });
  }

  /**
   * The scope of an environment's charts, named as the environment.
   * @throws MlopsError `duplicate-name` when another environment has the name
   */
  in(environment: Environment): Construct {
    const known = this.scopes.get(environment.name);
    if (known === undefined) {
      const scope = new Construct(this, environment.name);
      this.scopes.set(environment.name, { environment, scope });
      return scope;
    }
    if (known.environment !== environment) {
      const field = Field.of('app');
      field.problem('duplicate-name', {
        got: `environment '${environment.name}' twice`,
        allowed: 'one environment a name',
        remedy: 'rename one of them',
      });
      field.throwIfAny();
    }
    return known.scope;
  }

  /**
   * All objects as they will be written, after every check of constructs and of the whole app.
   * @throws MlopsError with everything that is wrong
   */
  finish(): readonly FinishedObject[] {
    const invalid = this.node.findAll().flatMap(({ node }) => node.validate().map((text) => `${node.path}: ${text}`));
    const finished = finishedObjects(this);
    const { identityLock, policies = defaultPolicies, today } = this.props;
    const problems = [
      ...fileCollision(this),
      ...appChecks.flatMap((check) => check(finished)),
      ...applyPolicies(policies, finished, today),
      ...(identityLock === undefined ? [] : compareLock(identityLock, finished).problems),
    ];
    this.warnings = unknownKind(finished);
    if (invalid.length > 0 || problems.length > 0) throw new MlopsError(problems, invalid);
    return finished;
  }

  /**
   * Writes every file, once every check has passed; files of an earlier synth that are no more are removed. Where a
   * command runs the app, it decides.
   * @throws MlopsError with everything that is wrong, `not-allowed` for an environment that the app does not have
   */
  override synth(options: SynthOptions = {}): SynthResult {
    const write = (changes: SynthOptions = {}) => this.write({ ...options, ...changes });
    const command = takeover();
    return command === undefined ? write() : command(this, write);
  }

  private write({ only, progress = () => {} }: SynthOptions): SynthResult {
    const finished = this.finish();
    const environments = new Set(finished.flatMap(({ environment }) => environment?.name ?? []));
    for (const warning of this.warnings) process.stderr.write(`warning: ${describe(warning)}\n`);
    checkOnly(only ?? [], environments);
    const chosen = (path: string) => only === undefined || only.includes(path.slice(0, path.indexOf('/')));
    const files = new Map<string, readonly KubernetesObject[]>();
    for (const [file, objects] of byFile(finished))
      files.set(
        file,
        objects.map(({ json }) => json),
      );
    for (const derivation of this.node.findAll().filter(isDerivation)) {
      for (const { path, objects } of derivation.derive(finished))
        files.set(
          path,
          inOrder(objects, (object) => object),
        );
    }
    const wanted = [...files].filter(([path]) => chosen(path));
    const texts = new Map<string, string>();
    for (const [path, objects] of wanted) {
      texts.set(path, textOf(objects));
      progress(texts.size, wanted.length);
    }
    const result = writeFiles(this.outdir, texts, chosen);
    this.writeLock(finished, only);
    return { ...result, objects: wanted.reduce((sum, [, objects]) => sum + objects.length, 0) };
  }

  /** The text of all files, one after another, as `cdk8s synth --stdout` prints it. */
  override synthYaml(): string {
    return textOf(this.finish().map(({ json }) => json));
  }

  private writeLock(finished: readonly FinishedObject[], only: readonly string[] | undefined): void {
    const { identityLock } = this.props;
    if (identityLock === undefined) return;
    const written = finished.filter(
      ({ environment }) => only === undefined || (environment !== undefined && only.includes(environment.name)),
    );
    const { text } = compareLock(identityLock, finished, written);
    if (!existsSync(identityLock) || readFileSync(identityLock, 'utf8') !== text) writeFileSync(identityLock, text);
  }
}

function checkOnly(only: readonly string[], environments: ReadonlySet<string>): void {
  const field = Field.of('synth').at('only');
  for (const [index, name] of only.entries()) {
    if (environments.has(name)) continue;
    field.at(index).problem('not-allowed', {
      got: name,
      allowed: [...environments].sort().join(', ') || 'nothing: the app has no environment with objects',
      remedy: 'name an environment of the app',
    });
  }
  field.throwIfAny();
}

function textOf(objects: readonly KubernetesObject[]): string {
  return Yaml.stringify(...objects);
}
