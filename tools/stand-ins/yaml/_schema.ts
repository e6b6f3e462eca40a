/** The schemas that both sides know. `@std/yaml` has `extended` too, which nothing here uses. */
export type SchemaType = "failsafe" | "json" | "core" | "default";

/** What is used of a js-yaml module; parse and stringify each bring the version nearest to std. */
export interface JsYaml {
  Schema: new (
    definition: { include: Schema[]; implicit?: Type[]; explicit?: Type[] },
  ) => Schema;
  FAILSAFE_SCHEMA: Schema;
  JSON_SCHEMA: Schema;
  CORE_SCHEMA: Schema;
  DEFAULT_SAFE_SCHEMA: Schema;
}

/** A js-yaml schema. */
export interface Schema {
  compiledTypeMap: { scalar: Record<string, Type> };
}

interface Type {
  resolve(data: string | null): boolean;
  construct(data: string | null): unknown;
  predicate?(value: unknown): boolean;
}

/** The named schema of js-yaml, less what `@std/yaml` left out when it was ported. */
export function createSchemas(yaml: JsYaml): Record<SchemaType, Schema> {
  const core = asPorted(yaml, yaml.CORE_SCHEMA);
  return {
    failsafe: yaml.FAILSAFE_SCHEMA,
    json: core,
    core,
    default: withUint8Array(
      yaml,
      asPorted(yaml, yaml.DEFAULT_SAFE_SCHEMA),
    ),
  };
}

/** `22:22` is text, a decimal number is a float, and an empty node has no scalar type. */
function asPorted(yaml: JsYaml, base: Schema): Schema {
  const implicit = ["null", "int", "float"].map((name) => {
    const type = scalar(base, name);
    return derive(type, {
      resolve: (data) =>
        data !== null && !data.includes(":") &&
        (name !== "int" || /^[-+]?0/.test(data)) && type.resolve(data),
    });
  });
  return new yaml.Schema({ include: [base], implicit });
}

/** `!!binary` is a plain Uint8Array, not Node's Buffer. */
function withUint8Array(yaml: JsYaml, base: Schema): Schema {
  const type = scalar(base, "binary");
  const binary = derive(type, {
    construct: (data) => new Uint8Array(type.construct(data) as Uint8Array),
    predicate: (value) => value instanceof Uint8Array,
  });
  return new yaml.Schema({ include: [base], explicit: [binary] });
}

function scalar(schema: Schema, name: string): Type {
  return schema.compiledTypeMap.scalar[`tag:yaml.org,2002:${name}`];
}

/** A copy of a type with some of its methods replaced. */
function derive(type: Type, methods: Partial<Type>): Type {
  return Object.assign(
    Object.create(Object.getPrototypeOf(type)),
    type,
    methods,
  );
}
