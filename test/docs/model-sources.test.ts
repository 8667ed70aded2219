import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as models from '../../lib/models';

test('the page of models has a row for each source, and none for what is no source', () => {
  const page = readFileSync(join(resolve(__dirname, '../..'), 'docs/model-sources.md'), 'utf8');
  const [, table = ''] = /## Sources\n([\s\S]*?)\n## /.exec(page) ?? [];
  const rows = [...table.matchAll(/^\| `(\w+)\(/gm)].map(([, name]) => name);
  expect(rows.sort()).toEqual(Object.keys(models).sort());
});
