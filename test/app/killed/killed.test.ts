import { kill } from './kill';

test('a synth that is killed leaves the old files or the new ones, or what the next synth finishes', async () => {
  const { broken, whole, finished } = await kill(4);
  expect(broken).toEqual([]);
  expect(whole + finished).toBe(4);
}, 60_000);
