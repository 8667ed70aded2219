import { type Duration, duration } from '../../duration';
import { type Check, record, required, text } from '../../shape';
import { value } from '../../value';
import { type Outside, outsideCheck } from '../../vocabulary/access';
import { openAddress } from '../../vocabulary/address';
import { reference } from '../credentials';
import { type Queue, type SecretKey, secretKey } from '../queue';

/** An access key of AWS: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. */
export interface AwsKey {
  readonly id: SecretKey;
  readonly key: SecretKey;
}

export interface SqsOptions {
  /** Address of the queue, such as `https://sqs.eu-west-1.amazonaws.com/123456789012/prices`. */
  readonly url: string;
  /** Addresses of SQS, for the network policy. */
  readonly at: Outside;
  /** How long SQS hides a message that a worker has, as the queue is set up. */
  readonly visibility: Duration;
  /** AWS_REGION. @default the region in the address */
  readonly region?: string;
  /** @default pod identity: KEDA reads the queue as itself, the program as its `identity.cloudRole` */
  readonly key?: AwsKey;
}

const queueAddress: Check<string> = openAddress((candidate, field) => {
  if (typeof candidate === 'string' && /^https?:\/\/[^/\s@]+\/[^/\s]+\/[\w.-]+$/.test(candidate)) return;
  field.problem('not-allowed', {
    got: candidate,
    allowed: 'an address such as https://sqs.eu-west-1.amazonaws.com/123456789012/prices',
    remedy: 'give the address that SQS shows for the queue',
  });
});

const shape: Check<SqsOptions> = record<SqsOptions>(
  {
    url: required(queueAddress),
    at: required(outsideCheck),
    visibility: required(duration),
    region: text,
    key: record<AwsKey>({ id: required(secretKey), key: required(secretKey) }),
  },
  ({ url, region }, field) => {
    if (region !== undefined || regionOf(url) !== '') return;
    field.at('region').problem('missing-prop', { got: region, allowed: 'a region', remedy: "give 'region'" });
  },
);

function regionOf(url: string): string {
  return /\/\/sqs\.([a-z0-9-]+)\./.exec(url)?.[1] ?? '';
}

/**
 * A queue of Amazon SQS. KEDA counts the messages that wait and those in hand.
 * @see https://keda.sh/docs/2.20/scalers/aws-sqs/
 */
export function sqs(options: SqsOptions): Queue {
  const { at, visibility, key } = options;
  const url = String(options.url);
  const region = options.region ?? regionOf(url);
  return value('queue', {
    kind: 'sqs',
    name: url.slice(url.lastIndexOf('/') + 1),
    url,
    at,
    variables: { AWS_REGION: region },
    secrets: { ...(key !== undefined && { AWS_ACCESS_KEY_ID: key.id, AWS_SECRET_ACCESS_KEY: key.key }) },
    visibility,
    keepsKeys: false,
    authentication:
      key === undefined
        ? { podIdentity: { provider: 'aws' } }
        : { secretTargetRef: [reference('awsAccessKeyID', key.id), reference('awsSecretAccessKey', key.key)] },
    trigger: (backlog: number) => ({
      type: 'aws-sqs-queue',
      metadata: { queueURL: url, queueLength: String(backlog), awsRegion: region, scaleOnInFlight: 'true' },
    }),
    check: (field) => shape(options, field),
  } satisfies Queue);
}
