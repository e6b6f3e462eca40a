/**
 * Says which images and names wait for values: `${REGISTRY}/web` is what a pipeline passes through envsubst.
 *
 * In most places such a text may be meant, for a shell for instance. An image and a name can't be.
 *
 * @module
 */

import {
  type ComposeProject,
  type Diagnostics,
  idOf,
  type Manifest,
  namespaceOf,
  text,
} from "../../../pacts/mod.ts";
import { describe } from "../extensions/failures.ts";

const MOST_NAMED = 5;

/**
 * `$NAME`, `${NAME}`, `{{ … }}`; `<no value>`, which Helm's language prints for what is not there; `#{NAME}#` and `%NAME%` of
 * pipelines; `REPLACE_ME`, `CHANGEME` and `YOUR_IMAGE` of examples. None of their marks can be part of an image's name or an
 * object's, where all letters but those of a tag are small.
 */
const BLANK =
  /\$\{[^{}]*\}|\$\w+|\{\{[^{}]*\}\}|<[^<>]*>|#\{[^{}]*\}#?|%[A-Za-z_]\w*%|\b(?:(?:REPLACE|CHANGE)[_-]?(?:ME|THIS)|YOUR[_-][A-Z_-]+)\b/g;

/** One message for all of them. Where a project has one `$`, the user wrote it, for Compose to fill in. */
export function warnUnfilled(
  project: ComposeProject,
  manifests: readonly Manifest[],
  diagnostics: Diagnostics,
): void {
  const images = Object.entries(project.services).flatMap(([name, service]) =>
    found(`service ${name}`, generated(text(service?.image)))
  );
  const names = manifests.flatMap((manifest) =>
    found(describe(idOf(manifest)), `${manifest.metadata.name} ${namespaceOf(manifest)}`)
  );
  const unfilled = [...images, ...names];
  if (unfilled.length === 0) return;
  const more = unfilled.length > MOST_NAMED ? `, and ${unfilled.length - MOST_NAMED} more` : "";
  diagnostics.warn(
    "unfilled-value",
    `values that nobody filled in stand in images and names, where they can't stay: ${
      unfilled.slice(0, MOST_NAMED).join(", ")
    }${more}. Fill them in first${
      unfilled.some((one) => one.includes("$"))
        ? ', for instance with "envsubst < FILE", and convert what that prints ("--from-dir -" reads it)'
        : ""
    }${
      images.length > 0
        ? '. To have Compose fill them in from .env, write the image under "overrides" in dekube.yaml'
        : ""
    }`,
  );
}

/** Without what has one `$`. */
function generated(image: string): string {
  return image.replaceAll("$$", "\0").replaceAll("$", "").replaceAll("\0", "$");
}

/** What is to be filled in, with what it belongs to. */
function found(what: string, value: string): string[] {
  if (!/[${<%]|[A-Z]{4}/.test(value)) return [];
  const blanks = value.match(BLANK) ?? [];
  return blanks.length > 0 ? [`${what} (${[...new Set(blanks)].join(", ")})`] : [];
}
