import { Construct } from 'constructs';
import type { KubernetesObject } from '../../imports/kubernetes';
import type { Derivation, DerivedFile } from '../app/derivation';
import type { FinishedObject } from '../app/finished';
import { Field } from '../problems';
import { application } from './application';
import { type GitOpsProps, gitOpsProps } from './git-ops-props';
import { project } from './project';

/**
 * Argo CD projects and Applications for each environment and cluster, derived from what was emitted. Plain cdk8s charts
 * belong to neither, so no Application syncs their files.
 */
export class GitOps extends Construct implements Derivation {
  /** @throws MlopsError for malformed props */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: GitOpsProps,
  ) {
    super(scope, id);
    const field = Field.of(this);
    gitOpsProps(props, field);
    field.throwIfAny();
  }

  derive(finished: readonly FinishedObject[]): readonly DerivedFile[] {
    const targets = new Map<string, FinishedObject[]>();
    for (const object of finished) {
      if (object.cluster === undefined) continue;
      const target = object.environment?.name ?? `cluster-${object.cluster}`;
      targets.set(target, [...(targets.get(target) ?? []), object]);
    }
    return [...targets].map(([target, objects]) => ({
      path: `gitops/${target}`,
      objects: this.target(target, objects),
    }));
  }

  /** One environment or cluster: its project, and an Application for each folder of its files. */
  private target(target: string, finished: readonly FinishedObject[]): readonly KubernetesObject[] {
    const {
      repository,
      revision = 'main',
      path = 'dist',
      argoNamespace = 'argocd',
      destinations = {},
      automated = {},
    } = this.props;
    const destination = destinations[finished[0]?.cluster ?? ''] ?? { server: 'https://kubernetes.default.svc' };
    const folders = [...new Set(finished.map(({ file }) => folderOf(file)))].sort();
    return [
      project(target, finished, repository, destination, argoNamespace),
      ...folders.map((folder) =>
        application({
          name: `${target}-${folder.endsWith('/runs') ? 'runs' : 'services'}`,
          project: target,
          folder: `${path}/${folder}`,
          finished: finished.filter(({ file }) => folderOf(file) === folder),
          repository,
          revision,
          destination,
          automated: automated[target] ?? {},
          argoNamespace,
        }),
      ),
    ];
  }
}

function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/'));
}
