import { version } from '../../platform/version';
import type { Field } from '../../problems';
import { anyText, anything, type Check, integer, mapOf, oneOf, record, required, text } from '../../shape';
import { type CoordinatorOptions, checkCoordinator } from '../coordinator';
import type { TrainingRequest } from '../training-engine';
import { leadingLetter } from './leading-letter';
import { checkSparkGang } from './spark-gang';
import { checkSparkMemory } from './spark-memory';
import { checkSparkQueue } from './spark-queue';

/** Executors that come while tasks wait, and go while they are idle. */
export interface SparkDynamicAllocation {
  /** @default 0 */
  readonly min?: number;
  readonly max: number;
}

export interface SparkApplicationOptions {
  /** Version of Spark in the image, such as `3.5.5`. */
  readonly sparkVersion: string;
  /** What the program is written in. @default by the end of its file: `.py` Python, `.R` R, else Scala */
  readonly type?: 'Java' | 'Scala' | 'Python' | 'R';
  /** Class of a jar that has `main`. @default the jar's own */
  readonly mainClass?: string;
  /** It runs the program. @default 1 CPU and 2Gi, where the workers run but never on spot nodes */
  readonly driver?: CoordinatorOptions;
  /** @default as many executors as `workers` says */
  readonly dynamicAllocation?: SparkDynamicAllocation;
  /** Further properties of Spark. @default none */
  readonly sparkConf?: Readonly<Record<string, string>>;
}

/** What the training says in its own words. */
const ours =
  /^spark\.(kubernetes\.|master$|dynamicAllocation\.|(driver|executor)\.(cores|memory|memoryOverhead|memoryOverheadFactor)$|executor\.(instances|pyspark\.memory)$|memory\.offHeap\.)/;

const property: Check<string> = (key, field) => {
  if (/^spark\.\S+$/.test(key) && !ours.test(key)) return;
  field.problem('not-allowed', {
    got: key,
    allowed: 'properties of Spark that neither compute, placement nor this engine decide',
    remedy: 'leave it out, and say it where it belongs',
  });
};

const shape: Check<SparkApplicationOptions> = record<SparkApplicationOptions>({
  sparkVersion: required(version),
  type: oneOf('Java', 'Scala', 'Python', 'R'),
  mainClass: text,
  driver: record<CoordinatorOptions>({ compute: anything, placement: anything }),
  dynamicAllocation: record<SparkDynamicAllocation>({ min: integer(0, 4096), max: required(integer(1, 4096)) }),
  sparkConf: mapOf(anyText, property),
});

export const driverCompute = { cpu: '1', memory: '2Gi' } as const;

/** What the settings say of each other, and of the training. */
export function checkSpark(options: SparkApplicationOptions, request: TrainingRequest, field: Field): void {
  const { name, spec, platform } = request;
  const at = field.at('engine');
  const before = field.problems.length;
  shape(options, at);
  leadingLetter(name, field);
  if (field.problems.length > before) return;
  const { driver = {}, dynamicAllocation } = options;
  checkCoordinator(driver, platform, at.at('driver'));
  if (field.problems.length > before) return;
  checkSparkMemory(spec.props.compute.memory, field.at('compute').at('memory'));
  checkSparkMemory((driver.compute ?? driverCompute).memory, at.at('driver').at('compute').at('memory'));
  checkProgram(spec.props.command, field.at('command'));
  checkSparkGang(request, field);
  checkSparkQueue(request, field);
  const { min = 0, max = spec.workers } = dynamicAllocation ?? {};
  if (dynamicAllocation !== undefined && (min > spec.workers || max < spec.workers)) {
    at.at('dynamicAllocation').problem('out-of-range', {
      got: `${min} to ${max} executors`,
      allowed: `a range that holds workers, ${spec.workers}, with which it starts`,
      remedy: "correct 'min' and 'max', or 'workers'",
    });
  }
}

/** Spark starts no command: the first word is a file that it knows how to run. */
function checkProgram(command: readonly string[] | undefined, field: Field): void {
  if (command?.[0] !== undefined && /^[a-z][a-z0-9+.-]*:\/\/\S+$/.test(command[0])) return;
  field.problem(command === undefined ? 'missing-prop' : 'not-allowed', {
    got: command ?? 'a Spark application without command',
    allowed: 'the address of a program of Spark, and its arguments',
    remedy: "give command: ['local:///app/train.py', '--data=/data']",
  });
}
