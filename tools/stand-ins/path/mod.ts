/** Stands in for `@std/path`: paths of the system it runs on, over node:path. */
import path from "node:path";
import { createPathFunctions, type PathFunctions } from "./_path_functions.ts";

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
