/**
 * What tests of this folder give.
 *
 * @module
 */

import type { Given } from "./messages.ts";

/** A folder with texts in it. */
export function folder(name: string, files: Record<string, string>): Given {
  return {
    name,
    files: Object.entries(files).map(([path, text]) => ({
      path: `${name}/${path}`,
      bytes: new TextEncoder().encode(text),
    })),
  };
}

/** A file. */
export function file(name: string, text: string): Given {
  return { name, files: [{ path: name, bytes: new TextEncoder().encode(text) }] };
}

/** A manifest that something can be made of. */
export function widget(name: string): string {
  return `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec: { containers: [{ name: ${name}, image: a }] }\n`;
}
