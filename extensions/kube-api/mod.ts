/**
 * kube-api: runs a Kubernetes API beside the project, with its objects, for programs that ask one.
 *
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  type ExtensionInfo,
  type IngressEntry,
  type ResourceId,
  Transform,
} from "@dekube/engine/pacts";
import { offerApiServer } from "@dekube/engine/pacts/kubernetes";
import { Accounts } from "./accounts.ts";
import { certificateRequests } from "./certificates.ts";
import { serve } from "./serve.ts";
import { type ServerSettings, serverSettings, SETTINGS } from "./settings.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "kube-api",
  depends: ["cert-manager", "kubernetes-api", "workload"],
  settings: SETTINGS,
  excludable: [
    "kube-api",
    "kube-api-controllers",
    "kube-api-objects",
    "kube-api-status",
    "kube-api-store",
  ],
};

/** Adds the API, where the user wants one. */
export class KubeApi extends Transform {
  /** `kube-api`. */
  readonly name = "kube-api";
  /** Before it is decided what gets along without an API, and before services are given their last shape. */
  override readonly priority = 240;
  /** It says who needs an API. */
  override readonly before = ["kubernetes-api"];

  #settings: ServerSettings | undefined;
  #accounts: Accounts | undefined;
  #asking: readonly ResourceId[] = [];

  /** Offers the API, and asks for its certificate once it is wanted. */
  override prepare(ctx: ConvertContext): void {
    const settings = serverSettings(ctx);
    if (settings.mode === "off") return;
    const begin = () => {
      if (this.#settings) return;
      this.#settings = settings;
      this.#accounts = new Accounts(ctx);
      for (const object of certificateRequests(ctx)) ctx.manifests.add(object);
    };
    if (settings.mode === "on") begin();
    offerApiServer({
      serves: (asking, needing) => {
        this.#asking = asking;
        if (needing.length > 0) begin();
        return this.#settings !== undefined;
      },
      token: (namespace, account) => this.#accounts?.token(namespace, account),
    }, ctx);
  }

  /** Adds its services, and gives the containers what they need to ask it. */
  transform(
    services: Record<string, ComposeService>,
    _ingressEntries: IngressEntry[],
    ctx: ConvertContext,
  ): void {
    if (!this.#settings || !this.#accounts) return;
    serve({
      services,
      settings: this.#settings,
      accounts: this.#accounts,
      asking: this.#asking,
    }, ctx);
  }
}
