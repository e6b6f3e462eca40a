/**
 * Values that fields of a closed set may have, by the end of their paths.
 *
 * @module
 */

const KNOWN_VALUES: Record<string, readonly unknown[]> = {
  "clusterIP": ["None", "10.0.0.1"],
  "dnsPolicy": ["ClusterFirst", "Default", "None"],
  "httpGet.scheme": ["HTTP", "HTTPS"],
  "imagePullPolicy": ["Always", "IfNotPresent", "Never"],
  "mountPropagation": ["None", "HostToContainer", "Bidirectional"],
  "pathType": ["Exact", "ImplementationSpecific", "Prefix"],
  "protocol": ["TCP", "UDP", "SCTP"],
  "restartPolicy": ["Always", "Never", "OnFailure"],
  "seccompProfile.type": ["Localhost", "RuntimeDefault", "Unconfined"],
  "sessionAffinity": ["ClientIP", "None"],
  "spec.type": ["ClusterIP", "LoadBalancer", "NodePort"],
};

/** The values that a field may have, where its path says so. */
export function knownValues(path: string): readonly unknown[] {
  const [last, parent] = path.split(".").toReversed();
  for (const end of [`${parent}.${last}`, last]) {
    if (Object.hasOwn(KNOWN_VALUES, end)) return KNOWN_VALUES[end];
  }
  return [];
}
