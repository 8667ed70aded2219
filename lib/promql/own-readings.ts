import type { Reading } from './grammar';

/** What the grammar reads in the shapes of the library's own queries; `npm run embed` writes this from the examples. */
export const ownReadings: Readonly<Record<string, Reading>> = {
  '(sum by (x) (rate(x:x{x="",x=""}[1s])) or 0 * sum by (x) (rate(x:x{x=""}[1s]))) / (sum by (x) (rate(x:x{x=""}[1s])) > 0)':
    {
      series: [
        [18, 21],
        [63, 66],
        [100, 103],
      ],
    },
  '(sum by (x) (rate(x{x="",x=~""}[1s])) or 0 * sum by (x) (rate(x{x=""}[1s]))) / (sum by (x) (rate(x{x=""}[1s])) > 0)':
    {
      series: [
        [18, 19],
        [62, 63],
        [97, 98],
      ],
    },
  '(sum(rate(x:x{x="",x=""}[1s])) or vector(0)) / (sum(rate(x:x{x=""}[1s])) > 0)': {
    series: [
      [10, 13],
      [57, 60],
    ],
  },
  '(sum(rate(x{x="",x=~""}[1s])) or vector(0)) / (sum(rate(x{x=""}[1s])) > 0)': {
    series: [
      [10, 11],
      [56, 57],
    ],
  },
  '(sum(x{x=""}) or vector(0)) == 0': { series: [[5, 6]], compared: [0, 27] },
  '(time() - x{x=""}) * on (x, x) (x{x=""} > bool 0)': {
    series: [
      [10, 11],
      [32, 33],
    ],
  },
  '(time() - x{x=""}) * on (x, x) (x{x=""} > bool 0) > 0': {
    series: [
      [10, 11],
      [32, 33],
    ],
    compared: [0, 49],
  },
  '0 - sum(rate(x:x{x="",x=~""}[1s])) / (sum(rate(x:x{x=""}[1s])) > 0)': {
    series: [
      [13, 16],
      [47, 50],
    ],
  },
  '0 - sum(rate(x{x="",x=~""}[1s])) / (sum(rate(x{x=""}[1s])) > 0)': {
    series: [
      [13, 14],
      [45, 46],
    ],
  },
  'absent(x:x{x="",x=""})': { series: [[7, 10]] },
  'avg(x:x{x=""})': { series: [[4, 7]] },
  'histogram_quantile(0, sum by (x) (rate(x:x{x=""}[1s])))': { series: [[39, 42]] },
  'histogram_quantile(0, sum by (x) (rate(x{x=""}[1s])))': { series: [[39, 40]] },
  'histogram_quantile(0, sum by (x, x) (rate(x:x{x=""}[1s])))': { series: [[42, 45]] },
  'histogram_quantile(0, sum by (x, x) (rate(x{x=""}[1s])))': { series: [[42, 43]] },
  'increase(x[1s]) > 0': { series: [[9, 10]], compared: [0, 15] },
  'max(predict_linear(x{x=""}[1s], 0 * 0)) < 0': { series: [[19, 20]], compared: [0, 39] },
  'max(x and on (x, x) (x{x=""} and on (x, x) x{x="",x=""})) > (max(x{x=""}) or vector(0))': {
    series: [
      [4, 5],
      [21, 22],
      [43, 44],
      [65, 66],
    ],
    compared: [0, 57],
  },
  'max(x and on (x, x) x{x="",x=""}) - max(x and on (x, x) (x and on (x, x) x{x="",x=""}))': {
    series: [
      [4, 5],
      [20, 21],
      [40, 41],
      [57, 58],
      [73, 74],
    ],
  },
  'max(x{x=""}) / max(x{x=""})': {
    series: [
      [4, 5],
      [19, 20],
    ],
  },
  'max(x{x=""}) / max(x{x=""}) < 0': {
    series: [
      [4, 5],
      [19, 20],
    ],
    compared: [0, 27],
  },
  'sum by (x) (rate(x:x{x=""}[1s]))': { series: [[17, 20]] },
  'sum by (x) (rate(x{x=""}[1s]))': { series: [[17, 18]] },
  'sum(increase(x[1s])) > 0': { series: [[13, 14]], compared: [0, 20] },
  'sum(increase(x{x=~""}[1s]))': { series: [[13, 14]] },
  'sum(increase(x{x=~""}[1s])) > 0': { series: [[13, 14]], compared: [0, 27] },
  'sum(rate(x:x{x=""}[1s]))': { series: [[9, 12]] },
  'sum(rate(x:x{x=""}[1s])) == 0': { series: [[9, 12]], compared: [0, 24] },
  'sum(rate(x{x=""}[1s]))': { series: [[9, 10]] },
  'sum(rate(x{x=""}[1s])) == 0': { series: [[9, 10]], compared: [0, 22] },
  'sum(x:x{x=""})': { series: [[4, 7]] },
  'time() - (max(x{x=""}) or max(x{x=""}))': {
    series: [
      [14, 15],
      [30, 31],
    ],
  },
  'time() - (max(x{x=""}) or max(x{x=""})) > 0': {
    series: [
      [14, 15],
      [30, 31],
    ],
    compared: [0, 39],
  },
  'x == 0': { series: [[0, 1]], compared: [0, 1] },
  'x:x{x="",x=""}': { series: [[0, 3]] },
  'x:x{x="",x=""} > 0': { series: [[0, 3]], compared: [0, 14] },
  'x:x{x=""}': { series: [[0, 3]] },
  'x:x{x=""} / 0': { series: [[0, 3]] },
  'x:x{x=""} > 0': { series: [[0, 3]], compared: [0, 9] },
  'x:x{x=""} > 0 and x:x{x=""} > 0': {
    series: [
      [0, 3],
      [18, 21],
    ],
    compared: [0, 9],
  },
  'x{x="",x=""} == 0': { series: [[0, 1]], compared: [0, 12] },
  'x{x=""}': { series: [[0, 1]] },
  'x{x=""} - x{x=""} > 0': {
    series: [
      [0, 1],
      [10, 11],
    ],
    compared: [0, 17],
  },
  'x{x=""} == 0': { series: [[0, 1]], compared: [0, 7] },
  'x{x=""} == 0 and x{x=""} > 0': {
    series: [
      [0, 1],
      [17, 18],
    ],
    compared: [0, 7],
  },
  'x{x=~""} == 0': { series: [[0, 1]], compared: [0, 8] },
};
