import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { REAL_RULES } from "./_real_rules.ts";
import { badRule } from "./access_rule.ts";

Deno.test("badRule() finds nothing wrong with what clusters have", () => {
  for (const rule of REAL_RULES) assertEquals(badRule(rule, 16), undefined, rule);
});

Deno.test("badRule() says what PostgreSQL would not take, and what it would", () => {
  for (
    const [rule, problem] of [
      ["hosts all all all md5", '"hosts" is no type of connection, which is one of local, host'],
      ["host,local all all all md5", '"host,local" is no type of connection'],
      ["host", "it names no databases"],
      ["host all", "it names no users"],
      ["host all all", "it has no address: a network such as 10.0.0.0/8"],
      ["host all all all", "it has no method at its end"],
      ["host all all 10.0.0.0/33 md5", '"10.0.0.0/33" is no address'],
      ["host all all 10/8 md5", '"10/8" is no address'],
      ["host all all fe80::1%eth0/64 md5", "is no address"],
      ["host all all 10.0.0.1 md5", 'has no mask. Write "10.0.0.1/32"'],
      ["host all all ::1 255.0.0.0 md5", 'has no mask. Write "::1/128"'],
      ["host all all 10.0.0.0/8,::/0 md5", "it has several addresses"],
      ["host all all example.com/8 md5", "is no address"],
      ["host all all all scram", '"scram" is no method, which is one of trust, reject'],
      ["host all all all md5,trust", "are several methods"],
      ["host all all all peer", 'is for connections of type "local"'],
      ["local all all gss", 'is for no connections of type "local"'],
      ["host all all all cert", 'is for connections of type "hostssl"'],
      ["host all all all sspi", "is for Windows"],
      ["host all all all oauth issuer=x scope=y", "needs a library"],
      ["host all all all md5 map=x", "is for the method ident, peer, gss, cert"],
      ["host all all all md5 clientcert=verify-ca", 'is for connections of type "hostssl"'],
      [
        "hostssl all all all md5 clientcert=1",
        "is no value of clientcert, which is one of verify-ca",
      ],
      ["host all all all md5 nothing", "has the form name=value"],
      ["host all all all md5 constructor=1", "is no option that PostgreSQL 16 knows"],
      ["host all all all ldap", "needs one of the options ldapbasedn"],
      ["host all all all ldap ldapbasedn=x ldapprefix=y", "can't stand beside"],
      ["host all all all ldap ldapbasedn=x ldapsearchattribute=u ldapsearchfilter=f", "two things"],
      ["host all all all radius", "needs the options radiusservers"],
      ["host all all all radius radiusservers=radius radiussecrets=x", "no list of addresses"],
      [
        'host all all all radius radiusservers="10.0.0.1,10.0.0.2,10.0.0.3" radiussecrets="a,b"',
        "neither one item nor as many",
      ],
      ["host @databases all all md5", '"@databases" is a file'],
      ["include more.conf", "no other files to include"],
      ["host /( all all md5", '"/(" is no regular expression'],
      ["host all all all md5 map=\\", "a backslash at its end"],
    ]
  ) {
    assertStringIncludes(badRule(rule, 16)?.problem ?? "", problem, rule);
  }
});

Deno.test("badRule() judges by the server's version", () => {
  for (
    const [rule, first, last] of [
      ["host all all all scram-sha-256", 10, 99],
      ["hostgssenc all all all gss", 12, 99],
      ["hostgssenc all all all md5", 14, 99],
      ["hostssl all all all md5 clientcert=1", 0, 13],
      ["hostssl all all all cert clientname=DN", 14, 99],
      ["host /( all all md5", 0, 15],
      ["host all all all radius radiusservers=10.0.0.1 radiussecrets=x", 0, 18],
      [`host ${"x".repeat(300)} all all md5`, 14, 99],
      ["host all all all ldap ldapbasedn=x", 12, 99],
    ] as const
  ) {
    for (let major = 9; major <= 19; major++) {
      const is = badRule(rule, major) === undefined;
      assertEquals(is, major >= first && major <= last, `${rule} in ${major}`);
    }
  }
});

Deno.test("badRule() turns away at least those whom the rule would have", () => {
  const all = "host all,replication all all reject";
  for (
    const [rule, instead] of [
      ["host app joe 10.0.0.0/8 reject map=x", "host app joe 10.0.0.0/8 reject"],
      ["hostssl app joe 10.0.0.0/33 reject", "hostssl app joe all reject"],
      ["host app joe 10.0.0.0 255.0 reject", "host app joe all reject"],
      ["host app joe ::1 ffff:: reject x", "host app joe ::1 ffff:: reject"],
      ['host "a b",c joe ${podselector:web} reject', 'host "a b",c joe all reject'],
      ["host app,@file joe all reject", "host all,replication joe all reject"],
      ["host app @file all reject", "host app all all reject"],
      ["host app /(joe all reject", "host app all all reject"],
      ["host app joe\0 all reject", "host app all all reject"],
      ["host app joe all REJECT", "host app joe all reject"],
      ["local app joe reject x", "local app joe reject"],
      ["host app joe all reject \\", "host app joe all reject"],
      // What none knows may have been to turn away.
      ["host app joe all rejct", "host app joe all reject"],
      ["hostssl app joe 10.0.0.0/8 md55 map=x", "hostssl app joe 10.0.0.0/8 reject"],
      ["local app joe deny", "local app joe reject"],
      ["host app joe all sspi", undefined],
      // Which field is which can't be known.
      ["hosts app joe all reject", all],
      ["app joe all reject", all],
      ["host app, other 10.0.0.0/8 reject", all],
      ["host app joe", undefined],
      ["host app joe jane 10.0.0.0/8 reject", all],
      ["host app joe reject", all],
      ['host app "joe 10.0.0.0/8 reject', all],
      ["host app joe all reject\0", all],
      ["reject", all],
      ["local app joe jane reject", all],
      // What lets somebody in.
      ["host app reject all md5 x", undefined],
      ["host app md55 all md5 x", undefined],
      ["include reject.conf", undefined],
      ["host app joe-reject 10.0.0.0/33 md5 # reject", undefined],
    ] as const
  ) {
    const bad = badRule(rule, 16);
    assert(bad, rule);
    assertEquals(bad.instead, instead, rule);
    if (instead !== undefined) assertEquals(badRule(instead, 16), undefined, instead);
  }
});
