/**
 * Imports a module, and gives up where an address does not answer in time.
 *
 * @module
 */

import { importHeld } from "./held_modules.ts";
import { inlineModule } from "./inline_module.ts";
import { RUN_FORM } from "./run_form.ts";

/** How long an address may take to answer, with all that it imports. */
const TIMEOUT = 60_000;

/** `import()`, which gives up on an address that takes the connection and never answers. */
export async function importInTime(
  specifier: string,
  options?: ImportCallOptions,
): Promise<object> {
  const imported: Promise<object> = importHeld(specifier) ?? importAny(specifier, options);
  const isRemote = /^(jsr:|npm:|https?:)/.test(specifier);
  if (isRemote) return await inTime(imported, specifier, TIMEOUT);
  return await imported.catch((error: unknown) => {
    throw notThere(error, specifier) ?? error;
  });
}

/** Where extensions may read nothing, a file that they are not handed is one that could not be read before. */
function notThere(error: unknown, specifier: string): Error | undefined {
  const isRefused = specifier.startsWith("file:") && error instanceof Error &&
    error.message.includes("Requires read access to");
  return isRefused
    ? new TypeError(`Module not found "${specifier}", or it can't be read`, { cause: error })
    : undefined;
}

function importAny(specifier: string, options?: ImportCallOptions): Promise<object> {
  return RUN_FORM === "registry" && /^https?:/.test(specifier)
    ? importByProxy(specifier, options)
    : RUN_FORM === "executable" && specifier.startsWith("file:")
    ? importInlined(specifier)
    : options
    ? import(specifier, options)
    : import(specifier);
}

async function importInlined(file: string): Promise<object> {
  return await import(await inlineModule(file));
}

/** Deno lets no package from JSR import from elsewhere; a module without an address belongs to none. */
async function importByProxy(address: string, options?: ImportCallOptions): Promise<object> {
  const assertion = options?.with ? ` with ${JSON.stringify(options.with)}` : "";
  const form = options?.with ? "{ default as content }" : "* as content";
  const source = `import ${form} from ${JSON.stringify(address)}${assertion}; export { content };`;
  const { content } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
  return options?.with ? { default: content } : content;
}

/** What is waited for, unless it takes longer than this many milliseconds. */
export async function inTime<T>(
  awaited: Promise<T>,
  address: string,
  timeout: number,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${address} does not answer (waited for ${timeout / 1000} s)`)),
      timeout,
    );
  });
  try {
    return await Promise.race([awaited, late]);
  } finally {
    clearTimeout(timer);
  }
}
