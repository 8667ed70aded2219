import type { Construct } from 'constructs';
import { MlopsChart } from '../app/mlops-chart';
import { emit } from '../kinds/emit';
import { Field } from '../problems';
import { localQueues } from '../queueing/local-queues';
import { teamLabel } from '../vocabulary/labels';
import { nameOf } from '../vocabulary/named';
import { claimTemplates } from './claim-templates';
import { isolation } from './isolation';
import { limitRange, resourceQuota } from './quota';
import { workspaceRoles } from './roles';
import { checkWorkspace, type WorkspaceProps } from './workspace-spec';

/** A namespace of an environment or a team: closed, limited, and with roles for its people. */
export class Workspace extends MlopsChart {
  /** Name of the namespace, for the charts in it. */
  readonly namespaceName: string;

  /** @throws MlopsError with everything wrong in the props */
  constructor(scope: Construct, id: string, props: WorkspaceProps) {
    const field = Field.of(scope.node.path === '' ? id : `${scope.node.path}/${id}`);
    checkWorkspace(props, field);
    field.throwIfAny();
    const { environment, team, quota, containerDefaults = {}, queues = {}, groups = {} } = props;
    const namespace =
      props.namespace ?? (team === undefined ? environment.namespace : `${environment.namespace}-${team}`);
    super(scope, id, { environment, namespace });
    this.namespaceName = namespace;
    this.namespaceObject(props);
    this.defaultAccount(props);
    resourceQuota(this, quota, environment.platform);
    claimTemplates(this, quota, environment.platform);
    limitRange(this, containerDefaults);
    for (const queue of localQueues(queues)) emit(this, `Queue-${queue.metadata.name}`, queue);
    isolation(this, environment.platform);
    workspaceRoles(this, groups, environment.platform);
  }

  /** Sorts before the charts of its environment. */
  override get outputPath(): string {
    return `${this.environment.name}/_${this.node.id}`;
  }

  /** @see https://kubernetes.io/docs/concepts/security/pod-security-admission/ */
  private namespaceObject({ team, podSecurity = 'restricted' }: WorkspaceProps): void {
    const { name, platform } = this.environment;
    const levels = ['audit', 'enforce', 'warn'].flatMap((mode) => [
      [`pod-security.kubernetes.io/${mode}`, podSecurity],
      [`pod-security.kubernetes.io/${mode}-version`, `v${platform.kubernetes}`],
    ]);
    emit(this, 'Namespace', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: this.namespaceName,
        labels: {
          ...Object.fromEntries(levels),
          'mlops.cdk8s.io/environment': name,
          ...(team !== undefined && { [teamLabel]: team }),
        },
      },
    });
  }

  /** Pods that name no account get neither a token nor anything else but pulled images. */
  private defaultAccount({ pullSecrets = this.environment.platform.pullSecrets ?? [] }: WorkspaceProps): void {
    emit(this, 'DefaultAccount', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'default' },
      automountServiceAccountToken: false,
      ...(pullSecrets.length > 0 && { imagePullSecrets: pullSecrets.map((secret) => ({ name: nameOf(secret) })) }),
    });
  }
}
