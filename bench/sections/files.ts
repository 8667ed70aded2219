import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newFolder } from '../processes';
import { table, time } from '../table';

function create(folder: string): number {
  mkdirSync(folder, { recursive: true });
  const bytes = Buffer.alloc(6_000, 'a');
  const start = process.hrtime.bigint();
  for (let index = 0; index < 3_000; index++) writeFileSync(join(folder, String(index)), bytes);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  rmSync(folder, { recursive: true });
  return seconds;
}

/** What no program can go below: the bare creation of 3,000 files. */
export function files(): string {
  const disk = [1, 2, 3].map(() => create(mkdtempSync(join(tmpdir(), 'bench-'))));
  const rows = [
    ['in the folder of the benchmark', time(create(newFolder()))],
    ['in three folders of the temporary one', disk.map(time).join(', ')],
  ];
  return table(['3,000 files of 6,000 bytes', 'time'], rows);
}
