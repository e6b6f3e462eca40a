/**
 * What the program may do that writes the status of objects: that, and no more.
 *
 * @module
 */

import type { ApiObject } from "./objects.ts";

/** Its role, and who has it. */
export function statusRights(user: string): ApiObject[] {
  const name = "dekube:status";
  const rules = [
    rule("", ["pods"], ["get", "list", "create", "delete"]),
    rule("", ["pods/status", "replicationcontrollers/status"], ["get", "patch"]),
    rule("", ["services", "replicationcontrollers"], ["get", "list"]),
    rule("", ["endpoints", "endpoints/restricted"], ["get", "create", "patch"]),
    rule("discovery.k8s.io", ["endpointslices", "endpointslices/restricted"], [
      "get",
      "create",
      "patch",
    ]),
    rule("apps", ["*"], ["get", "list"]),
    rule("apps", ["*/status"], ["patch"]),
    rule("batch", ["jobs"], ["get", "list"]),
    rule("batch", ["jobs/status"], ["patch"]),
  ];
  const metadata = { name };
  const api = "rbac.authorization.k8s.io";
  return [
    { apiVersion: `${api}/v1`, kind: "ClusterRole", metadata, rules },
    {
      apiVersion: `${api}/v1`,
      kind: "ClusterRoleBinding",
      metadata,
      roleRef: { apiGroup: api, kind: "ClusterRole", name },
      subjects: [{ apiGroup: api, kind: "User", name: user }],
    },
  ];
}

function rule(apiGroup: string, resources: string[], verbs: string[]): object {
  return { apiGroups: [apiGroup], resources, verbs };
}
