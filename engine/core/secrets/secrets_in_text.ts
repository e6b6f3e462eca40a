/**
 * What is secret in texts that are no values of their own: settings of a program, SQL, XML.
 *
 * @module
 */

import { isSecretField } from "./sounds_secret.ts";

/** What a value may be: in quotes, or up to where another thing begins. What begins with `$` or `{` is a place for one. */
const VALUE = String
  .raw`(?:"([^"\n]{1,500})"|'([^'\n]{1,500})'|([^\s"'\`,;<>(){}[\]&$%|*…][^\s"'\`,;<>&]{0,500}))`;

/** `name = value`, `"name": "value"`, `name => "value"`, `{name, <<"value">>}`. */
const SETTING = new RegExp(
  String
    .raw`(?<![\w./-])([\w./-]{1,100})["']?[ \t]{0,20}(?:=>|:=|[:=]|,[ \t]{0,5}<<)[ \t]{0,20}${VALUE}`,
  "g",
);

/** Words that a value follows behind a space: of Redis, and of SQL. */
const FOLLOWED = new RegExp(
  String
    .raw`(?<!\w)(?:requirepass|masterauth|masterpass|sentinel auth-pass [\w.-]{1,100}|IDENTIFIED BY(?: PASSWORD)?|(?:WITH |ENCRYPTED )?PASSWORD(?=\s{1,5}'))\s{1,5}${VALUE}`,
  "gi",
);

/** A user of Redis, and what one is let in by. */
const ACL_USER = /^[ \t]{0,20}(?:ACL SETUSER|user) [^\n]*[>#][^\n]*/gim;
const ACL_PASSWORD = /(?<= )[>#]([^\s"']{1,500})/g;

/** `<password>value</password>`. */
const ELEMENT = /<([\w.-]{1,100})(?:\s[^<>]{0,200})?>([^<>]{1,500})<\//g;

/** What stands for a value that somebody fills in, or for one that is hidden already. */
const PLACEHOLDER = /^(?:\$|\{\{|%|\*{3}|…|<)/;

/** The secrets that a text has beside names that say so, each once. */
export function secretsInText(text: string): string[] {
  const found = new Set<string>();
  eachSecret(text, (value) => {
    found.add(value);
    return value;
  });
  return [...found];
}

/** A text in which something else stands for them. */
export function withoutSecretsInText(text: string, instead: string): string {
  return eachSecret(text, () => instead);
}

function eachSecret(text: string, change: (value: string) => string): string {
  const inMatch = (match: string, value: string | undefined) => {
    if (value === undefined || PLACEHOLDER.test(value.trim())) return match;
    const at = match.lastIndexOf(value);
    return match.slice(0, at) + change(value) + match.slice(at + value.length);
  };
  let rest = text;
  if (/[:=<]/.test(rest)) {
    rest = rest.replace(SETTING, (match, name, ...values) => {
      const value = valueOf(values);
      return value !== undefined && isSecretField(name, value) ? inMatch(match, value) : match;
    });
  }
  if (/pass|auth|identified/i.test(rest)) {
    rest = rest.replace(FOLLOWED, (match, ...values) => inMatch(match, valueOf(values)));
  }
  if (rest.includes("<")) {
    rest = rest.replace(
      ELEMENT,
      (match, name, value) =>
        isSecretField(name, value)
          ? match.slice(0, -value.length - 2) + inMatch(`${value}</`, value)
          : match,
    );
  }
  return rest.replace(
    ACL_USER,
    (user) => user.replace(ACL_PASSWORD, (match, value) => inMatch(match, value)),
  );
}

/** The one of the ways to write a value that was taken. */
function valueOf([double, single, plain]: readonly (string | undefined)[]): string | undefined {
  return [double, single, plain].find((one) => typeof one === "string");
}
