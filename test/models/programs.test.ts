import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fetcher, storeModules } from '../../lib/models/store-modules';
import { embedded } from '../../runtime/embed';

test('the library carries the fetcher as it is in runtime/', () => {
  expect(embedded().map(([file]) => readFileSync(file, 'utf8'))).toEqual(embedded().map(([, text]) => text));
});

test('every module of the fetcher is carried, under its own name', () => {
  const folder = resolve(__dirname, '../../runtime/model-fetcher');
  const carried = Object.assign({}, fetcher, ...Object.values(storeModules)) as Record<string, string>;
  const modules = readdirSync(folder).filter((file) => file.endsWith('.py') && !file.startsWith('test_'));
  expect(Object.keys(carried).sort()).toEqual(modules.sort());
  for (const file of modules) expect(carried[file]).toBe(readFileSync(join(folder, file), 'utf8'));
});

test('what a store imports comes with it', () => {
  for (const modules of Object.values(storeModules)) {
    const shipped = Object.keys({ ...fetcher, ...modules });
    const imported = Object.values(modules).flatMap((text) =>
      [...text.matchAll(/^from (\w+) import/gm)].map(([, name]) => `${name}.py`),
    );
    const own = imported.filter(
      (file) => !['collections.py', 'dataclasses.py', 'datetime.py', 'pathlib.py'].includes(file),
    );
    expect(own.filter((file) => !shipped.includes(file))).toEqual([]);
  }
});
