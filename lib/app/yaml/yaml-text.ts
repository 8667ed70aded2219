import { Yaml } from 'cdk8s';
import { isTree } from './tree';
import { YamlWriter } from './yaml-writer';

const shared = new YamlWriter();

/** Documents as one text, the bytes that cdk8s writes. */
export function yamlTexts(documents: Iterable<object>, writer: YamlWriter = new YamlWriter()): string {
  writer.restart();
  for (const document of documents) {
    if (isTree(document)) writer.document(document);
    else writer.foreign(Yaml.stringify(document));
  }
  return writer.content.toString();
}

export function yamlText(document: object): string {
  return yamlTexts([document], shared);
}
