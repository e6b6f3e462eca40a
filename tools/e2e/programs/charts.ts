/**
 * Charts that others published, and the programs that they run. A chart comes from the very module that its program is
 * built from.
 *
 * @module
 */

import { aptPackage, aptPackageFile } from "./apt.ts";
import type { Program } from "./ensure.ts";
import { goBuild, goModuleFolder } from "./go_build.ts";

const PODINFO = {
  module: "github.com/stefanprodan/podinfo",
  version: "1.8.1-0.20250910200901-e86405a8674e",
};
const TEMPORAL = { module: "go.temporal.io/server", version: "1.31.2" };
const TEMPORAL_UI = { module: "github.com/temporalio/ui-server/v2", version: "2.52.0" };
const OAUTH2_PROXY = { module: "github.com/oauth2-proxy/oauth2-proxy/v7", version: "7.15.6" };
const MINIO = { module: "github.com/minio/minio", version: "0.0.0-20260212201848-7aac2a2c5b7c" };
const MINIO_CLIENT = {
  module: "github.com/minio/mc",
  version: "0.0.0-20250313080218-cf909e1063a9",
};

/** The version that a program says which is named by its commit: without the hash. */
function said({ version }: { version: string }): string {
  return version.replace(/-[^-]*$/, "");
}

/** A chart in a folder. */
function chart(version: string, source: Parameters<typeof goModuleFolder>[0]) {
  return { version, ask: ["Chart.yaml"], isFolder: true, sources: [goModuleFolder(source)] };
}

/** A program of Debian that others may not want on their machine. */
function unpacked(name: string) {
  const paths = [`usr/bin/${name}`, `usr/sbin/${name}`];
  return { ask: ["--version"], sources: [aptPackageFile(name, ...paths)] };
}

/** What the tests of charts need, beside what the rest of the suite does. */
export const CHART_PROGRAMS = {
  bash: { ask: ["--version"], ofMachine: true, sources: [aptPackage("bash")] },
  setpriv: { ask: ["--version"], ofMachine: true, sources: [aptPackage("util-linux")] },
  prometheus: { ask: ["--version"], ofMachine: true, sources: [aptPackage("prometheus")] },
  "redis-cli": { ask: ["--version"], ofMachine: true, sources: [aptPackage("redis-tools")] },
  "nats-server": unpacked("nats-server"),
  "node-exporter": unpacked("prometheus-node-exporter"),
  "blackbox-exporter": unpacked("prometheus-blackbox-exporter"),

  "podinfo-chart": chart("6.9.2", { ...PODINFO, folder: "charts/podinfo" }),
  podinfo: {
    version: "6.9.2",
    ask: ["--version"],
    sources: [goBuild({ ...PODINFO, main: `${PODINFO.module}/cmd/podinfo` })],
  },
  podcli: {
    version: "6.9.2",
    ask: ["version"],
    sources: [goBuild({ ...PODINFO, main: `${PODINFO.module}/cmd/podcli` })],
  },

  "temporal-server": {
    version: "1.31.2",
    ask: ["--version"],
    sources: [goBuild({ ...TEMPORAL, main: `${TEMPORAL.module}/cmd/server` })],
  },
  "temporal-sql-tool": {
    version: "1.31.2",
    ask: ["--version"],
    sources: [goBuild({ ...TEMPORAL, main: `${TEMPORAL.module}/cmd/tools/sql` })],
  },
  "temporal-schema": {
    ask: ["version.go"],
    isFolder: true,
    sources: [goModuleFolder({ ...TEMPORAL, folder: "schema/postgresql/v12" })],
  },
  "temporal-ui": {
    version: "2.52.0",
    ask: ["--version"],
    sources: [goBuild({ ...TEMPORAL_UI, main: `${TEMPORAL_UI.module}/cmd/server` })],
  },

  "oauth2-proxy": {
    version: OAUTH2_PROXY.version,
    ask: ["--version"],
    sources: [goBuild({
      ...OAUTH2_PROXY,
      main: OAUTH2_PROXY.module,
      versionVariable: `${OAUTH2_PROXY.module}/pkg/version.VERSION`,
    })],
  },

  "minio-chart": chart("5.4.0", { ...MINIO, folder: "helm/minio" }),
  minio: {
    version: said(MINIO),
    ask: ["--version"],
    sources: [goBuild({
      ...MINIO,
      main: MINIO.module,
      versionVariable: `${MINIO.module}/cmd.ReleaseTag`,
    })],
  },
  mc: {
    version: said(MINIO_CLIENT),
    ask: ["--version"],
    sources: [goBuild({
      ...MINIO_CLIENT,
      main: MINIO_CLIENT.module,
      versionVariable: `${MINIO_CLIENT.module}/cmd.ReleaseTag`,
    })],
  },
} satisfies Record<string, Program>;
