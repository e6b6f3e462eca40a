/** A name, or several. */
export type Names<Name extends string> = Name | readonly Name[];

/** What {@linkcode parseArgs} may be told. */
export interface ParseOptions<
  Booleans extends string = string,
  Strings extends string = string,
  Collected extends string = string,
  Negatable extends string = string,
  Defaults extends Record<string, unknown> = Record<string, unknown>,
> {
  /** Keep what follows `--` apart, under that name. */
  "--"?: boolean;
  /** Other names of an option. */
  alias?: Record<string, Names<string>>;
  /** Options that take no value; `true` for all that begin with `--`. */
  boolean?: boolean | Names<Booleans>;
  /** Values of options that were not given. */
  default?: Defaults;
  /** Everything after the first argument that is no option is none either. */
  stopEarly?: boolean;
  /** Options whose value stays text. */
  string?: Names<Strings>;
  /** Options that may be given several times; of others the last counts. */
  collect?: Names<Collected>;
  /** Options that `--no-` before the name turns off. */
  negatable?: Names<Negatable>;
  /** Told of each argument that is not declared; `false` leaves it out. */
  unknown?: (argument: string, key?: string, value?: unknown) => unknown;
}

/** What {@linkcode parseArgs} returns. */
export type Args<
  Booleans extends string = never,
  Strings extends string = never,
  Collected extends string = never,
  Negatable extends string = never,
  Defaults extends Record<string, unknown> = Record<never, never>,
> =
  & Record<string, unknown>
  & { [Name in Exclude<Booleans, Collected | keyof Defaults>]: boolean }
  & { [Name in Extract<Booleans, Collected>]: boolean[] }
  & {
    [Name in Exclude<Strings, Collected | keyof Defaults>]?: Text<
      Name,
      Negatable
    >;
  }
  & { [Name in Extract<Strings, Collected>]: string[] }
  & { [Name in Exclude<Collected, Strings | Booleans>]: unknown[] }
  & {
    [Name in keyof Defaults]:
      | Defaults[Name]
      | (Name extends Booleans ? boolean
        : Name extends Strings ? Text<Name, Negatable>
        : unknown);
  }
  & {
    /** The arguments that belong to no option. */
    _: (string | number)[];
    /** What followed `--`, where that was asked for. */
    "--"?: string[];
  };

type Text<Name, Negatable> = Name extends Negatable ? string | false : string;
