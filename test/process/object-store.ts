import { execFileSync, spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { scratch } from './emitted';
import { eventually } from './eventually';
import { python } from './images';
import { machine } from './pod';

const port = 5000;

/** What the Secret of the data programs holds. */
export const credentials = {
  AWS_ENDPOINT_URL: `http://${machine}:${port}`,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_DEFAULT_REGION: 'us-east-1',
};

/** A file of invented houses. */
export function houses(...options: readonly string[]): string {
  const file = join(scratch, 'houses.csv');
  const generator = resolve(__dirname, '../../apps/house-prices/programs/generate_data.py');
  execFileSync(python, [generator, '--output', file, ...options]);
  return file;
}

/** An S3 server on this machine that holds the file at each of the addresses; it ends with the suite. */
export async function objectStore(file: string, ...addresses: readonly string[]): Promise<void> {
  spawn(python, ['-m', 'moto.server', '-H', machine, '-p', String(port)], { stdio: 'ignore' });
  await eventually('the object store answers', async () => (await fetch(credentials.AWS_ENDPOINT_URL)).ok || undefined);
  const upload = `
import sys, boto3
client = boto3.client("s3")
for address in sys.argv[2:]:
    bucket, _, key = address.removeprefix("s3://").partition("/")
    client.create_bucket(Bucket=bucket)
    client.upload_file(sys.argv[1], bucket, key)`;
  execFileSync(python, ['-c', upload, file, ...addresses], { env: credentials });
}
