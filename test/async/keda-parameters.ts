/** What KEDA 2.18 and newer reads of each trigger: its metadata, and the parameters that a TriggerAuthentication gives. */
interface Parameters {
  readonly metadata: readonly string[];
  readonly authentication: readonly string[];
}

/** @see https://github.com/kedacore/keda/tree/v2.18.0/pkg/scalers */
export const kedaParameters: Readonly<Record<string, Parameters>> = {
  'redis-streams': {
    metadata: [
      'address',
      'host',
      'port',
      'stream',
      'consumerGroup',
      'pendingEntriesCount',
      'streamLength',
      'lagCount',
      'activationLagCount',
      'databaseIndex',
      'enableTLS',
      'unsafeSsl',
    ],
    authentication: ['username', 'password', 'tls', 'ca', 'cert', 'key', 'keyPassword'],
  },
  rabbitmq: {
    metadata: [
      'host',
      'protocol',
      'queueName',
      'mode',
      'value',
      'activationValue',
      'vhostName',
      'useRegex',
      'excludeUnacknowledged',
      'pageSize',
      'operation',
      'timeout',
      'unsafeSsl',
    ],
    authentication: ['host', 'username', 'password', 'tls', 'ca', 'cert', 'key', 'keyPassword'],
  },
  kafka: {
    metadata: [
      'bootstrapServers',
      'consumerGroup',
      'topic',
      'partitionLimitation',
      'lagThreshold',
      'activationLagThreshold',
      'offsetResetPolicy',
      'allowIdleConsumers',
      'excludePersistentLag',
      'scaleToZeroOnInvalidOffset',
      'limitToPartitionsWithLag',
      'version',
      'sasl',
      'tls',
      'unsafeSsl',
    ],
    authentication: ['sasl', 'username', 'password', 'tls', 'ca', 'cert', 'key', 'keyPassword'],
  },
  'aws-sqs-queue': {
    metadata: [
      'queueURL',
      'queueLength',
      'activationQueueLength',
      'awsRegion',
      'awsEndpoint',
      'scaleOnInFlight',
      'scaleOnDelayed',
    ],
    authentication: ['awsAccessKeyID', 'awsSecretAccessKey', 'awsSessionToken', 'awsRoleArn'],
  },
};
