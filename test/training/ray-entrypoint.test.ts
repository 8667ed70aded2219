import { execFileSync, spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { rayEntrypoint } from '../../lib/training/engines/ray-entrypoint';

/** The words that a real shell makes of a line. */
function wordsOf(line: string, shell = 'sh'): readonly string[] {
  const script = `for word in ${line}; do printf '%s\\0' "$word"; done`;
  return execFileSync(shell, ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

/** How Ray's command joins words for the shell of the head: as on Windows, before it learned shlex. */
function asOnWindows(words: readonly string[]): string {
  const quoted = words.map((word) => {
    const escaped = word.replace(/(\\*)"/g, (_all, slashes: string) => `${slashes}${slashes}\\"`);
    return /[ \t]/.test(word) || word === '' ? `"${escaped.replace(/(\\+)$/, '$1$1')}"` : escaped;
  });
  return quoted.join(' ');
}

const asShlex = (words: readonly string[]) => words.map((word) => `'${word.replaceAll("'", "'\"'\"'")}'`).join(' ');

/** The words that arrive at the head, through the submitter's shell and Ray. */
function arrived(entrypoint: string, join: (words: readonly string[]) => string): readonly string[] {
  return wordsOf(join(wordsOf(entrypoint)));
}

const hard = [
  "it's",
  '"quoted"',
  '$HOME `id` $(id)',
  'a  b',
  'back\\slash\\\\',
  'new\nline',
  'tab\t',
  '; rm -rf /',
  '*',
  'ü',
  '!x',
  '"\\',
];

test('a program of plain words stays as it is read', () => {
  expect(rayEntrypoint({ command: ['python', 'train.py'], args: ['--data=/data/x.csv', '-v'] })).toBe(
    'python train.py --data=/data/x.csv -v',
  );
});

test('a program with any other word is a line of Python that holds no dollar, for Kubernetes replaces $(...)', () => {
  const entrypoint = rayEntrypoint({ command: ['echo', ...hard] });
  expect(entrypoint).toMatch(/^python3 -c 'import os; /);
  expect(entrypoint).not.toMatch(/[$`\n]/);
});

test.each([
  ['as Ray quotes now', asShlex],
  ['as Ray quoted before', asOnWindows],
])('neither shell touches a word, %s', (_how, join) => {
  const entrypoint = rayEntrypoint({ command: ['echo', ...hard] });
  const [python, flag, program] = arrived(entrypoint, join);
  expect([python, flag, `'${program}'`]).toEqual(['python3', '-c', entrypoint.slice('python3 -c '.length)]);
});

test('neither shell touches any word at all', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1, unit: 'grapheme' }), { minLength: 1, maxLength: 4 }), (words) => {
      const entrypoint = rayEntrypoint({ command: words.map((word) => word.replaceAll('\0', '')) });
      const once = wordsOf(entrypoint);
      expect(arrived(entrypoint, asShlex)).toEqual(once);
      expect(arrived(entrypoint, asOnWindows)).toEqual(once);
    }),
    { numRuns: 25 },
  );
});

const python = spawnSync('python3', ['-V']).status === 0;

// The line of Python is run where there is a Python; what reaches it is tested above without one.
(python ? test : test.skip)(
  'Python starts the program with exactly its words, and looks variables up where it runs',
  () => {
    const show = 'import sys; print(repr(sys.argv[1:]))';
    const args = [...hard, '--rank=$(RANK)', '$(NOT_THERE)', '$$(RANK)', '100%'];
    const entrypoint = rayEntrypoint({ command: ['python3', '-c', show], args });
    const seen = execFileSync('sh', ['-c', asOnWindows(wordsOf(entrypoint))], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, RANK: '3' },
    });
    const expected = [...hard, '--rank=3', '$(NOT_THERE)', '$(RANK)', '100%'];
    const told = execFileSync('python3', ['-c', show, ...expected], { encoding: 'utf8' });
    expect(seen).toBe(told);
  },
);
