import { together } from '../app/checks/app-check';
import type { Environment } from '../app/environment';
import type { FinishedObject } from '../app/finished';
import { excerptOf } from '../capacity/excerpt';
import { Field, type Problem } from '../problems';
import { type CostItem, costOf, type EnvironmentCost } from './cost-of';
import { rounded } from './pod-hours';

/** Whether a month of each environment stays within its budget when everything runs at its most. */
export const withinBudget = together(budgeted, (finished) => {
  const environments = new Map(
    finished.flatMap(({ environment: one }) => (one?.budget ? [[one.name, one] as const] : [])),
  );
  if (environments.size === 0) return [];
  return costOf(finished).flatMap((cost) => {
    const environment = environments.get(cost.environment);
    return environment === undefined ? [] : compared(cost, environment);
  });
});

function budgeted(object: FinishedObject): FinishedObject | undefined {
  return object.environment?.budget === undefined ? undefined : excerptOf(object);
}

function compared(cost: EnvironmentCost, { name, budget }: Environment): readonly Problem[] {
  const field = Field.of(name).at('budget');
  const { month = 0, currency } = budget ?? {};
  if (cost.unpriced.length > 0) {
    field.problem('missing-platform-fact', {
      got: `a budget, and pods on pools without a price: ${cost.unpriced.join(', ')}`,
      allowed: 'prices of all pools that pods may run on',
      remedy: 'state price in platform.pools, or name priced pools',
    });
  } else if (cost.currency !== undefined && cost.currency !== currency) {
    field.at('currency').problem('not-allowed', {
      got: currency,
      allowed: `${cost.currency}, that of the prices`,
      remedy: 'convert it',
    });
  } else if (cost.price.most > month) {
    field.problem('budget-exceeded', {
      got: `${arithmetic(cost)} a month, at most`,
      allowed: `${rounded(month)} ${currency}`,
      remedy: 'run less, shorter or on cheaper nodes, or raise the budget',
    });
  }
  return field.problems;
}

/** Addends that are written out; the rest is one sum. */
const most = 5;

function arithmetic({ items, price, currency }: EnvironmentCost): string {
  const costing = items
    .filter((item): item is CostItem & Required<Pick<CostItem, 'price' | 'rate'>> => (item.price?.most ?? 0) > 0)
    .sort((a, b) => b.price.most - a.price.most || (a.object < b.object ? -1 : 1));
  const rest = costing.slice(most);
  const written = costing
    .slice(0, most)
    .map(({ object, hours, rate }) => `${hours.because} x ${rate.most.toPrecision(3)} ${currency} of ${object}`);
  if (rest.length > 0) {
    written.push(`${rounded(rest.reduce((sum, item) => sum + item.price.most, 0))} ${currency} of ${rest.length} more`);
  }
  return `${written.join(' + ')} = ${rounded(price.most)} ${currency}`;
}
