/**
 * Lines of pg_hba.conf and pg_ident.conf: of what may stand there, put together at random, with odd texts in between.
 *
 * @module
 */

import type { Odd } from "./_odd.ts";

/** A line, and whether an odd text is in it. */
export interface MadeLine {
  text: string;
  odd: boolean;
}

const TYPES = ["local", "host", "hostssl", "hostnossl", "hostgssenc", "hostnogssenc"];

const DATABASES = [
  ...["all", "sameuser", "samerole", "samegroup", "replication", "app", '"all"', '"a b"'],
  ...["app,other", "app, other", '"a,b",c', "all#", '""', 'a"b c"d', '"say ""hi"""', "/app", "é"],
];

const USERS = [
  ...["all", "app", "+group", '"+group"', '"@file"', "a,+b,c", "a ,b", '"a#b"', "/^app$", "joe's"],
];

const ADDRESSES = [
  ...["all", "samehost", "samenet", "10.0.0.0/8", "0.0.0.0/0", "::/0", "::1/128", "fe80::/10"],
  ...["192.168.1.7/32", "10.0.0.0 255.0.0.0", "::1 ffff::", "10.1.2.3", "::1", "10.0.0.0/33"],
  ...["::/129", "::1/64", "10.0.0.1 ffff::", "::1 255.0.0.0", "db", "web.example.com", '"all"'],
  ...[".example.com", "localhost", "my_host", "10.0.0.0/", '"10.0.0.0/8"', "2001:db8::1/064"],
  ...["::ffff:10.0.0.1/96", "1:2:3:4:5:6:7:8/128", "1:2:3:4:5:6:7::/16", "1::2::3/8", "fe80::g/10"],
  ...["example.com/8", "10.0.0.0,10.1.0.0", "255.255.255.255/0", "::/00"],
];

const METHODS = [
  ...["trust", "reject", "scram-sha-256", "md5", "password", "cert", "ldap", "gss", "ident"],
  ...["peer", "pam", "radius", "sspi", "bsd", "krb5", "MD5", "reject,trust", "oauth", '"md5"'],
];

const OPTIONS = [
  ...[
    "map=users",
    "clientcert=verify-full",
    "clientcert=verify-ca",
    "clientcert=1",
    "clientname=CN",
  ],
  ...[
    "clientname=DN",
    "clientname=cn",
    "pamservice=pg",
    "pam_use_hostname=1",
    "ldapserver=ldap.example.com",
  ],
  ...["ldapport=389", "ldapport=0", "ldapscheme=ldaps", "ldaptls=1", 'ldapprefix="cn="'],
  ...[
    'ldapsuffix=", dc=example, dc=net"',
    'ldapbasedn="dc=example,dc=net"',
    "ldapbindpasswd=secret",
  ],
  ...[
    'ldapbinddn="cn=admin,dc=x"',
    "ldapsearchattribute=uid",
    'ldapsearchfilter="(uid=$username)"',
  ],
  ...[
    'ldapurl="ldap://ldap.example.com/dc=example,dc=net?uid?sub"',
    'ldapurl="ldaps://h:636/dc=x"',
  ],
  ...['ldapurl="ldap://h/dc=x??sub?(uid=$username)"', 'ldapurl="http://h/dc=x"', "include_realm=0"],
  ...["krb_realm=EXAMPLE.COM", "compat_realm=1", "radiusservers=10.0.0.1", "radiussecrets=secret"],
  ...[
    'radiusservers="10.0.0.1,10.0.0.2"',
    'radiussecrets="one,two"',
    'radiussecrets="""a b"",two"',
  ],
  ...["radiusports=1812", "radiusports=0", 'radiusports="1812, 1813"', "radiusidentifiers=pg"],
  ...["map=a,map=b", "nothing", "unknown=1", '"map=a b"'],
];

