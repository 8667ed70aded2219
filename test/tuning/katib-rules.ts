import type { KatibExperiment } from '../../imports/katib';

type Spec = KatibExperiment['spec'];

function counts({ maxTrialCount: most, maxFailedTrialCount: failed, parallelTrialCount: parallel }: Spec) {
  return [
    most > 0 || 'maxTrialCount must be greater than 0',
    parallel > 0 || 'parallelTrialCount must be greater than 0',
    failed >= 0 || 'maxFailedTrialCount should not be less than 0',
    failed <= most || 'maxFailedTrialCount should be less than or equal to maxTrialCount',
    parallel <= most || 'parallelTrialCount should be less than or equal to maxTrialCount',
  ];
}

function objective({ objective: { type, objectiveMetricName: metric, additionalMetricNames = [] } }: Spec) {
  return [
    ['minimize', 'maximize'].includes(type) || `type ${type}`,
    metric !== '' || 'objectiveMetricName must be specified',
    !additionalMetricNames.includes(metric) || 'additionalMetricNames should not contain objectiveMetricName',
  ];
}

function parameters({ parameters: all }: Spec) {
  return all.flatMap(({ name, parameterType, feasibleSpace: { min, max, step, list } }) => {
    const numeric = ['int', 'double'].includes(parameterType);
    return numeric
      ? [
          (min ?? '') !== '' || `${name}: min must be specified`,
          (max ?? '') !== '' || `${name}: max must be specified`,
          list === undefined || `${name}: list is not supported`,
        ]
      : [
          (min ?? max ?? step) === undefined || `${name}: min, max and step are not supported`,
          (list ?? []).length > 0 || `${name}: feasibleSpace must be specified`,
        ];
  });
}

/** Every parameter is replaced in the text of the template, none is left over, and the rest is a Job without a name. */
function template({ parameters: all, trialTemplate }: Spec) {
  const { trialParameters, trialSpec, primaryContainerName, successCondition, failureCondition } = trialTemplate;
  let text = JSON.stringify(trialSpec);
  const replaced = trialParameters.flatMap(({ name, reference }) => {
    const there = text.includes(`\${trialParameters.${name}}`);
    text = text.replaceAll(`\${trialParameters.${name}}`, 'test-value');
    return [
      !/[{}]/.test(name) || `${name} must not contain braces`,
      all.some((parameter) => parameter.name === reference) || `reference ${reference} does not exist`,
      there || `parameter ${name} not found in trialTemplate`,
    ];
  });
  const { apiVersion, kind, metadata = {}, spec } = JSON.parse(text);
  return [
    ...replaced,
    new Set(trialParameters.map(({ name }) => name)).size === trialParameters.length || 'names are duplicated',
    !/\$\{trialParameters\./.test(text) || 'parameters of the template not found in trialParameters',
    (apiVersion === 'batch/v1' && kind === 'Job') || 'no Job',
    (metadata.name ?? metadata.namespace) === undefined || 'metadata.name and metadata.namespace must be omitted',
    (successCondition !== '' && failureCondition !== '') || 'conditions must be specified',
    spec.template.spec.containers.some(({ name }: { name: string }) => name === primaryContainerName) ||
      `no container ${primaryContainerName}`,
  ];
}

function metrics({ metricsCollectorSpec: { collector, source = {} } }: Spec) {
  const { fileSystemPath: place, httpGet, filter } = source;
  const absolute = place?.path.startsWith('/') === true;
  const rules: Record<string, readonly (true | string)[]> = {
    StdOut: [],
    File: [
      (absolute && place?.kind === 'File') || 'file path where metrics file exists is required',
      ['TEXT', 'JSON'].includes(place?.format ?? '') || 'format of metrics file is required',
      place?.format !== 'JSON' || filter === undefined || 'filter must be nil when format of metrics file is json',
    ],
    TensorFlowEvent: [
      (absolute && place?.kind === 'Directory') || 'directory path is required',
      place?.format === undefined || 'format must be empty',
    ],
    PrometheusMetric: [(httpGet?.port ?? 0) > 0 || 'port', httpGet?.path.startsWith('/') === true || 'path is invalid'],
  };
  const brackets = (filter?.metricsFormat ?? []).map(
    (format) => /.*\(.*\).*\(.*\).*/.test(format) || `${format}: two top subexpressions are required`,
  );
  return [...(rules[collector.kind] ?? [`invalid metrics collector kind: ${collector.kind}`]), ...brackets];
}

/** What the webhook of Katib 0.19 would say of a new Experiment, its rules written anew; nothing when it accepts it. */
export function complaintsOf({ metadata: { name }, spec }: KatibExperiment): readonly string[] {
  return [
    /^[a-z]([-a-z0-9]*[a-z0-9])?/.test(name) || `name ${name}`,
    ...counts(spec),
    ...objective(spec),
    ...parameters(spec),
    ...template(spec),
    ...metrics(spec),
  ].filter((answer) => answer !== true);
}
