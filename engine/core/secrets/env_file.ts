/**
 * The file from which Docker Compose fills compose.yml in.
 *
 * @see https://github.com/compose-spec/compose-spec/blob/main/05-services.md#env_file-format
 * @module
 */

const HEADER =
  `# Values of Secrets, which compose.yml refers to. Written by dekube, which writes it anew:
# change them in the manifests. Keep it to yourself: no copy of it belongs into version control.
`;

/**
 * Variables as the text of a `.env`.
 *
 * @example
 * ```ts
 * import { renderEnvFile } from "@dekube/engine";
 * import { assertStringIncludes } from "@std/assert";
 *
 * assertStringIncludes(renderEnvFile({ SECRET_DB_PASSWORD: "a$b" }), "SECRET_DB_PASSWORD='a$b'\n");
 * ```
 */
export function renderEnvFile(variables: Readonly<Record<string, string>>): string {
  const lines = Object.keys(variables).sort().map((name) => `${name}=${quoted(variables[name])}\n`);
  return HEADER + lines.join("");
}

/** Whether a text is a `.env` of ours: a copy of the folder may have it without the list of what was written. */
export function isEnvFile(text: string): boolean {
  return text.startsWith(HEADER);
}

/** In single quotes nothing means anything, but for these. */
function quoted(value: string): string {
  return /['\\\r\n]/.test(value) ? `"${escaped(value)}"` : `'${value}'`;
}

const ESCAPES: Record<string, string> = { "\n": "\\n", "\r": "\\r" };

function escaped(value: string): string {
  return value.replace(/[\\"$\r\n]/g, (character) => ESCAPES[character] ?? `\\${character}`);
}