/** What options go together, so that the rules with several of them are met too. */
const WAYS = [
  ...[
    "cert map=users",
    "ldap ldapserver=l ldapprefix=cn= ldapsuffix=,dc=x",
    "peer map=local",
    "reject",
  ],
  ...["ldap ldapserver=l ldapbasedn=dc=x ldapsearchattribute=uid", "gss include_realm=0 map=m"],
  ...["radius radiusservers=10.0.0.1 radiussecrets=s radiusports=1812", "pam pamservice=pg"],
  ...[
    'ldap ldapurl="ldap://h/dc=x?uid?sub"',
    'ldap ldapurl="ldap://h/dc=x" ldapsearchattribute=uid',
  ],
  ...["scram-sha-256 clientcert=verify-ca", "md5", "scram-sha-256", "trust", "ident map=m"],
];

const REGEXES = [
  ...["/^(.*)@example\\.com$", "/(a|b)+", "/[a-z0-9._-]+", "/^\\d{2,4}$", "/[[:alpha:]]x?", "/"],
  ...[
    "/(",
    "/a{2",
    "/[z-a]",
    "/a**",
    "/*a",
    "/\\",
    "/(?=a)b",
    "/[[.x.]]",
    "/a{1,256}",
    "/a|",
    "/()",
  ],
  ...["/(?i)abc", "/\\w+\\s*", "/[]a]", "/[^a]", "/a\\.b", "/a{3,2}", "/(?:a)", "/a+?", "/[a-]"],
  ...[
    "/((a{200}){200}){200}",
    "/\\1",
    "/(a)\\1",
    "/[\\d-z]",
    "/[a\\]b]",
    "/^*",
    "/a$b^",
    "/x{2}{3}",
  ],
];

const PIECES = [
  "(",
  ")",
  "[",
  "]",
  "a",
  "z-a",
  "*",
  "+",
  "?",
  "{2}",
  "{2,",
  "{",
  "}",
  "[^",
  "-",
  "|",
  "^",
  "$",
  "\\d",
  "\\.",
];

const SPACES = [" ", " ", " ", "\t", "  ", " \t ", "\r"];

/** A line of pg_hba.conf. */
export function hbaLine(odd: Odd): MadeLine {
  const type = odd.of(TYPES);
  const fields = [
    ...[type, odd.of(DATABASES), odd.of(USERS)],
    ...type === "local" ? [] : [odd.of(ADDRESSES)],
    ...odd.below(2) === 0
      ? [odd.of(WAYS)]
      : [odd.of(METHODS), ...odd.some(3, () => odd.of(OPTIONS))],
  ];
  return lineOf(fields, odd);
}

/** A line of pg_ident.conf. */
export function identLine(odd: Odd): MadeLine {
  const regex = () =>
    odd.below(2) === 0 ? odd.of(REGEXES) : `/${odd.some(6, () => odd.of(PIECES)).join("")}`;
  const fields = [
    odd.of(["users", '"a map"', "m,n", "é"]),
    odd.below(3) === 0 ? odd.of(USERS) : regex(),
    odd.of(["app", "\\1", '"a b"', "all", "+group", "a,b"]),
  ];
  return lineOf(fields, odd);
}

/** Fields as a line; one of three has a mistake in it, or anything. */
function lineOf(fields: string[], odd: Odd): MadeLine {
  const isOdd = odd.below(3) === 0;
  if (isOdd) {
    const at = odd.below(fields.length);
    const text = odd.text();
    [
      () => fields.splice(at, 1),
      () => fields.splice(at, 0, text),
      () => fields.splice(at, 1, text),
      () => fields.splice(at, 1, `"${text}"`),
      () => fields.splice(at, 1, fields[at] + text),
      () => fields.splice(at, 1, text + fields[at]),
      () => fields.splice(at, 1, `@${fields[at]}`),
      () => fields.push("\\"),
    ][odd.below(8)]();
  }
  const text = fields.map((field) => field + odd.of(SPACES)).join("");
  if (odd.below(10) === 0) return { text: `${text}# why`, odd: isOdd };
  // A backslash at the end would join the next line to this one.
  return { text: text.replace(/\\\r*$/, "$&#"), odd: isOdd };
}
