// deno-lint-ignore no-import-prefix -- goes into a registry, which has no import map
import yaml from "npm:js-yaml@3.14";
import { createSchemas, type SchemaType } from "./_schema.ts";
import { type Mark, toSyntaxError, YamlSyntaxError } from "./_syntax_error.ts";

export type { SchemaType };

/** Options for {@linkcode parse} and {@linkcode parseAll}. */
export interface ParseOptions {
  /** Which values are more than text. */
  schema?: SchemaType;
  /** The last of duplicate keys wins; otherwise they are an error. */
  allowDuplicateKeys?: boolean;
  /** Told of what is odd but readable. */
  onWarning?(error: SyntaxError): void;
}

const SCHEMAS = createSchemas(yaml);

/** The one document in the text. */
export function parse(content: string, options: ParseOptions = {}): unknown {
  const firstEnd = new FirstDocumentEnd();
  try {
    return yaml.load(content, {
      ...toJsYaml(options),
      listener: firstEnd.listener,
    }) ?? null;
  } catch (error) {
    // std stops at a second document before it reads it, js-yaml only after.
    const second = firstEnd.findSecondDocument();
    if (!second) throw toSyntaxError(error);
    throw new YamlSyntaxError(
      "Found more than 1 document in the stream: expected a single document",
      second,
    );
  }
}

/** All documents in the text. */
export function parseAll(
  content: string,
  options: ParseOptions = {},
): unknown[] {
  // js-yaml sees no document where there is nothing, std an empty one.
  if (/^\ufeff?[ \t\r\n]*$/.test(content)) return content ? [null] : [];
  try {
    return yaml.loadAll(content, null, toJsYaml(options));
  } catch (error) {
    throw toSyntaxError(error);
  }
}

function toJsYaml(
  { schema = "default", allowDuplicateKeys, onWarning }: ParseOptions,
) {
  return {
    schema: SCHEMAS[schema],
    // js-yaml calls it json, for that is what JSON.parse does with duplicates.
    json: allowDuplicateKeys,
    onWarning: onWarning &&
      ((warning: unknown) => onWarning(toSyntaxError(warning) as SyntaxError)),
  };
}

/** Notes where the first document ended while js-yaml reads. */
class FirstDocumentEnd {
  #depth = 0;
  #end?: { input: string; position: number };

  listener = (
    event: "open" | "close",
    state: { input: string; position: number },
  ): void => {
    this.#depth += event === "open" ? 1 : -1;
    if (this.#depth === 0) {
      this.#end ??= { input: state.input, position: state.position };
    }
  };

  /** Where the next document's `---` is, or what comes after the first one's `...`. */
  findSecondDocument(): Mark | undefined {
    if (!this.#end) return;
    const { input } = this.#end;
    const rest = /(?:\s|#.*)*(?:^\.{3}(?=\s)(?:\s|#.*)*|(?=^---\s))/my;
    rest.lastIndex = this.#end.position;
    if (!rest.test(input) || input[rest.lastIndex] === "\0") return;
    const position = rest.lastIndex;
    const lines = input.slice(0, position).split(/\r\n?|\n/);
    return {
      position,
      line: lines.length - 1,
      column: lines.at(-1)!.length,
      getSnippet: () => `    ${input.slice(position).match(/^[^\r\n\0]*/)}\n    ^`,
    };
  }
}
