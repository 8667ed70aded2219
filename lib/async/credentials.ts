import type { TriggerAuthenticationSpec } from '../../imports/keda';
import { type Check, record, required } from '../shape';
import { nameOf } from '../vocabulary/named';
import { type SecretKey, secretKey } from './queue';

/** User and password of a broker, each a key of a Secret: QUEUE_USERNAME and QUEUE_PASSWORD. */
export interface Credentials {
  /** @default none: the broker knows a password alone */
  readonly username?: SecretKey;
  readonly password: SecretKey;
}

export const credentials: Check<Credentials> = record<Credentials>({
  username: secretKey,
  password: required(secretKey),
});

/** For brokers whose passwords are those of users. */
export const userCredentials: Check<Credentials> = (given, field) => {
  credentials(given, field);
  if (given?.username === undefined) {
    field.at('username').problem('missing-prop', {
      got: given?.username,
      allowed: 'a user beside the password',
      remedy: "give username: { secret: 'broker', key: 'username' }",
    });
  }
};

/** The variables of the program. */
export function credentialVariables(given: Credentials | undefined): Readonly<Record<string, SecretKey>> {
  if (given === undefined) return {};
  const { username, password } = given;
  return { ...(username !== undefined && { QUEUE_USERNAME: username }), QUEUE_PASSWORD: password };
}

/** The same for KEDA, which reads the Secrets itself. */
export function credentialParameters(given: Credentials | undefined): TriggerAuthenticationSpec | undefined {
  if (given === undefined) return undefined;
  const { username, password } = given;
  return {
    secretTargetRef: [
      ...(username === undefined ? [] : [reference('username', username)]),
      reference('password', password),
    ],
  };
}

/** One parameter of KEDA, from a key of a Secret. */
export function reference(parameter: string, { secret, key }: SecretKey) {
  return { parameter, name: nameOf(secret), key } as const;
}
