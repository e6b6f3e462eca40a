/**
 * How ingress controllers are told of the connections that they forward: by ConfigMaps that flags name.
 *
 * @see https://kubernetes.github.io/ingress-nginx/user-guide/exposing-tcp-udp-services/
 * @see https://haproxy-ingress.github.io/docs/configuration/command-line/#tcp-services-configmap
 * @see https://github.com/haproxytech/kubernetes-ingress/blob/master/documentation/controller.md
 * @module
 */

import type { ConvertContext } from "../context.ts";
import type { Manifest } from "../manifest.ts";
import { type ControllerProgram, Controllers } from "./controllers.ts";

/** How a program is told of the connections that it forwards. */
export interface StreamFormat {
  /** The flag that names the ConfigMap. */
  flag: string;
  /** What is spoken. */
  protocol: "TCP" | "UDP";
  /** What a value may have behind the Service and its port, separated by colons. */
  parts: readonly StreamPart[];
  /** Flags of ports that it listens at for itself, and those ports where nobody says another. */
  reserved: Readonly<Record<string, number>>;
  /** Keys of the controller's own ConfigMap that may say who connects. */
  guards: readonly string[];
}

/** A part of a value. `decode` and `encode`: the PROXY protocol of clients, and towards the backend. */
export type StreamPart = "decode" | "encode" | "ssl" | "certificate" | "check" | "ca";

/** How messages write the parts. */
export const WRITTEN_PARTS: Readonly<Record<StreamPart, string>> = {
  decode: "PROXY",
  encode: "PROXY",
  ssl: "ssl",
  certificate: "namespace/secret",
  check: "interval",
  ca: "namespace/secret",
};

const NGINX = {
  reserved: {
    "http-port": 80,
    "https-port": 443,
    "ssl-passthrough-proxy-port": 442,
    "default-server-port": 8181,
    "healthz-port": 10254,
    "profiler-port": 10245,
    "status-port": 10246,
    "stream-port": 10247,
  },
  guards: ["stream-snippet"],
};

/** How each program is told, in one or more ConfigMaps. */
export const STREAM_FORMATS: Readonly<Partial<Record<ControllerProgram, readonly StreamFormat[]>>> =
  {
    nginx: [
      { flag: "tcp-services-configmap", protocol: "TCP", parts: ["decode", "encode"], ...NGINX },
      { flag: "udp-services-configmap", protocol: "UDP", parts: [], ...NGINX },
    ],
    haproxy: [{
      flag: "configmap-tcp-services",
      protocol: "TCP",
      parts: ["ssl"],
      reserved: {},
      guards: ["cr-defaults"],
    }],
    "haproxy-ingress": [{
      flag: "tcp-services-configmap",
      protocol: "TCP",
      parts: ["decode", "encode", "certificate", "check", "ca"],
      reserved: {},
      guards: ["config-defaults", "config-tcp"],
    }],
  };

/** A controller that is told of connections. */
export interface StreamController {
  /** The object that runs it. */
  controller: Manifest;
  /** The class that the rewriter is called after which reads its settings. */
  reader: string;
  /** The flags that tell it. */
  flags: string[];
}

/** The classes of the programs that forward connections. */
const READERS: readonly (readonly [ControllerProgram, string])[] = [
  ["nginx", "nginx"],
  ["haproxy", "haproxy"],
  ["haproxy-ingress", "haproxy"],
];

/** The controllers among the manifests that are told of connections. */
export function streamControllers(
  ctx: Pick<ConvertContext, "manifests" | "limits">,
): StreamController[] {
  return READERS.flatMap(([program, reader]) =>
    new Controllers([program], ctx).all.flatMap(({ manifest, flags }) => {
      const given = (STREAM_FORMATS[program] ?? []).map(({ flag }) => flag)
        .filter((flag) => flags.value(flag) !== undefined);
      return given.length > 0 ? [{ controller: manifest, reader, flags: given }] : [];
    })
  );
}
