/**
 * The service that changes owners, and ends.
 *
 * @module
 */

import { type ComposeService, mount } from "@dekube/engine/pacts";
import { shellQuote } from "@dekube/engine/pacts/kubernetes";
import type { OwnedFolder } from "./folders.ts";

/** What the service has to do. */
export interface FixOptions {
  /** Its image: anything with a shell. */
  image: string;
  /** Folders with their owners. */
  folders: readonly OwnedFolder[];
  /** Named volumes that everybody may write. */
  emptyDirs: readonly string[];
}

/** The service. It mounts all folders, also those in others, so that Docker has made them all by then. */
export function fixService({ image, folders, emptyDirs }: FixOptions): ComposeService {
  const commands = [
    ...folders.filter(({ covered }) => !covered).flatMap(ownerCommands),
    // The root of an emptyDir has mode 0777, until a program says otherwise.
    ...emptyDirs.map(volumePath).map((path) =>
      `{ [ -n "$(ls -A ${path})" ] || chmod 777 ${path}; }`
    ),
  ];
  return {
    image,
    user: "0",
    entrypoint: ["sh", "-c"],
    command: [commands.join(" &&\n")],
    restart: "no",
    volumes: [
      ...folders.map(({ source, path }) => mount(source, folderPath(path))),
      ...emptyDirs.map((name) => mount(name, volumePath(name))),
    ],
  };
}

function ownerCommands({ path, uid, gid, groupWrites }: OwnedFolder): string[] {
  const folder = shellQuote(folderPath(path));
  const group = gid === undefined ? "" : `:${gid}`;
  const commands = [
    uid === undefined ? `chgrp -R ${gid} ${folder}` : `chown -R ${uid}${group} ${folder}`,
  ];
  // As Kubernetes does for fsGroup; with the setgid bit, what is made later has the group too.
  if (groupWrites) commands.push(`chmod -R g+rwX ${folder}`, `chmod g+s ${folder}`);
  return commands;
}

function folderPath(path: string): string {
  return `/folders/${path}`;
}

function volumePath(name: string): string {
  return `/volumes/${name}`;
}
