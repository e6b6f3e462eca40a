/**
 * The service that changes owners, and ends.
 *
 * @module
 */

import { type ComposeService, type ConvertContext, type Mount, mount } from "@dekube/engine/pacts";
import { shellQuote } from "@dekube/engine/pacts/kubernetes";
import type { OwnedFiles } from "./closed_files.ts";
import type { ClaimFolder, OwnedFolder } from "./folders.ts";
import type { Needs } from "./needs.ts";

/**
 * The service. It mounts all folders, also those in others, so that Docker has made them all by then; of a claim it makes
 * those itself, since Docker would follow a link that somebody has put in the place of one.
 */
export function fixService(
  needs: Needs,
  image: string,
  ctx: Pick<ConvertContext, "report">,
): ComposeService {
  const folders = needs.folders.owned(ctx);
  const volumes = needs.volumes.owned(ctx);
  const fresh = [
    ...[...needs.freshFolders.keys()].sort().map(folderPath),
    ...[...needs.freshVolumes].sort().map(volumePath),
  ];
  const inClaims = [...needs.claimFolders.values()].sort((a, b) => a.path < b.path ? -1 : 1);
  const commands = [
    ...(inClaims.length > 0 ? [FOLDER, ...inClaims.map(claimCommand)] : []),
    ...[...needs.mountedFolders].sort().map(volumePath).map(makeFolder),
    ...(fresh.length > 0 ? [OPEN, ...fresh.map((path) => `open ${shellQuote(path)}`)] : []),
    ...folders.flatMap((folder) => ownerCommands(folder, folderPath(folder.path))),
    ...volumes.flatMap((volume) => ownerCommands(volume, volumePath(volume.path))),
    ...needs.files.folders.flatMap(fileCommands),
  ];
  const sources = new Map([
    ...folders.map(({ path, source }) => [path, source] as const),
    ...needs.freshFolders,
  ]);
  for (const { path, root, source } of inClaims) {
    sources.delete(path);
    sources.set(root, source);
  }
  return {
    image,
    user: "0",
    entrypoint: ["sh", "-c"],
    command: [commands.join(" &&\n")],
    restart: "no",
    volumes: [
      ...[...sources].sort(byPath).map(([path, source]) => mount(source, folderPath(path))),
      ...volumeNames(needs, volumes).map((name) => mount(name, volumePath(name))),
      ...needs.files.folders.map(({ folder }): Mount => mount(`./${folder}`, filePath(folder))),
    ],
  };
}

/**
 * Lets everybody write a folder that Docker has just made, and those in it that are made for other mounts: they are
 * root's, and nothing is in them. What a program has taken for its own, and perhaps closed, stays as it is.
 */
const OPEN =
  `open() { [ -n "$(find "$1" ! -type d | head -n 1)" ] || find "$1" -type d -user 0 -perm 755 -exec chmod 777 {} +; }`;

/**
 * Makes a folder in another, name by name, and goes through no link: one in the place of a folder that is mounted by itself
 * would lead whoever mounts it to any folder of the machine.
 */
export const FOLDER =
  `folder() { p="$1"; shift; for name; do p="$p/$name"; if [ -L "$p" ]; then echo "\${p#/folders/} is a link, and may lead anywhere: put a folder in its place" >&2; return 1; fi; [ -e "$p" ] || mkdir "$p" || return 1; done; }`;

function claimCommand({ root, parts }: ClaimFolder): string {
  return ["folder", folderPath(root), ...parts].map((word, index) =>
    index === 0 ? word : shellQuote(word)
  ).join(" ");
}

function makeFolder(path: string): string {
  const folder = shellQuote(path);
  // It may be a file, which somebody has put there.
  return `{ [ -e ${folder} ] || mkdir -p ${folder}; }`;
}

function ownerCommands(
  { uid, gid, groupWrites, covered }: OwnedFolder,
  path: string,
): string[] {
  if (covered) return [];
  const folder = shellQuote(path);
  const group = gid === undefined ? "" : `:${gid}`;
  const commands = [
    uid === undefined ? `chgrp -R ${gid} ${folder}` : `chown -R ${uid}${group} ${folder}`,
  ];
  // As Kubernetes does for fsGroup; with the setgid bit, what is made later has the group too.
  if (groupWrites) commands.push(`chmod -R g+rwX ${folder}`, `chmod g+s ${folder}`);
  return commands;
}

/** The files alone: whoever converts must be able to replace them, which takes only the folder. */
function fileCommands({ owner, byMode }: OwnedFiles): string[] {
  return [...byMode].sort(([a], [b]) => a - b).flatMap(([mode, paths]) => {
    const files = [...paths].sort().map((path) => shellQuote(filePath(path))).join(" ");
    return [`chown ${owner} ${files}`, `chmod ${mode.toString(8).padStart(4, "0")} ${files}`];
  });
}

function volumeNames(needs: Needs, volumes: readonly OwnedFolder[]): string[] {
  const paths = [
    ...volumes.map(({ path }) => path),
    ...needs.freshVolumes,
    ...needs.mountedFolders,
  ];
  return [...new Set(paths.map((path) => path.split("/")[0]))].sort();
}

function byPath([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1;
}

function folderPath(path: string): string {
  return `/folders/${path}`;
}

function volumePath(name: string): string {
  return `/volumes/${name}`;
}

function filePath(path: string): string {
  return `/files/${path}`;
}
