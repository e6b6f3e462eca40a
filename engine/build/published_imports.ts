import type { Package } from "./workspace.ts";

/**
 * What an import of a package's module is called once it is published: names that only the
 * workspace knows become `jsr:` and `npm:` specifiers, as `deno publish` writes them. The first of
 * the packages is the workspace's root, whose imports all of them share.
 */
export function publishedSpecifier(
  specifier: string,
  importer: Package,
  packages: readonly Package[],
): string {
  if (/^(\.{0,2}\/|[\w-]+:)/.test(specifier)) return specifier;
  const names: Record<string, string> = {
    ...packages[0].config.imports,
    ...importer.config.imports,
  };
  for (const { name, config } of packages) names[name] ??= `jsr:${name}@^${config.version}`;
  const name = Object.keys(names)
    .filter((name) => specifier === name || specifier.startsWith(`${name}/`))
    .sort((a, b) => b.length - a.length)[0];
  const target = names[name];
  if (!target || !/^[\w-]+:/.test(target)) {
    throw new Error(
      `${importer.name} imports "${specifier}", for which deno.json has no jsr: or npm: specifier`,
    );
  }
  return target + specifier.slice(name.length);
}
