import { App } from 'cdk8s';
import { Construct } from 'constructs';
import { defaultPolicies } from '../policies/packs';
import type { Policy } from '../policies/policy';
import { describe, Field, MlopsError, type Problem } from '../problems';
import { fileCollision } from './checks/file-collision';
import { chosenPaths } from './chosen';
import type { Environment } from './environment';
import type { FinishedObject } from './finished';
import { IdentityLock } from './identity-lock';
import { Inspection } from './inspection';
import { inOrder } from './order';
import { Output } from './output/output';
import type { PlacedObject } from './placed-object';
import { byFile, placed } from './placing';
import type { SynthOptions, SynthResult } from './synth-result';
import { takeover } from './takeover';
import { type Tree, walk } from './tree';
import { yamlTexts } from './yaml/yaml-text';

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
    const tree = walk(this);
    const { ordered, problems } = placed(this, tree);
    const inspection = this.inspection(ordered, this.lock());
    const finished = new Map(ordered.map((object) => [object, object.finished()]));
    for (const objects of byFile(ordered).values()) {
      for (const object of objects) inspection.see(finished.get(object) as FinishedObject, true);
    }
    this.conclude(inspection, tree, problems);
    return [...finished.values()];
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
    const tree = walk(this);
    const { ordered, problems } = placed(this, tree);
    const lock = this.lock();
    const inspection = this.inspection(ordered, lock);
    const chosen = chosenPaths(ordered, only);
    const output = new Output(this.outdir);
    const derived = tree.derivations.map((derivation) => derivation.derive());
    try {
      const files = byFile(ordered);
      let done = 0;
      for (const [path, objects] of files) {
        const file = chosen(path) ? output.open(path) : undefined;
        for (const object of objects) {
          const finished = object.finished();
          inspection.see(finished, file !== undefined);
          for (const each of derived) each.see(finished);
          file?.add(finished.json, object.plain);
        }
        file?.close();
        progress(++done, files.size);
      }
      this.conclude(inspection, tree, problems);
      for (const warning of this.warnings) process.stderr.write(`warning: ${describe(warning)}\n`);
      for (const { path, objects } of derived.flatMap((each) => each.files())) {
        if (!chosen(path)) continue;
        const file = output.open(path);
        for (const object of inOrder(objects)) file.add(object);
        file.close();
      }
      const result = output.commit(chosen);
      lock?.write();
      return result;
    } finally {
      output.discard();
    }
  }

  /** The text of all files, one after another, as `cdk8s synth --stdout` prints it. */
  override synthYaml(): string {
    return yamlTexts(this.finish().map(({ json }) => json));
  }

  private lock(): IdentityLock | undefined {
    const { identityLock } = this.props;
    return identityLock === undefined ? undefined : new IdentityLock(identityLock);
  }

  private inspection(coming: readonly PlacedObject[], lock: IdentityLock | undefined): Inspection {
    const { policies = defaultPolicies, today } = this.props;
    return new Inspection({ policies, today, lock }, coming);
  }

  /** Throws everything that is wrong. */
  private conclude(inspection: Inspection, { invalid, charts }: Tree, before: readonly Problem[]): void {
    const problems = [...fileCollision(charts), ...before, ...inspection.problems()];
    this.warnings = inspection.warnings;
    if (invalid.length > 0 || problems.length > 0) throw new MlopsError(problems, invalid);
  }
}
