/**
 * The service that changes owners, and ends.
 *
 * @module
 */

import { type ComposeService, type ConvertContext, type Mount, mount } from "@dekube/engine/pacts";
import { shellQuote } from "@dekube/engine/pacts/kubernetes";
import type { OwnedFiles } from "./closed_files.ts";
import type { OwnedFolder } from "./folders.ts";
import type { Needs } from "./needs.ts";

/** The service. It mounts all folders, also those in others, so that Docker has made them all by then. */
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
  const commands = [
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
