import { existsSync, readFileSync } from 'node:fs';

/** One state of a data set. */
export interface DataVersion {
  /** Where it lies, such as `s3://bucket/houses`. */
  readonly uri: string;
  /** Revision of the repository that tracks it, such as a tag. @default none */
  readonly revision?: string;
  /** Hash of its content, such as `md5:22a1a2931c8370d3aeedd7183606fd7f`. @default none */
  readonly hash?: string;
}

/** A version as one text, for `versions` of a training: `s3://bucket/houses@v3#md5:22a1...`; another text is another run. */
export function dataVersion({ uri, revision, hash }: DataVersion): string {
  return `${uri}${revision === undefined ? '' : `@${revision}`}${hash === undefined ? '' : `#${hash}`}`;
}

/**
 * What DVC tracks by a `.dvc` file: the path, and the hash of the content.
 * @param revision of the repository, such as a tag; the hash changes with the content, whatever it says
 * @throws Error when the file is absent, or has no single output with a hash
 * @see https://dvc.org/doc/user-guide/project-structure/dvc-files
 */
export function dvcVersion(file: string, { revision }: { readonly revision?: string } = {}): DataVersion {
  if (!existsSync(file)) throw new Error(`${file} is not there: dvc add makes it`);
  const { outs = '' } = /^outs:\n(?<outs>(?:[ -].*\n?)*)/m.exec(readFileSync(file, 'utf8'))?.groups ?? {};
  const field = (name: string) => [...outs.matchAll(new RegExp(`^(?:- | {2})${name}: *(\\S+) *$`, 'gm'))];
  const [paths, hashes] = [
    field('path'),
    ['md5', 'etag', 'checksum'].flatMap((kind) => field(kind).map(([, hash]) => `${kind}:${hash}`)),
  ];
  const [path] = paths;
  const [hash] = hashes;
  if (paths.length !== 1 || hashes.length !== 1 || path?.[1] === undefined || hash === undefined) {
    throw new Error(`${file} does not track one output by a hash: ${paths.length} paths, ${hashes.length} hashes`);
  }
  return { uri: path[1], hash, ...(revision !== undefined && { revision }) };
}
