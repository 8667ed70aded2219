import type { Check } from './shape';

const pattern = /^(\d+)(?:\.(\d+))?(Ki|Mi|Gi|Ti|Pi|Ei|m|k|M|G|T|P|E)?$/;
const binary = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const decimal = ['', 'k', 'M', 'G', 'T', 'P', 'E'];

/** In thousandths of the unit, exact; undefined when Kubernetes could not read it or would round it. */
export function parseQuantity(quantity: string): bigint | undefined {
  const match = pattern.exec(quantity);
  if (match === null) return undefined;
  const [, whole = '0', fraction = '', suffix = ''] = match;
  const factor =
    suffix === 'm'
      ? 1n
      : suffix.endsWith('i')
        ? 1000n * 1024n ** BigInt(binary.indexOf(suffix))
        : 1000n * 1000n ** BigInt(decimal.indexOf(suffix));
  const scaled = BigInt(whole + fraction) * factor;
  const unit = 10n ** BigInt(fraction.length);
  return scaled % unit === 0n ? scaled / unit : undefined;
}

/** The form in which the API server writes it back: no fraction, the largest suffix that loses nothing. */
export function canonicalQuantity(quantity: string): string {
  const thousandths = parseQuantity(quantity);
  if (thousandths === undefined) return quantity;
  if (thousandths % 1000n !== 0n) return `${thousandths}m`;
  const [suffixes, base] = /i$/.test(quantity) ? [binary, 1024n] : [decimal, 1000n];
  let number = thousandths / 1000n;
  let exponent = 0;
  while (number !== 0n && number % base === 0n && exponent < suffixes.length - 1) {
    number /= base;
    exponent++;
  }
  return `${number}${suffixes[exponent]}`;
}

/** Thousandths of a byte as a quantity, rounded up to whole mebibytes. */
export function inMebibytes(thousandths: bigint): string {
  const mebibyte = 1000n * 1024n ** 2n;
  return canonicalQuantity(`${(thousandths + mebibyte - 1n) / mebibyte}Mi`);
}

/** A quantity above zero, such as `500m`, `1.5Gi` or `2`. @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
export const quantity: Check<string> = (value, field) => {
  const parsed = typeof value === 'string' ? parseQuantity(value) : undefined;
  if (parsed === undefined || parsed <= 0n) {
    field.problem('bad-quantity', {
      got: value,
      allowed: 'a number with an optional suffix m, k, M, G, T, Ki, Mi, Gi, Ti',
      remedy: "give a text such as '500m' or '2Gi'",
    });
  }
};
