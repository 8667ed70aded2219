import type { Field } from '../../problems';
import { parseQuantity } from '../../quantity';

/** In thousandths of a byte, as quantities are read. */
const mebibyte = 1000n * 1024n * 1024n;
/** Spark gives no container less than this beside its heap, and no JVM less than that. */
const leastOverhead = 384n;
const leastHeap = 512n;

/** The two parts into which Spark divides the memory of a container, in the units of a JVM. */
export interface SparkMemory {
  readonly memory: string;
  readonly memoryOverhead: string;
}

/**
 * Heap and overhead of a container, which add up to exactly the memory asked for. Spark's own shares: a tenth of the heap
 * beside a JVM, two fifths where Python or R runs beside it.
 * @see https://spark.apache.org/docs/latest/running-on-kubernetes.html#spark-properties
 */
export function sparkMemory(memory: string, besideJvm: boolean): SparkMemory {
  const whole = (parseQuantity(memory) ?? 0n) / mebibyte;
  const share = whole - (whole * 10n) / (besideJvm ? 14n : 11n);
  const overhead = share > leastOverhead ? share : leastOverhead;
  return { memory: `${whole - overhead}m`, memoryOverhead: `${overhead}m` };
}

export function checkSparkMemory(memory: string, field: Field): void {
  const asked = parseQuantity(memory) ?? 0n;
  if (asked % mebibyte !== 0n) {
    field.problem('not-allowed', {
      got: memory,
      allowed: 'whole mebibytes, which a JVM counts in',
      remedy: "give a text such as '4Gi' or '4096Mi'",
    });
  } else if (asked / mebibyte < leastHeap + leastOverhead) {
    field.problem('out-of-range', {
      got: memory,
      allowed: `at least ${leastHeap + leastOverhead}Mi: a heap of ${leastHeap}Mi, and ${leastOverhead}Mi beside it`,
      remedy: 'ask for more',
    });
  }
}
