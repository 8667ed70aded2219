import type { KubernetesObject } from '../../imports/kubernetes';

/** One service as most teams have it: account, configuration, a Deployment of about 120 lines, Service, autoscaler. */
export function serviceObjects(name: string, environment: string, replicas: number): readonly KubernetesObject[] {
  const labels = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/component': 'server' };
  const metadata = { name, labels: { ...labels, 'app.kubernetes.io/version': '1.4.2' } };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: configuration(name, environment) },
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: deploymentSpec(name, environment, labels) },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        type: 'ClusterIP',
        selector: labels,
        ports: [
          { name: 'http', port: 80, protocol: 'TCP', targetPort: 'http' },
          { name: 'metrics', port: 9090, protocol: 'TCP', targetPort: 'metrics' },
        ],
      },
    },
    {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata,
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
        minReplicas: replicas,
        maxReplicas: 4 * replicas,
        metrics: [
          { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } },
        ],
      },
    },
  ];
}

function configuration(name: string, environment: string): Record<string, string> {
  return {
    ENVIRONMENT: environment,
    LOG_LEVEL: environment === 'prod' ? 'warning' : 'debug',
    'application.yaml': `service:\n  name: ${name}\n  port: 8080\n  timeout: 30s\nfeatures:\n  - batching\n  - cache\n`,
  };
}

function deploymentSpec(name: string, environment: string, labels: Record<string, string>): object {
  const requests = { cpu: '500m', memory: '1Gi', 'ephemeral-storage': '1Gi' };
  return {
    selector: { matchLabels: labels },
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
    progressDeadlineSeconds: 900,
    template: {
      metadata: { labels, annotations: { 'example.com/owner': 'team-prices' } },
      spec: {
        serviceAccountName: name,
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 10001,
          runAsGroup: 10001,
          fsGroup: 10001,
          seccompProfile: { type: 'RuntimeDefault' },
        },
        restartPolicy: 'Always',
        terminationGracePeriodSeconds: 40,
        containers: [
          {
            name: 'server',
            image: `registry.example.com/services/${name}:1.4.2`,
            imagePullPolicy: 'IfNotPresent',
            args: ['--port=8080', '--metrics=9090', '--config=/etc/service/application.yaml'],
            env: [
              { name: 'HOME', value: '/tmp' },
              { name: 'SERVICE', value: name },
              { name: 'ENVIRONMENT', value: environment },
              { name: 'DATABASE_USER', valueFrom: { secretKeyRef: { name: 'database', key: 'user' } } },
              { name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
            ],
            ports: [
              { name: 'http', containerPort: 8080, protocol: 'TCP' },
              { name: 'metrics', containerPort: 9090, protocol: 'TCP' },
            ],
            resources: { requests, limits: { memory: '1Gi', 'ephemeral-storage': '1Gi' } },
            securityContext: {
              allowPrivilegeEscalation: false,
              capabilities: { drop: ['ALL'] },
              readOnlyRootFilesystem: true,
            },
            startupProbe: { httpGet: { path: '/health', port: 'http' }, periodSeconds: 5, failureThreshold: 24 },
            readinessProbe: { httpGet: { path: '/ready', port: 'http' }, periodSeconds: 5, failureThreshold: 2 },
            livenessProbe: { httpGet: { path: '/health', port: 'http' }, periodSeconds: 15, failureThreshold: 4 },
            lifecycle: { preStop: { sleep: { seconds: 10 } } },
            volumeMounts: [
              { name: 'scratch', mountPath: '/tmp' },
              { name: 'configuration', mountPath: '/etc/service', readOnly: true },
            ],
          },
        ],
        volumes: [
          { name: 'scratch', emptyDir: { sizeLimit: '1Gi' } },
          { name: 'configuration', configMap: { name, defaultMode: 292 } },
        ],
        topologySpreadConstraints: [
          {
            maxSkew: 1,
            topologyKey: 'topology.kubernetes.io/zone',
            whenUnsatisfiable: 'ScheduleAnyway',
            labelSelector: { matchLabels: labels },
          },
        ],
        affinity: {
          podAntiAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [
              {
                weight: 100,
                podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: labels } },
              },
            ],
          },
        },
      },
    },
  };
}
