import type { EnvVar } from '../../imports/kubernetes';
import { type Check, record, required, text } from '../shape';
import { openAddress } from './address';
import { type DataVersion, dataVersion } from './data-version';
import { type Labels, labelValue } from './labels';

/** Of an object that reads data: which state, short as a label, and whole as an annotation. */
export const dataVersionName = 'mlops.cdk8s.io/data-version';

export const data: Check<DataVersion> = record<DataVersion>({
  uri: required(openAddress(text)),
  revision: text,
  hash: text,
});

/** Where the data lies, and its version as one text; the program that reads it decides nothing itself. */
export function dataVariables(version: DataVersion | undefined): readonly EnvVar[] {
  if (version === undefined) return [];
  return [
    { name: 'DATA_URI', value: version.uri },
    { name: 'DATA_VERSION', value: dataVersion(version) },
  ];
}

/** The revision, else the hash; what no label may hold is left out, and stands in the annotation. */
export function dataLabels(version: DataVersion | undefined): Labels {
  const short = version?.revision ?? version?.hash?.replace(/^\w+:/, '');
  return short !== undefined && labelValue.test(short) ? { [dataVersionName]: short } : {};
}

export function dataAnnotations(version: DataVersion | undefined): Labels {
  return version === undefined ? {} : { [dataVersionName]: dataVersion(version) };
}
