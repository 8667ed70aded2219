import { kafka, outside, peer, type Queue, rabbitmq, redis, sqs } from '../../lib';

export const server = (name: string, port: number, namespace?: string) =>
  peer({ name, labels: { app: name }, ports: [port], ...(namespace !== undefined && { namespace }) });

export const aws = outside('sqs', ['198.51.100.0/24']);
const user = { username: { secret: 'broker', key: 'user' }, password: { secret: 'broker', key: 'password' } };
export const prices = {
  address: 'redis:6379',
  stream: 'prices',
  group: 'workers',
  at: server('redis', 6379),
} as const;
export const sqsPrices = {
  url: 'https://sqs.eu-west-1.amazonaws.com/123456789012/prices',
  at: aws,
  visibility: '10m',
} as const;
export const topic = {
  brokers: 'kafka-a:9092,kafka-b:9092',
  topic: 'prices',
  group: 'workers',
  at: server('kafka', 9092),
} as const;

/** Each kind of queue, plain and with all of its settings. */
export const queues: Readonly<Record<string, Queue>> = {
  redis: redis(prices),
  'redis with all': redis({ ...prices, credentials: user, tls: true, database: 3, visibility: '5m' }),
  'redis with a password alone': redis({ ...prices, credentials: { password: user.password } }),
  rabbitmq: rabbitmq({ address: 'rabbitmq:5672', queue: 'prices', at: server('rabbitmq', 5672), credentials: user }),
  'rabbitmq with all': rabbitmq({
    address: 'mq.example.com:5671',
    queue: 'prices',
    at: outside('mq', ['203.0.113.7/32'], [5671]),
    credentials: user,
    vhost: 'team/prices',
    tls: true,
  }),
  kafka: kafka(topic),
  'kafka with all': kafka({ ...topic, partitions: 12, login: { mechanism: 'scram_sha512', ...user }, tls: true }),
  sqs: sqs(sqsPrices),
  'sqs with a key': sqs({
    ...sqsPrices,
    key: { id: { secret: 'aws', key: 'id' }, key: { secret: 'aws', key: 'key' } },
  }),
};
