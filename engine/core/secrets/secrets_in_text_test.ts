import { assertEquals } from "@std/assert";
import { secretsInText, withoutSecretsInText } from "./secrets_in_text.ts";

Deno.test("secretsInText() finds what settings of programs say, however they are written", () => {
  for (
    const text of [
      "log.level = info\ndefault_pass = s3cr3t-MARK\n",
      "spring.datasource.password=s3cr3t-MARK",
      'db:\n  password: "s3cr3t-MARK"\n',
      '{"users":{"guest":{"password":"s3cr3t-MARK"}}}',
      'elasticsearch { user => "me" password => "s3cr3t-MARK" }',
      '[{rabbit, [{default_pass, <<"s3cr3t-MARK">>}]}].',
      'LoginModule required username="me" password="s3cr3t-MARK";',
      "<users><me><password>s3cr3t-MARK</password></me></users>",
      "requirepass s3cr3t-MARK",
      "masterauth s3cr3t-MARK\nsave 900 1",
      "user me on ~* +@all >s3cr3t-MARK",
      "CREATE ROLE me LOGIN PASSWORD 's3cr3t-MARK'",
      "CREATE USER me IDENTIFIED BY 's3cr3t-MARK'",
      "host all all 0.0.0.0/0 ldap ldapbindpasswd=s3cr3t-MARK",
      "RABBITMQ_ERLANG_COOKIE=s3cr3t-MARK",
      "exec mc --secret-key=s3cr3t-MARK --level=1",
    ]
  ) {
    assertEquals(secretsInText(text), ["s3cr3t-MARK"], text);
    assertEquals(withoutSecretsInText(text, "…"), text.replace("s3cr3t-MARK", "…"));
  }
});

Deno.test("secretsInText() leaves alone what says where a secret is, or is none", () => {
  for (
    const text of [
      "password=$PASSWORD",
      "password: {{ .Values.password }}",
      "password = ${env:DB_PASSWORD}",
      "auth: true\ntoken_ttl_enabled = 3600",
      "MYSQL_PASSWORD_FILE=/run/secrets/db",
      "secretName: db-credentials",
      "requirepass",
      "max_connections=200 # as many as there are",
      "https://web:8080/path?x=1",
      "",
    ]
  ) assertEquals(secretsInText(text), [], text);
});

Deno.test("withoutSecretsInText() takes a time that grows with the text", () => {
  for (
    const part of ["a", "a.", "password=", "<a ", "user > ", "requirepass ", "PASSWORD  ", "a=>"]
  ) {
    const start = performance.now();
    withoutSecretsInText(part.repeat(200_000 / part.length), "…");
    assertEquals(performance.now() - start < 1000, true, part);
  }
});
