/**
 * `images --script`: takes the images of a project to a machine without network.
 *
 * @module
 */

import { printable } from "../../../pacts/printable.ts";
import { shellQuote } from "../../../pacts/shell.ts";
import type { ListedImage } from "./list_images.ts";

/** A script for a POSIX shell that saves a project's images into a file, and loads them from it. */
export function imageScript(
  project: string,
  images: readonly ListedImage[],
  compose: string,
): string {
  // What Compose is to fill in is known on the user's machine alone.
  const open = images.filter(({ image }) => image.includes("$"));
  // What steers a terminal is in no image's name, and scripts are printed.
  const odd = images.filter(({ image }) => printable(image) !== image && !image.includes("$"));
  const known = images.filter((listed) => !open.includes(listed) && !odd.includes(listed));
  const words = (some: readonly ListedImage[]) =>
    some.map(({ image }) => ` \\\n    ${quote(image)}`).join("");
  const pulled = known.filter(({ isBuilt }) => !isBuilt);
  const built = known.filter(({ isBuilt }) => isBuilt);
  const pinned = known.some(({ image }) => image.includes("@"));
  const file = `${project.replace(/[^a-z0-9_-]/gi, "-") || "project"}-images.tar`;
  return [
    "#!/bin/sh",
    `# The images of ${printable(project || "the project")}, for a machine without network.`,
    "#",
    `#   sh images.sh save [FILE]   where there is a network: get them, and write them into FILE`,
    `#   sh images.sh load [FILE]   where there is none: take them from FILE (${file})`,
    "#",
    "# DOCKER names another program, such as podman.",
    ...pinned
      ? [
        "# Some are pinned by digest: an engine finds those again with the containerd image store alone.",
      ]
      : [],
    ...open.map(({ image }) => `# Not among them, since Compose fills it in: ${printable(image)}`),
    ...odd.map(({ image }) => `# Not among them, since it is no image's name: ${printable(image)}`),
    "set -eu",
    `file=\${2:-${file}}`,
    "docker=${DOCKER:-docker}",
    'case "${1-}" in',
    "save)",
    ...pulled.length > 0
      ? [
        `  for image in${words(pulled)}`,
        "  do",
        '    "$docker" pull -- "$image" || {',
        '      "$docker" image inspect -- "$image" >/dev/null',
        '      echo "not to be had anew, so taken as it is here: $image" >&2',
        "    }",
        "  done",
      ]
      : [],
    ...built.length > 0
      ? [
        `  for image in${words(built)}`,
        "  do",
        '    "$docker" image inspect -- "$image" >/dev/null || {',
        `      echo "build it first: ${compose} build" >&2`,
        "      exit 1",
        "    }",
        "  done",
      ]
      : [],
    ...known.length > 0
      ? [
        "  # Podman writes the first one alone, under the names of all, unless it is told that there are several.",
        '  case "$("$docker" --version 2>/dev/null)" in',
        "  podman*) several=--multi-image-archive ;;",
        "  *) several= ;;",
        "  esac",
        `  "$docker" save $several -o "$file" --${words(known)}`,
      ]
      : [],
    '  echo "saved: $file"',
    "  ;;",
    "load)",
    '  "$docker" load -i "$file"',
    "  ;;",
    "*)",
    `  echo "usage: $0 save|load [FILE]" >&2`,
    "  exit 2",
    "  ;;",
    "esac",
  ].join("\n");
}

/** Always quoted, so that none is taken for a pattern; what keeps them from being flags is the "--" before them. */
function quote(image: string): string {
  const quoted = shellQuote(image);
  return quoted.startsWith("'") ? quoted : `'${quoted}'`;
}
