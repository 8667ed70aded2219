import type {
  KatibExperiment,
  KatibObjective,
  KatibParameter,
  KatibSetting,
  KatibTrialJob,
} from '../../../imports/katib';
import type { EnvVar, PodTemplate } from '../../../imports/kubernetes';
import { seconds } from '../../duration';
import type { SearchObjective } from '../objective';
import { variableOf } from '../parameter-variables';
import type { NamedParameter } from '../search';
import type { SearchContext } from '../search-engine';
import { searchMetadata, trialContainer } from '../search-object';
import { failurePolicy } from './failure-policy';
import { factsOf } from './katib-algorithms';
import { collectorOf } from './katib-metrics';
import type { KatibSettings } from './katib-options';

/** When a Job has ended, in the language of Katib. @see https://github.com/tidwall/gjson */
const jobHas = (condition: string) => `status.conditions.#(type=="${condition}")#|#(status=="True")#`;

/** The variables of the parameters; Katib replaces the text when it makes a trial. */
export function parameterEnvironment(parameters: readonly NamedParameter[]): readonly EnvVar[] {
  return parameters.map(({ name }) => ({ name: variableOf(name), value: `\${trialParameters.${name}}` }));
}

function objectiveOf({ type, metric, goal, also }: SearchObjective): KatibObjective {
  const best = type === 'minimize' ? 'min' : 'max';
  return {
    type,
    ...(goal !== undefined && { goal }),
    objectiveMetricName: metric,
    ...(also.length > 0 && { additionalMetricNames: also }),
    metricStrategies: [metric, ...also].map((name) => ({ name, value: best })),
  };
}

function parameterOf({ name, parameter }: NamedParameter): KatibParameter {
  if (parameter.type === 'choice') {
    return { name, parameterType: 'categorical', feasibleSpace: { list: parameter.values } };
  }
  const { type, min, max, step, log } = parameter;
  return {
    name,
    parameterType: type,
    feasibleSpace: {
      min: String(min),
      max: String(max),
      ...(step !== undefined && { step: String(step) }),
      ...(log && { distribution: 'logUniform' }),
    },
  };
}

/** Settings by their upstream names, each a text; absent ones are the service's to choose. */
function settingsOf(values: object, names: Readonly<Record<string, string>>): readonly KatibSetting[] {
  return Object.entries(names).flatMap(([key, name]) => {
    const given = (values as Readonly<Record<string, unknown>>)[key];
    return given === undefined ? [] : [{ name, value: String(given) }];
  });
}

function trialJob({ spec: { training }, queue }: SearchContext, template: PodTemplate): KatibTrialJob {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    ...(Object.keys(queue).length > 0 && { metadata: { labels: queue } }),
    spec: {
      backoffLimit: training.retries,
      activeDeadlineSeconds: seconds(training.deadline),
      podFailurePolicy: failurePolicy(training, 'FailJob'),
      template,
    },
  };
}

/** The Experiment; what Katib's webhook would write back is there. */
export function experimentOf(
  context: SearchContext,
  { algorithm, metrics, earlyStopping }: KatibSettings,
  template: PodTemplate,
): KatibExperiment {
  const { spec } = context;
  const facts = factsOf(algorithm);
  const settings = settingsOf(algorithm, facts.settings);
  const stopping = settingsOf(earlyStopping ?? {}, { minTrials: 'min_trials_required', startStep: 'start_step' });
  const source = collectorOf(metrics).source(metrics as never);
  return {
    apiVersion: 'kubeflow.org/v1beta1',
    kind: 'Experiment',
    metadata: searchMetadata(context),
    spec: {
      objective: objectiveOf(spec.objective),
      algorithm: {
        algorithmName: algorithm.name,
        ...(settings.length > 0 && { algorithmSettings: settings }),
      },
      ...(earlyStopping !== undefined && {
        earlyStopping: {
          algorithmName: 'medianstop',
          ...(stopping.length > 0 && { algorithmSettings: stopping }),
        },
      }),
      parameters: spec.parameters.map(parameterOf),
      parallelTrialCount: spec.parallel,
      maxTrialCount: spec.trials,
      maxFailedTrialCount: spec.failedTrials,
      resumePolicy: facts.sharesVolume === true ? 'FromVolume' : 'Never',
      metricsCollectorSpec: { collector: { kind: metrics.from }, ...(source !== undefined && { source }) },
      trialTemplate: {
        primaryContainerName: trialContainer,
        successCondition: jobHas('Complete'),
        failureCondition: jobHas('Failed'),
        trialParameters: spec.parameters.map(({ name }) => ({ name, reference: name })),
        trialSpec: trialJob(context, template),
      },
    },
  };
}
