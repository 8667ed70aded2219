import { existsSync, readFileSync } from 'node:fs';
import { canonicalJson } from '../canonical';
import { Field } from '../problems';
import { type Check, mapOf, record, text, wrongType } from '../shape';

/** What stands behind the tag of an image: its content, and the code that it was built from. */
export interface ImageVersion {
  /** `sha256:` and 64 hexadecimal digits. @default unknown */
  readonly digest?: string;
  /** Revision of the code, such as `https://git.example.com/ml/train@4f2c9d1`. @default unknown */
  readonly code?: string;
}

/** Versions by image, written as workloads write it: `registry.example.com/train:1.0.0`. */
export type ImageVersions = Readonly<Record<string, ImageVersion>>;

const digest: Check<string> = (value, field) => {
  if (typeof value !== 'string' || !/^sha256:[0-9a-f]{64}$/.test(value)) {
    wrongType(field, value, 'sha256: and 64 hexadecimal digits');
  }
};

export const imageVersions: Check<ImageVersions> = mapOf(record<ImageVersion>({ digest, code: text }));

/**
 * The versions that a build wrote down: `{ "registry.example.com/train:1.0.0": { "digest": "sha256:...", "code": "..." } }`.
 * @param file beside the output folder and committed; `cdk8s synth` empties the folder first
 * @throws Error when the file is absent or no JSON, MlopsError when it holds something else
 */
export function imageLock(file = 'images.lock.json'): ImageVersions {
  if (!existsSync(file)) throw new Error(`${file} is not there: the build of the images writes it, {} is an empty one`);
  const versions = parsed(file);
  const field = Field.of(file);
  imageVersions(versions, field);
  field.throwIfAny();
  return versions;
}

function parsed(file: string): ImageVersions {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ImageVersions;
  } catch {
    throw new Error(`${file} is not JSON: restore it from Git, or build the images anew`);
  }
}

/** Annotations of a workload's object with the digests of its images, and with the code that they were built from. */
export const digestsAnnotation = 'mlops.cdk8s.io/image-digests';
export const codeAnnotation = 'mlops.cdk8s.io/code-versions';

/** What is known of these images; it changes with builds, so it never stands on pods. */
export function imageAnnotations(images: readonly string[], versions: ImageVersions): Readonly<Record<string, string>> {
  const known = (key: keyof ImageVersion) =>
    Object.fromEntries(
      images.flatMap((image) => (versions[image]?.[key] === undefined ? [] : [[image, versions[image][key]]])),
    );
  const [digests, code] = [known('digest'), known('code')];
  return {
    ...(Object.keys(digests).length > 0 && { [digestsAnnotation]: canonicalJson(digests) }),
    ...(Object.keys(code).length > 0 && { [codeAnnotation]: canonicalJson(code) }),
  };
}
