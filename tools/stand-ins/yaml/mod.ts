/** Stands in for `@std/yaml`: the same functions over npm's js-yaml 3, which it is a port of. */
export * from "./parse.ts";
export * from "./stringify.ts";
