import { kill } from '../app/killed/kill';

test('a synth that is killed 100 times leaves the old files or the new ones, or what the next synth finishes', async () => {
  const { broken, whole, finished } = await kill(100);
  expect(broken).toEqual([]);
  expect(whole).toBeGreaterThan(0);
  expect(finished).toBeGreaterThan(0);
}, 600_000);
