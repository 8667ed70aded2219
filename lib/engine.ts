import type { ApiObject } from 'cdk8s';
import type { PodTemplate } from '../imports/kubernetes';
import { checkOperator, type OperatorNeed } from './platform/operator-need';
import type { Platform } from './platform/platform';
import { everyPodField, type PodField, podFields } from './pod/pod-fields';
import type { Field } from './problems';
import { type Check, wrongType } from './shape';
import type { Labels } from './vocabulary/labels';

/** A feature of an operator that a cluster may have switched on. */
export interface OperatorFeature {
  readonly operator: string;
  readonly feature: string;
}

/** What a back end does itself, so that no companion does it too. */
export type Ownership = 'scaling' | 'routing' | 'disruption' | 'components';

/** A back end as a value: what it needs, can do, carries and owns. Each area adds its `render`. */
export interface Engine<Feature extends string> {
  readonly name: string;
  /** How it is written, where it is more than its name. @default `<name>()` */
  readonly written?: string;
  readonly needs: readonly OperatorNeed[];
  readonly supports: readonly Feature[];
  /** Fields of a pod that reach the cluster through it. */
  readonly carries: readonly PodField[];
  /** Further fields, each where the platform lists a feature. @default none */
  readonly carriesWith?: Readonly<Partial<Record<PodField, OperatorFeature>>>;
  readonly owns: readonly Ownership[];
  /** Why it is experimental: no program of its upstream has ever accepted its output in a test. @default one has */
  readonly experimental?: string;
}

/** One feature: where it is asked for and how to tell; undefined means not asked. */
export interface FeatureQuestion<Spec> {
  /** Property that asks for it. */
  readonly prop: string;
  readonly asked: (spec: Spec) => unknown;
}

export type FeatureTable<Spec, Feature extends string> = Readonly<Record<Feature, FeatureQuestion<Spec>>>;

/** A port at which pods are reached. */
export interface Endpoint {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

/** What an engine made, and what companions need to know of it. */
export interface Rendered {
  /** By name, for patches: `workload` is the primary one. */
  readonly objects: Readonly<Record<'workload' | (string & {}), ApiObject>>;
  readonly endpoints: readonly Endpoint[];
  readonly podSets: readonly { readonly labels: Labels; readonly count: number; readonly pod: PodTemplate }[];
  /** Services between which its controller splits the requests of a route, the first with all of them. @default the one of its name */
  readonly routeTo?: readonly string[];
  /** What an autoscaler scales; undefined when the engine owns scaling or nothing scales. */
  readonly scaleTarget?: { readonly apiVersion: string; readonly kind: string; readonly name: string };
  /** What monitoring looks at. @default the workload */
  readonly runs?: { readonly kind: string; readonly name: string };
  /** Labels of those of its pods that answer requests. @default those of all */
  readonly answering?: Labels;
  /** Whether its pods talk to each other. @default false */
  readonly amongPods?: boolean;
  /** Whether its pods call the API server. @default false */
  readonly callsApiServer?: boolean;
}

/** A property that takes an engine, one of the library's or one of the user's own. */
export function engineValue<E extends { render: unknown }>(example: string): Check<E> {
  return (value, field) => {
    if (typeof value?.render !== 'function') wrongType(field, value, `an engine such as ${example}`);
  };
}

/** How a program says it. */
export function engineText({ name, written = `${name}()` }: Engine<string>): string {
  return written;
}

/** The one check of features and operators, the same words for every engine. */
export function checkEngine<Spec, Feature extends string>(
  engine: Engine<Feature>,
  alternatives: readonly Engine<Feature>[],
  features: FeatureTable<Spec, Feature>,
  spec: Spec,
  platform: Platform,
  field: Field,
): void {
  for (const [feature, { prop, asked }] of Object.entries(features) as [Feature, FeatureQuestion<Spec>][]) {
    const got = asked(spec);
    if (got === undefined || got === false || engine.supports.includes(feature)) continue;
    const able = alternatives.filter(({ supports }) => supports.includes(feature)).map(engineText);
    field.at(prop).problem('unsupported-feature', {
      got,
      allowed:
        able.length > 0
          ? `engines that can: ${able.join(', ')}`
          : `nothing: no engine of this version can do '${feature}'`,
      remedy: `engine '${engine.name}' cannot do '${feature}': leave it out${able.length > 0 ? ' or choose another engine' : ''}`,
    });
  }
  for (const need of engine.needs) checkOperator(need, `engine '${engine.name}'`, platform, field.at('engine'));
}

/** Fields of a pod that an engine cannot carry on this platform. */
export function notCarried({ carries, carriesWith = {} }: Engine<string>, platform?: Platform): readonly PodField[] {
  return everyPodField.filter((name) => {
    const needed = carriesWith[name];
    const features = needed === undefined ? [] : (platform?.operators?.[needed.operator]?.features ?? []);
    return !carries.includes(name) && !(needed !== undefined && features.includes(needed.feature));
  });
}

/** A pod whose fields the engine cannot carry would lose them on the way: an error. */
export function checkCarried(engine: Engine<string>, pod: PodTemplate, field: Field, platform?: Platform): void {
  for (const name of notCarried(engine, platform)) {
    if (!podFields[name](pod)) continue;
    const needed = engine.carriesWith?.[name];
    field.at('engine').problem('field-not-carried', {
      got: `a pod with ${name}`,
      allowed: `what engine '${engine.name}' carries: ${engine.carries.join(', ') || 'nothing'}`,
      remedy:
        needed === undefined
          ? `choose an engine that carries ${name}, or leave out what asks for it`
          : `enable ${needed.feature} and list it in platform.operators.${needed.operator}.features, or leave out what asks for it`,
    });
  }
}
