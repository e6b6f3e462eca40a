/**
 * Applications that use what operators run: `deno task operators` deploys them beside it. They are got by it alone.
 *
 * @module
 */

import { aptFolder, aptPackage, aptPackageFile } from "./apt.ts";
import type { Program } from "./ensure.ts";
import { goBuild } from "./go_build.ts";
import { wheels } from "./packages.ts";

const CELERY = "5.7.0";
const FASTSTREAM = "0.7.8";
const FAUST = "0.15.3";
const CLICKHOUSE_MIGRATIONS = "0.16.0";
const DRAMATIQ = "2.2.1";

/** A program of Debian that others may not want on their machine. */
function unpacked(name: string, ...ask: string[]) {
  return {
    ask: ask.length > 0 ? ask : ["--version"],
    sources: [aptPackageFile(name, `usr/bin/${name}`)],
  };
}

/** What the tests of operators' applications need, beside what the rest of the suite does. */
export const OPERATOR_PROGRAMS = {
  miniflux: {
    version: "2.3.5",
    ask: ["-version"],
    sources: [goBuild({
      module: "miniflux.app/v2",
      version: "2.3.5",
      main: "miniflux.app/v2",
      versionVariable: "miniflux.app/v2/internal/version.Version",
    })],
  },
  php: {
    ask: ["--version"],
    ofMachine: true,
    files: ["/usr/lib/php/20220829/mysqli.so"],
    sources: [aptPackage("php8.2-cli", "php8.2-mysql")],
  },
  wordpress: {
    ask: ["version"],
    isFolder: true,
    sources: [
      aptFolder(
        "usr/share/wordpress",
        ...["wordpress", "php-getid3", "libjs-underscore", "libjs-cropper"],
      ),
    ],
  },
  "prometheus-mysqld-exporter": unpacked("prometheus-mysqld-exporter"),
  "prometheus-postgres-exporter": unpacked("prometheus-postgres-exporter"),
  celery: {
    version: CELERY,
    ask: ["version"],
    isFolder: true,
    sources: [wheels(CELERY, `celery==${CELERY}`, "flower==2.2.0")],
  },
  dramatiq: {
    version: DRAMATIQ,
    ask: ["version"],
    isFolder: true,
    sources: [wheels(DRAMATIQ, `dramatiq==${DRAMATIQ}`, "pika==1.3.2")],
  },
  "docker-registry": unpacked("docker-registry"),
  rclone: unpacked("rclone"),
  faust: {
    version: FAUST,
    ask: ["version"],
    isFolder: true,
    sources: [wheels(FAUST, `faust-streaming==${FAUST}`)],
  },
  faststream: {
    version: FASTSTREAM,
    ask: ["version"],
    isFolder: true,
    sources: [wheels(FASTSTREAM, `faststream[confluent,cli]==${FASTSTREAM}`)],
  },
  "clickhouse-migrations": {
    version: CLICKHOUSE_MIGRATIONS,
    ask: ["version"],
    isFolder: true,
    sources: [wheels(CLICKHOUSE_MIGRATIONS, `clickhouse-migrations==${CLICKHOUSE_MIGRATIONS}`)],
  },
} satisfies Record<string, Program>;
