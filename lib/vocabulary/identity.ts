import type { Platform } from '../platform/platform';
import type { Field } from '../problems';
import { anyText, type Check, flag, listOf, record, required, text } from '../shape';
import { type Named, named } from './named';

/** What an account may do in its namespace. @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/ */
export interface AccountRule {
  /** API groups; the empty text is the core group. */
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** As whom the pods act. */
export interface Identity {
  /** An existing service account. @default one of its own, named as the construct */
  readonly account?: Named;
  /** Role in the cloud, such as an ARN; written as the annotation that the platform names. @default none */
  readonly cloudRole?: string;
  /** What the account may do in the cluster; mounts its token. @default nothing, and no token */
  readonly rules?: readonly AccountRule[];
  /** Whether the token is mounted. @default true with rules, else false */
  readonly token?: boolean;
}

const shape = record<Identity>(
  {
    account: named,
    cloudRole: text,
    rules: listOf(
      record<AccountRule>({
        apiGroups: required(listOf(anyText, 1)),
        resources: required(listOf(text, 1)),
        verbs: required(listOf(text, 1)),
      }),
      1,
    ),
    token: flag,
  },
  ({ account, cloudRole, rules }, field) => {
    if (account !== undefined && (cloudRole !== undefined || rules !== undefined)) {
      field.problem('not-allowed', {
        got: 'account with cloudRole or rules',
        allowed: 'either',
        remedy: 'give the roles where the account is made',
      });
    }
  },
);

export const identity: Check<Identity> = shape;

export function identityOnPlatform({ cloudRole }: Identity, platform: Platform, field: Field): void {
  if (cloudRole !== undefined && platform.cloudRoleAnnotation === undefined) {
    field.at('cloudRole').problem('missing-platform-fact', {
      got: cloudRole,
      allowed: 'a platform with cloudRoleAnnotation',
      remedy: "state platform.cloudRoleAnnotation, such as 'eks.amazonaws.com/role-arn'",
    });
  }
}
