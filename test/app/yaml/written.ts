import { YamlWriter } from '../../../lib/app/yaml/yaml-writer';

/** Documents as our writer writes them. */
export function written(...documents: readonly object[]): string {
  const writer = new YamlWriter();
  for (const document of documents) writer.document(document);
  return writer.content.toString();
}
