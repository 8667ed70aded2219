import { createRequire } from 'node:module';
import { load } from 'js-yaml';

/** The package that cdk8s writes with. */
const yaml = createRequire(require.resolve('cdk8s'))('yaml') as {
  parse(text: string, options: { version: '1.1' | '1.2'; logLevel: 'error' }): unknown;
};

/** Readers of YAML in JavaScript. */
export const readers: Readonly<Record<string, (text: string) => unknown>> = {
  'js-yaml': load,
  'yaml 1.1': (text) => yaml.parse(text, { version: '1.1', logLevel: 'error' }),
  'yaml 1.2': (text) => yaml.parse(text, { version: '1.2', logLevel: 'error' }),
};
