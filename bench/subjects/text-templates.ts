import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Yaml } from 'cdk8s';
import { serviceObjects } from './service-objects';
import { environments } from './subject';

function write(folder: string, file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

/** A Helm chart whose templates make the objects of every service in its values, and values for each environment. */
export function writeHelmChart(folder: string, services: number): void {
  const names = Array.from({ length: services }, (_, index) => `service-${index}`);
  write(folder, 'Chart.yaml', 'apiVersion: v2\nname: services\nversion: 1.0.0\n');
  write(folder, 'values.yaml', Yaml.stringify({ services: names }));
  for (const [index, environment] of environments.entries()) {
    write(folder, `${environment}.yaml`, Yaml.stringify({ environment, replicas: index + 1 }));
  }
  for (const object of serviceObjects('xxnamexx', 'xxenvxx', 999)) {
    const text = Yaml.stringify({ ...object, metadata: { ...object.metadata, namespace: 'xxenvxx' } })
      .replaceAll('xxnamexx', '{{ . }}')
      .replaceAll('xxenvxx', '{{ $.Values.environment }}')
      .replaceAll('3996', '{{ mul 4 $.Values.replicas }}')
      .replaceAll('999', '{{ $.Values.replicas }}');
    write(
      folder,
      `templates/${object.kind.toLowerCase()}.yaml`,
      `{{- range .Values.services }}\n---\n${text}{{- end }}\n`,
    );
  }
}

/** A Kustomize base of every object, and an overlay for each environment that sets the namespace and the replicas. */
export function writeKustomization(folder: string, services: number): void {
  const resources: string[] = [];
  for (let index = 0; index < services; index++) {
    const file = `service-${index}.yaml`;
    write(folder, `base/${file}`, Yaml.stringify(...serviceObjects(`service-${index}`, 'base', 1)));
    resources.push(file);
  }
  write(folder, 'base/kustomization.yaml', Yaml.stringify({ resources }));
  for (const [index, environment] of environments.entries()) {
    const patch = `- op: replace\n  path: /spec/minReplicas\n  value: ${index + 1}\n`;
    const patches = [{ target: { kind: 'HorizontalPodAutoscaler' }, patch }];
    const overlay = { resources: ['../../base'], namespace: environment, patches };
    write(folder, `overlays/${environment}/kustomization.yaml`, Yaml.stringify(overlay));
  }
}
