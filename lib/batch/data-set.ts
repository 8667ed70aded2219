import { type Check, wrongType } from '../shape';
import { kindOfValue } from '../value';
import { openAddress } from '../vocabulary/address';
import { claimMount, type Mount, mount } from '../vocabulary/storage';

/** Data: a folder of a claim, or an address that the program reads or writes itself, such as `s3://bucket/houses`. */
export type DataSet = Mount | `${string}://${string}`;

const address = openAddress((candidate, field) => {
  if (/^[a-z][a-z0-9+.-]*:\/\/[^\s/]+(\/\S*)?$/.test(candidate)) return;
  field.problem('not-allowed', {
    got: candidate,
    allowed: 'an address such as s3://bucket/houses',
    remedy: "correct it, or give claim.at('/houses')",
  });
});

const dataSet: Check<DataSet> = (candidate, field) => {
  if (typeof candidate === 'string') return address(candidate, field);
  if (kindOfValue(candidate) !== 'mount') return wrongType(field, candidate, "claim.at('/houses') or an address");
  mount(candidate, field);
};

/** What is read: it is mounted read-only, however it was given. */
export const input: Check<DataSet> = dataSet;

/** What is written: it must outlive the pod. */
export const output: Check<DataSet> = (candidate, field) => {
  const before = field.problems.length;
  dataSet(candidate, field);
  if (field.problems.length > before || typeof candidate === 'string') return;
  if ('claim' in candidate.source && !candidate.readOnly) return;
  field.problem('not-allowed', {
    got: candidate.readOnly ? 'a folder that is only read' : 'a folder that ends with its pod',
    allowed: 'a folder of a claim that is written to',
    remedy: "give claim.at('/results')",
  });
};

/** The folders that pods need for what they read. */
export function inputMounts(data: DataSet | undefined): readonly Mount[] {
  if (data === undefined || typeof data === 'string') return [];
  const { source, path } = data;
  return ['claim' in source ? claimMount(source.claim, source.access, path, { readOnly: true }) : data];
}

/** The folders that pods need for what they write. */
export function outputMounts(data: DataSet | undefined): readonly Mount[] {
  return data === undefined || typeof data === 'string' ? [] : [data];
}

/** Where it stands for the program: the address, or the folder's path. */
export function placeOf(data: DataSet): string {
  return typeof data === 'string' ? data.replace(/\/+$/, '') : data.path;
}
