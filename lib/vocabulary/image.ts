import { type Check, listOf, oneOf, record, required, text, wrongType } from '../shape';
import { type Named, named, nameOf } from './named';

/** A container image in parts. @see https://kubernetes.io/docs/concepts/containers/images/ */
export interface ImageReference {
  /** Registry and repository, such as `registry.example.com/team/train`. */
  readonly repository: string;
  /** Tag; never `latest`. @default none: then a digest is required */
  readonly tag?: string;
  /** `sha256:` and 64 hexadecimal digits. @default none */
  readonly digest?: string;
  /** When the kubelet pulls it. @default 'IfNotPresent' */
  readonly pull?: 'Always' | 'IfNotPresent' | 'Never';
  /** Secrets to pull it with, added to the platform's. @default none */
  readonly pullSecrets?: readonly Named[];
}

/** An image: `registry/repository:tag`, `...@sha256:...`, or its parts. */
export type Image = string | ImageReference;

const repositoryPattern = /^([a-zA-Z0-9.-]+(:\d+)?\/)?[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/;
const stringPattern = /^(?<repository>.+?)(?::(?<tag>[\w][\w.-]{0,127}))?(?:@(?<digest>.+))?$/;

export function imageParts(image: Image): ImageReference {
  if (typeof image !== 'string') return image;
  const { repository = image, tag, digest } = stringPattern.exec(image)?.groups ?? {};
  return { repository, tag, digest };
}

/** The reference as the kubelet takes it. */
export function imageText(image: Image): string {
  const { repository, tag, digest } = imageParts(image);
  return `${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

export function pullSecretsOf(image: Image): readonly string[] {
  return (imageParts(image).pullSecrets ?? []).map(nameOf);
}

const parts = record<ImageReference>({
  repository: required(text),
  tag: text,
  digest: text,
  pull: oneOf('Always', 'IfNotPresent', 'Never'),
  pullSecrets: listOf(named),
});

export const image: Check<Image> = (value, field) => {
  if (typeof value !== 'string') {
    const before = field.problems.length;
    parts(value, field);
    if (field.problems.length > before) return;
  } else if (value === '') return wrongType(field, value, 'an image');
  const { repository, tag, digest } = imageParts(value);
  const remedy = 'name a fixed tag, or a digest';
  const allowed = 'repository:tag or repository@sha256:digest';
  if (!repositoryPattern.test(repository))
    field.problem('bad-image', { got: repository, allowed, remedy: 'correct the repository' });
  else if (tag === undefined && digest === undefined) field.problem('bad-image', { got: value, allowed, remedy });
  else if (digest === undefined && tag === 'latest')
    field.problem('bad-image', { got: value, allowed: 'a tag that does not move', remedy });
  else if (digest !== undefined && !/^sha256:[0-9a-f]{64}$/.test(digest)) {
    field.problem('bad-image', {
      got: digest,
      allowed: 'sha256: and 64 hexadecimal digits',
      remedy: 'correct the digest',
    });
  }
};
