import type { Construct } from 'constructs';
import type {
  BlueGreenStrategy,
  CanaryStep,
  CanaryStrategy,
  RolloutAnalysis,
  RolloutSpec,
} from '../../../imports/rollouts';
import { seconds, withoutDays } from '../../duration';
import type { ServiceContext } from '../service-engine';
import type { BlueGreen } from './blue-green';
import { type Canary, defaultPause, type Header, type Pause, stepsOf } from './canary';
import type { Rollout } from './rollout';
import { canaryService, headerRule, mirrorRule, type Router } from './routers';

/** A strategy, and the Service that only the new version has. */
export interface WrittenStrategy {
  readonly strategy: RolloutSpec['strategy'];
  readonly second?: { readonly as: 'canary' | 'preview'; readonly name: string };
}

/** What strategies are written from. */
export interface StrategyRequest {
  readonly scope: Construct;
  readonly context: ServiceContext;
  readonly router: Router;
  /** The analyses, by the property that holds each. */
  readonly judges: Readonly<Partial<Record<string, RolloutAnalysis>>>;
}

type Writers = {
  readonly [By in Rollout['by']]: (asked: Extract<Rollout, { by: By }>, request: StrategyRequest) => WrittenStrategy;
};

/** No capacity is lost, and at most a quarter more pods run. */
const rolling: CanaryStrategy = { maxSurge: '25%', maxUnavailable: 0 };

const writers: Writers = {
  canary: writeCanary,
  blueGreen: writeBlueGreen,
  switch: () => ({ strategy: { canary: rolling } }),
};

/** The strategy that a rollout asks for; without one, pods are replaced little by little. */
export function writeStrategy(asked: Rollout | undefined, request: StrategyRequest): WrittenStrategy {
  if (asked === undefined) return { strategy: { canary: rolling } };
  return (writers[asked.by] as (asked: Rollout, request: StrategyRequest) => WrittenStrategy)(asked, request);
}

/** Weight, pause, judgement; again for each step. */
function writeCanary(asked: Canary, { scope, context, router, judges }: StrategyRequest): WrittenStrategy {
  const { name } = context;
  const trafficRouting = router.routing(scope, context, asked);
  const header = router.header === 'by a step' ? asked.header : undefined;
  const judge = judges['analysis'];
  const judged = (pause: Pause): readonly CanaryStep[] => [
    { pause: pauseOf(pause) },
    ...(judge === undefined ? [] : [{ analysis: judge }]),
  ];
  const shares = stepsOf(asked).flatMap(({ weight, pause }, index): readonly CanaryStep[] => [
    { setWeight: weight },
    ...(index === 0 && header !== undefined ? [headerStep(header)] : []),
    ...judged(pause),
  ]);
  const steps = [...mirrorSteps(asked, judged), ...shares];
  if (trafficRouting === undefined) return { strategy: { canary: { ...rolling, steps } } };
  const second = { as: 'canary', name: canaryService(name) } as const;
  return {
    strategy: { canary: { ...rolling, stableService: name, canaryService: second.name, trafficRouting, steps } },
    second,
  };
}

function pauseOf(pause: Pause): { duration?: string } {
  return pause === 'manual' ? {} : { duration: withoutDays(pause) };
}

/** Pods that get copies only, as many as for that share; then they are judged, and the copies end. */
function mirrorSteps(
  { mirror, pause = defaultPause }: Canary,
  judged: (pause: Pause) => readonly CanaryStep[],
): readonly CanaryStep[] {
  if (mirror === undefined) return [];
  const { percent } = mirror;
  return [
    { setCanaryScale: { weight: percent } },
    { setMirrorRoute: { name: mirrorRule, percentage: percent, match: [{ path: { prefix: '/' } }] } },
    ...judged(mirror.pause ?? pause),
    { setMirrorRoute: { name: mirrorRule } },
    { setCanaryScale: { matchTrafficWeight: true } },
  ];
}

/** The pods of the first weight are there: only then may a header lead to them. */
function headerStep({ name, value }: Header): CanaryStep {
  const match = [{ headerName: name, headerValue: { exact: value } }];
  return { setHeaderRoute: { name: headerRule, match } };
}

function writeBlueGreen(asked: BlueGreen, { context: { name }, judges }: StrategyRequest): WrittenStrategy {
  const { promotion = 'automatic', keepOld = '10m' } = asked;
  const { before, after } = judges;
  const second = { as: 'preview', name: `${name}-preview` } as const;
  const blueGreen: BlueGreenStrategy = {
    activeService: name,
    previewService: second.name,
    autoPromotionEnabled: promotion === 'automatic',
    scaleDownDelaySeconds: seconds(keepOld),
    ...(before !== undefined && { prePromotionAnalysis: before }),
    ...(after !== undefined && { postPromotionAnalysis: after }),
  };
  return { strategy: { blueGreen }, second };
}
