import type { ComponentProps, Compute, Panel } from '../../lib';

/** The explainer of house-prices, where an environment has one. */
export interface ExplainerSettings {
  readonly image: string;
  readonly compute: Compute;
  readonly replicas: number;
}

export function explainer({ image, compute, replicas }: ExplainerSettings, buckets: readonly number[]): ComponentProps {
  return {
    image,
    compute,
    replicas,
    env: { LATENCY_BUCKETS: buckets.join(',') },
    metrics: {
      port: 9090,
      requests: { name: 'explain_requests_total', failed: 'status=~"5.."' },
      latency: { name: 'explain_latency_seconds', buckets },
      names: ['explain_contribution_count', 'explain_contribution_sum'],
    },
  };
}

const perFeature = (series: string) => `sum by (feature) (rate(explain_contribution_${series}[30m]))`;

/** What makes the prices: the mean size of each feature's contribution. */
export const explanationPanels: readonly Panel[] = [
  {
    title: 'What makes the price: mean size of each contribution',
    queries: [{ expr: `${perFeature('sum')} / (${perFeature('count')} > 0)`, legend: '{{feature}}' }],
  },
];
