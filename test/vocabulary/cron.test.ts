import { cronProblem } from '../../lib/cron';
import { daily, weekly } from '../../lib/schedule';

test.each([
  '0 1 * * *',
  '*/15 * * * *',
  '0 0 1,15 * *',
  '0 0 31 1-3 *',
  '0 0 29 2 *',
  '0 0 30 2 MON',
  '5/20 8-18/2 ? JAN-MAR sun',
  '59 23 31 12 6',
])('%s comes true', (expression) => {
  expect(cronProblem(expression)).toBeUndefined();
});

test.each<[string, RegExp]>([
  ['0 1 * *', /five fields/],
  ['0 0 1 * * *', /five fields/],
  ['0  1 * * *', /five fields/],
  ['@daily', /five fields/],
  ['60 * * * *', /minute from 0 to 59/],
  ['* 24 * * *', /hour from 0 to 23/],
  ['* * 0 * *', /day from 1 to 31/],
  ['* * * 13 *', /month from 1 to 12/],
  ['* * * * 7', /weekday from 0 to 6/],
  ['* * * FOO *', /month from 1 to 12/],
  ['30-10 * * * *', /range of the minute/],
  ['*/0 * * * *', /range of the minute/],
  ['* * 30 2 *', /no month of it has that day/],
  ['* * 31 4,6,9,11 *', /no month of it has that day/],
  ['a-b-c * * * *', /correct the minute/],
])('%s is refused', (expression, words) => {
  expect(cronProblem(expression)).toMatch(words);
});

test('a time of day is written as cron', () => {
  expect([daily('01:05').cron, daily('23:59', 'Europe/Berlin').timeZone, weekly('SUN', '6:30').cron]).toEqual([
    '5 1 * * *',
    'Europe/Berlin',
    '30 6 * * 0',
  ]);
});
