/**
 * Ways to prove who one is in pg_hba.conf, and their options.
 *
 * @see https://www.postgresql.org/docs/current/auth-methods.html
 * @module
 */

import type { Field } from "./auth_file.ts";

/** Where a method is used. */
export interface MethodUse {
  /** Type of the connection. */
  type: string;
  /** Name of the method. */
  method: string;
  /** Version of the server. */
  major: number;
}

const METHODS = "trust reject scram-sha-256 md5 password cert ldap gss ident peer pam radius".split(
  " ",
);

/** Those that the server is not built with. */
const ELSEWHERE: Record<string, string> = {
  sspi: "is for Windows",
  bsd: "is for OpenBSD",
  oauth: "needs a library that checks tokens, which the image has not",
};

/** Whether any server knows a method. What none knows may have been to let in as well as to turn away. */
export function isMethod(name: string): boolean {
  return METHODS.includes(name) || Object.hasOwn(ELSEWHERE, name);
}

/** Why PostgreSQL would not take a method for a type of connection. */
export function methodProblem({ type, method, major }: MethodUse): string | undefined {
  const has = (name: string) =>
    name === "scram-sha-256" ? major >= 10 : name === "radius" ? major <= 18 : true;
  if (Object.hasOwn(ELSEWHERE, method)) return `the method "${method}" ${ELSEWHERE[method]}`;
  if (!METHODS.includes(method) || !has(method)) {
    return `"${method}" is no method, which is one of ${METHODS.filter(has).join(", ")}`;
  }
  const isLocal = type === "local";
  if (method === "peer" && !isLocal) return `the method "peer" is for connections of type "local"`;
  if (method === "gss" && isLocal) return `the method "gss" is for no connections of type "local"`;
  if (method === "cert" && type !== "hostssl") {
    return `the method "cert" is for connections of type "hostssl"`;
  }
  // Later releases, also of 12 and 13, have all.
  if (type === "hostgssenc" && major < 14 && !/^(gss|trust|reject)$/.test(method)) {
    return `connections of type "hostgssenc" take the methods gss, trust and reject`;
  }
  return undefined;
}

const MAPPED = ["ident", "peer", "gss", "cert"];

/** Options by the methods that have them; what is said of none takes any text. */
const OPTIONS: Record<string, { methods: readonly string[]; value?: RegExp }> = {
  map: { methods: MAPPED },
  pamservice: { methods: ["pam"] },
  pam_use_hostname: { methods: ["pam"] },
  ldapurl: {
    methods: ["ldap"],
    value:
      /^ldaps?:\/\/([A-Za-z0-9.-]+(:\d{1,5})?)?\/([A-Za-z0-9=,. +_-]|%[\dA-Fa-f]{2})+(\?[A-Za-z0-9,]*(\?(base|one|sub)?(\?\([\w()=*&|!.$@-]+\))?)?)?$/,
  },
  ldaptls: { methods: ["ldap"] },
  ldapscheme: { methods: ["ldap"], value: /^ldaps?$/ },
  ldapserver: { methods: ["ldap"] },
  ldapport: { methods: ["ldap"], value: /^[1-9]\d{0,4}$/ },
  ldapbinddn: { methods: ["ldap"] },
  ldapbindpasswd: { methods: ["ldap"] },
  ldapsearchattribute: { methods: ["ldap"] },
  ldapsearchfilter: { methods: ["ldap"] },
  ldapbasedn: { methods: ["ldap"] },
  ldapprefix: { methods: ["ldap"] },
  ldapsuffix: { methods: ["ldap"] },
  krb_realm: { methods: ["gss"] },
  include_realm: { methods: ["gss"] },
  radiusservers: { methods: ["radius"] },
  radiussecrets: { methods: ["radius"] },
  radiusports: { methods: ["radius"] },
  radiusidentifiers: { methods: ["radius"] },
};

/** Why PostgreSQL would not take the options of a method, and those that it asks for. */
export function optionsProblem(fields: readonly Field[], use: MethodUse): string | undefined {
  const options = new Map<string, string>();
  for (const { text } of fields.flatMap(({ words }) => words)) {
    const [, name, value] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
    if (name === undefined) return `"${text}" is no option, which has the form name=value`;
    const problem = optionProblem(name, value, use);
    if (problem) return problem;
    options.set(name, value);
  }
  if (use.method === "ldap") return ldapProblem(options, use.major);
  return use.method === "radius" ? radiusProblem(options) : undefined;
}

