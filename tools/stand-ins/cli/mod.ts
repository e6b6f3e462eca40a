/** Stands in for `@std/cli`: reading arguments, over npm's minimist, which std's is a port of. */
export * from "./parse_args.ts";
