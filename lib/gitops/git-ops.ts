import { Construct } from 'constructs';
import type { KubernetesObject } from '../../imports/kubernetes';
import type { Derivation, Derived } from '../app/derivation';
import { Field } from '../problems';
import { application } from './application';
import { Target } from './contents';
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

  derive(): Derived {
    const targets = new Map<string, Target>();
    return {
      see: (object) => {
        if (object.cluster === undefined) return;
        const name = object.environment?.name ?? `cluster-${object.cluster}`;
        const target = targets.get(name) ?? new Target(object.cluster);
        targets.set(name, target);
        target.add(object);
      },
      files: () =>
        [...targets].map(([name, target]) => ({ path: `gitops/${name}`, objects: this.objects(name, target) })),
    };
  }

  /** One environment or cluster: its project, and an Application for each folder of its files. */
  private objects(name: string, target: Target): readonly KubernetesObject[] {
    const {
      repository,
      revision = 'main',
      path = 'dist',
      argoNamespace = 'argocd',
      destinations = {},
      automated = {},
    } = this.props;
    const destination = destinations[target.cluster] ?? { server: 'https://kubernetes.default.svc' };
    return [
      project(name, target.contents, repository, destination, argoNamespace),
      ...[...target.folders]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([folder, contents]) =>
          application({
            name: `${name}-${folder.endsWith('/runs') ? 'runs' : 'services'}`,
            project: name,
            folder: `${path}/${folder}`,
            contents,
            repository,
            revision,
            destination,
            automated: automated[name] ?? {},
            argoNamespace,
          }),
        ),
    ];
  }
}
