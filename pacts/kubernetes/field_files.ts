/**
 * Files that a volume takes from fields of the pod.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import { isLongPath } from "../long_path.ts";
import { items, text } from "../read.ts";
import { fieldValue, resourceValue } from "./env.ts";
import { isFilePath, modeBits, sayLong, type SourceFile } from "./source_files.ts";
import type { Volume } from "./types.ts";
import type { Workload } from "./workloads.ts";

/** The files that a volume takes from fields of the pod. */
export function fieldFiles(
  fields: NonNullable<Volume["downwardAPI"]>["items"],
  defaultMode: number | null | undefined,
  workload: Workload,
  ctx: ConvertContext,
  at: string,
): SourceFile[] {
  const files: SourceFile[] = [];
  const mode = modeBits(defaultMode);
  for (const item of items(fields)) {
    const path = text(item.path);
    if (isLongPath(path)) {
      sayLong(path, ctx.report(workload.id, at));
      continue;
    }
    if (!isFilePath(path)) {
      warn("unsafe-path", `"${path}" is no path below the volume; its file is left out`);
      continue;
    }
    const content = item.fieldRef
      ? fieldValue(item.fieldRef, workload, ctx)
      : item.resourceFieldRef
      ? resourceValue(item.resourceFieldRef, {}, workload)
      : undefined;
    if (content === undefined) {
      warn(
        "unknown-field",
        `the file "${path}" of the downward API has no counterpart in Compose; it is left out`,
      );
      continue;
    }
    files.push({ path, content, mode: modeBits(item.mode, mode) });
  }
  return files;

  function warn(code: string, message: string): void {
    ctx.report(workload.id, at).warn(code, message);
  }
}
