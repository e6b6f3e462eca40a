/** Stands in for `@std/path/posix`: paths with `/`, over node:path/posix. */
import path from "node:path/posix";
import { createPathFunctions, type PathFunctions } from "../_path_functions.ts";

export const {
  SEPARATOR,
  basename,
  dirname,
  extname,
  fromFileUrl,
  isAbsolute,
  join,
  normalize,
  relative,
  resolve,
  toFileUrl,
}: PathFunctions = createPathFunctions(path);
