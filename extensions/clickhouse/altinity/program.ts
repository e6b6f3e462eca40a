/**
 * The two programs that Altinity's operator runs, and what sets them apart.
 *
 * @module
 */

import { INSTALLATION, KEEPER_INSTALLATION } from "../kinds.ts";
import type { SETTINGS } from "../settings.ts";

/** A program. */
export interface Program {
  /** The kind of the resource. */
  kind: string;
  /** What names begin with. */
  prefix: "chi" | "chk";
  /** What labels begin with. */
  group: string;
  /** The name of its container. */
  container: string;
  /** The setting with its image. */
  image: keyof typeof SETTINGS;
  /** The Service of all servers. */
  service: string;
  /** Where its config lies. */
  folder: string;
  /** The folder in it for what all servers have in common. */
  common: string;
  /** Where its data lie. */
  data: string;
  /** Where its log lies. */
  log: string;
}

/** A server. */
export const SERVER: Program = {
  kind: INSTALLATION,
  prefix: "chi",
  group: "clickhouse.altinity.com",
  container: "clickhouse",
  image: "image",
  service: "clickhouse-{chi}",
  folder: "/etc/clickhouse-server",
  common: "config.d",
  data: "/var/lib/clickhouse",
  log: "/var/log/clickhouse-server",
};

/** A Keeper. */
export const KEEPER: Program = {
  kind: KEEPER_INSTALLATION,
  prefix: "chk",
  group: "clickhouse-keeper.altinity.com",
  container: "clickhouse-keeper",
  image: "keeper_image",
  service: "keeper-{chk}",
  folder: "/etc/clickhouse-keeper",
  common: "keeper_config.d",
  data: "/var/lib/clickhouse-keeper",
  log: "/var/log/clickhouse-keeper",
};