function optionProblem(
  name: string,
  value: string,
  { type, method, major }: MethodUse,
): string | undefined {
  if (name === "clientcert" || (name === "clientname" && major >= 14)) {
    if (type !== "hostssl") return `the option "${name}" is for connections of type "hostssl"`;
    const values = name === "clientname" ? ["CN", "DN"] : certValues(method, major);
    return values.includes(value)
      ? undefined
      : `"${value}" is no value of ${name}, which is one of ${values.join(", ")}`;
  }
  if (!Object.hasOwn(OPTIONS, name)) return `"${name}" is no option that PostgreSQL ${major} knows`;
  const option = OPTIONS[name];
  if (!option.methods.includes(method)) {
    return `the option "${name}" is for the method ${option.methods.join(", ")}`;
  }
  return option.value?.test(value) ?? true
    ? undefined
    : `"${value}" is no value of ${name} that can be judged here`;
}

function certValues(method: string, major: number): string[] {
  const isCert = method === "cert";
  if (major >= 14) return isCert ? ["verify-full"] : ["verify-ca", "verify-full"];
  const full = major >= 12 ? ["verify-ca", "verify-full"] : [];
  return isCert ? ["1", ...full] : ["0", "1", ...full];
}

function ldapProblem(options: ReadonlyMap<string, string>, major: number): string | undefined {
  const url = options.get("ldapurl")?.split("?") ?? [];
  const isUrl = url.length > 0;
  const attribute = options.has("ldapsearchattribute") || (url[1] ?? "") !== "";
  const filter = options.has("ldapsearchfilter") || url.length > 3;
  const search = isUrl || attribute || filter ||
    ["ldapbasedn", "ldapbinddn", "ldapbindpasswd"].some((name) => options.has(name));
  const simple = options.has("ldapprefix") || options.has("ldapsuffix");
  if (simple && search) {
    return "of LDAP's options, those that search (ldapbasedn, ldapurl, …) can't stand beside ldapprefix and ldapsuffix";
  }
  if (!simple && !isUrl && !options.has("ldapbasedn")) {
    return `the method "ldap" needs one of the options ldapbasedn, ldapurl, ldapprefix and ldapsuffix`;
  }
  if (attribute && filter) {
    return "it has two things that LDAP searches by: an attribute and a filter";
  }
  if (major < 12 && !isUrl && !options.has("ldapserver")) {
    return `the method "ldap" needs the option ldapserver`;
  }
  return undefined;
}

/** An item of a list; one in quotes may have anything in it. */
const ITEM = /[ \t]*(?:"((?:[^"]|"")+)"|([^\s,"]+))[ \t]*(?:,|$)/y;

function radiusProblem(options: ReadonlyMap<string, string>): string | undefined {
  const counts: Record<string, number> = {};
  for (
    const name of ["servers", "secrets", "ports", "identifiers"].map((part) => `radius${part}`)
  ) {
    const value = options.get(name);
    if (value === undefined) continue;
    const items = itemsOf(value);
    if (!items) return `${name} is no list with commas between its items`;
    // The server looks a name up when it starts, and does not start where that fails.
    const isItem = name === "radiusservers"
      ? (item: string) => /^\d{1,3}(\.\d{1,3}){3}$/.test(item)
      : name === "radiusports"
      ? (item: string) => /^[1-9]\d{0,4}$/.test(item)
      : () => true;
    if (!items.every(isItem)) {
      return `${name} is no list of ${
        name === "radiusports" ? "ports" : "addresses such as 10.0.0.1"
      }`;
    }
    counts[name] = items.length;
  }
  const { radiusservers: servers, radiussecrets: secrets, ...others } = counts;
  if (!servers || !secrets) {
    return `the method "radius" needs the options radiusservers and radiussecrets`;
  }
  const odd = Object.entries({ radiussecrets: secrets, ...others })
    .find(([, count]) => count !== 1 && count !== servers);
  return odd ? `${odd[0]} has neither one item nor as many as there are servers` : undefined;
}

function itemsOf(list: string): string[] | undefined {
  const items: string[] = [];
  ITEM.lastIndex = 0;
  let at = 0;
  while (at < list.length) {
    ITEM.lastIndex = at;
    const found = ITEM.exec(list);
    if (!found) return undefined;
    items.push(found[1] ?? found[2]);
    at = ITEM.lastIndex;
  }
  return items.length > 0 && !/,[ \t]*$/.test(list) ? items : undefined;
}
