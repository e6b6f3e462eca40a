/**
 * Signs that a workload needs the Kubernetes API.
 *
 * @module
 */

import { type ConvertContext, items, text, texts } from "@dekube/engine/pacts";
import {
  type Container,
  iterNamedContainers,
  type Workload,
} from "@dekube/engine/pacts/kubernetes";
import { type Access, accountOf, describeAccess } from "./access.ts";
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

/** The signs in a pod itself, for people; none where there are none. */
function signsOf(workload: Workload, containers: readonly Container[]): string[] {
  const signs: string[] = [];
  for (const container of containers) {
    const { calls } = apiUseOf(container, workload);
    if (calls.length > 0) {
      signs.push(`the container "${text(container.name)}" runs ${calls.join(", ")}`);
    }
  }
  const watchers = containers.map(({ image }) => imageName(text(image))).filter((name) =>
    OF_CLUSTERS.test(name)
  );
  if (watchers.length > 0) {
    signs.push(`${[...new Set(watchers)].join(", ")} watches the cluster's objects`);
  }
  if (containers.some(electsLeader)) signs.push("it elects a leader");
  if (containers.some(readsToken)) signs.push("it reads the token of its ServiceAccount");
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

/** The containers that do what their manifest says. */
function containersAsWritten(
  workload: Workload,
  { names, config }: Pick<ConvertContext, "names" | "config">,
): Container[] {
  return [...iterNamedContainers(workload, names.service(workload.id))]
    .filter(({ serviceName }) => {
      const override = Object.hasOwn(config.overrides, serviceName)
        ? config.overrides[serviceName]
        : {};
      return override !== null && !OTHER_WORK.some((key) => Object.hasOwn(override, key));
    })
    .map(({ container }) => container);
}

/**
 * The service to exclude: that of the one container that does it, where others of the pod do something else. The main
 * container stands for its workload.
 */
function serviceToExclude(workload: Workload, ctx: Pick<ConvertContext, "names">): string {
  const callers = [...iterNamedContainers(workload, ctx.names.service(workload.id))]
    .filter(({ container }) => apiUseOf(container, workload).calls.length > 0);
  const [only] = callers;
  return callers.length === 1 && only.role !== "main" ? only.serviceName : workload.id.name;
}

/** Names a workload that needs the API, once. `access` is what its account may do with it, where that is a sign. */
export function sayNeed(
  workload: Workload,
  access: Access | undefined,
  ctx: Pick<ConvertContext, "report" | "names" | "config">,
): void {
  const { id } = workload;
  const containers = containersAsWritten(workload, ctx);
  if (containers.length === 0) return;
  const signs = signsOf(workload, containers);
  const verb = signs.length > 0 ? "talks" : "may talk";
  if (access) {
    signs.push(`its ServiceAccount "${accountOf(workload)}" may ${describeAccess(access)}`);
  }
  if (signs.length === 0) return;
  ctx.report(id).warn(
    "needs-api",
    `${verb} to the Kubernetes API, which is not there, so whatever it does by that does not work: ${
      signs.join("; ")
    }. Where that is all it does, put "${
      serviceToExclude(workload, ctx)
    }" on "exclude" in dekube.yaml`,
  );
}
