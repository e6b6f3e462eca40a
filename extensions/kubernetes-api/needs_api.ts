/**
 * Signs that a workload needs the Kubernetes API.
 *
 * @module
 */

import { type ConvertContext, isExcluded, items, text, texts } from "@dekube/engine/pacts";
import {
  type Container,
  iterNamedContainers,
  type Workload,
} from "@dekube/engine/pacts/kubernetes";
import { type Access, accountOf, describeAccess } from "./access.ts";
import { apiVariables } from "./api_address.ts";
import { apiUseOf } from "./api_use.ts";
import { imageName } from "./image_name.ts";

/** Where kubelet puts the token of a pod's account. */
const TOKEN = /\/(?:var\/)?run\/secrets\/kubernetes\.io\b/;

/** Programs that do nothing without a cluster to watch, by their images. */
const OF_CLUSTERS = new RegExp(
  "^(" + [
    "kube-state-metrics",
    "k8s-sidecar",
    "metrics-server",
    "prometheus-adapter",
    "kubernetes-event-exporter",
    "external-dns",
    "external-secrets",
    "reloader",
    "descheduler",
    "cluster-autoscaler",
    "cainjector",
    "webhook-cert-controller",
    "(cert-manager|sealed-secrets|nginx-ingress|ingress-nginx|fluxcd|argocd?|kustomize|helm|source|notification|image-\\w+)(-.*)?-controller",
    // A program of another's may have such a name, too: `cert-manager-ui` watches nothing by itself.
    "cert-manager(-(cainjector|webhook|istio-csr|csi-driver|approver-policy))?",
    ".*[-_]operator",
    "operator",
    "controller-manager",
    "kube-rbac-proxy",
  ].join("|") + ")$",
);

const LEADER = /^--?(?:enable-)?leader-elect(?:ion|or)?(?:=(?!false).*)?$/;
const LEADER_VARIABLE = /LEADER_ELECT/;

/** The signs in a container, for people; none where there are none. */
export function signsOf(container: Container, workload: Workload): string[] {
  const signs: string[] = [];
  const { calls } = apiUseOf(container, workload);
  if (calls.length > 0) {
    signs.push(`the container "${text(container.name)}" runs ${calls.join(", ")}`);
  }
  const variables = apiVariables(container);
  if (variables.length > 0) {
    const names = variables.map((name) => `"${name}"`).join(", ");
    signs.push(`the container "${text(container.name)}" has the API's address in ${names}`);
  }
  const image = imageName(text(container.image));
  if (OF_CLUSTERS.test(image)) signs.push(`${image} watches the cluster's objects`);
  if (electsLeader(container)) signs.push("it elects a leader");
  if (readsToken(container)) signs.push("it reads the token of its ServiceAccount");
  return signs;
}

function electsLeader(container: Container): boolean {
  return [...texts(container.command), ...texts(container.args)].some((word) =>
    LEADER.test(word)
  ) ||
    items(container.env).some(({ name, value }) =>
      LEADER_VARIABLE.test(text(name)) && !/^(false|no|0|)$/i.test(text(value))
    );
}

function readsToken(container: Container): boolean {
  return [...texts(container.command), ...texts(container.args)].some((word) => TOKEN.test(word)) ||
    items(container.env).some(({ value }) => TOKEN.test(text(value))) ||
    items(container.volumeMounts).some(({ mountPath }) => TOKEN.test(text(mountPath)));
}

/** Keys with which the user has a container do something else. */
const OTHER_WORK = ["image", "build", "entrypoint", "command"];

/** Whether the user has the service of a container left out, or do something else. */
function isSeenTo(serviceName: string, { exclude, overrides }: ConvertContext["config"]): boolean {
  const override = Object.hasOwn(overrides, serviceName) ? overrides[serviceName] : {};
  return override === null || OTHER_WORK.some((key) => Object.hasOwn(override, key)) ||
    isExcluded(serviceName, exclude);
}

/** Names a workload that needs the API, once. `access` is what its account may do with it, where that is a sign. */
export function sayNeed(
  workload: Workload,
  access: Access | undefined,
  { report, names, config }: Pick<ConvertContext, "report" | "names" | "config">,
): void {
  const { id } = workload;
  const containers = [...iterNamedContainers(workload, names.service(id))]
    .map((named) => ({ ...named, signs: signsOf(named.container, workload) }));
  const callers = containers.filter(({ signs }) => signs.length > 0);
  const open = (callers.length > 0 ? callers : containers)
    .filter(({ serviceName }) => !isSeenTo(serviceName, config));
  if (open.length === 0) return;
  const signs = [...new Set(open.flatMap(({ signs }) => signs))];
  if (access) {
    signs.push(`its ServiceAccount "${accountOf(workload)}" may ${describeAccess(access)}`);
  }
  if (signs.length === 0) return;
  // The main container stands for its workload.
  const isWhole = callers.length === 0 || open.some(({ role }) => role === "main");
  const services = isWhole ? [id.name] : open.map(({ serviceName }) => serviceName);
  report(id).warn(
    "needs-api",
    `${
      callers.length > 0 ? "talks" : "may talk"
    } to the Kubernetes API, which is not there, so whatever it does by that does not work: ${
      signs.join("; ")
    }. Where that is all it does, put ${
      services.map((name) => `"${name}"`).join(", ")
    } on "exclude" in dekube.yaml. Where it needs that, have an API beside the project: "extensions.kube-api.mode: auto" there`,
  );
}
