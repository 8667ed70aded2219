/** Label of each series of a watched construct's pods: which version of the pod exported it. */
export const versionLabel = 'pod_version';
