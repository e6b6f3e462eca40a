import { assertEquals } from "@std/assert";
import { withoutPasswords } from "./passwords.ts";

Deno.test("withoutPasswords() hides passwords when a URL is written wrong as well", () => {
  const cases: [text: string, shown: string][] = [
    ["http://u:p@host/x", "http://***@host/x"],
    ["http://:p@host", "http://***@host"],
    ["https://u:p/w@rd@host:99999/x is no URL", "https://***@host:99999/x is no URL"],
    ["https://u:p@ss:w@host", "https://***@host"],
    [
      "a postgres://u:p@db/x and redis://:q@cache",
      "a postgres://***@db/x and redis://***@cache",
    ],
    ["https://ghp_0123456789abcdefghij@github.com/x", "https://***@github.com/x"],
    ["https://user@host/x", "https://***@host/x"],
    ["http://host:80/@x", "http://host:80/@x"],
    ["mail me@host: http://x", "mail me@host: http://x"],
    ["user:pass@host", "***@host"],
    ['"u:p@db:5432/app" and u:p@10.0.0.1', '"***@db:5432/app" and ***@10.0.0.1'],
    [
      "mailto:ann@host npm:pad@next web:1@sha256:00",
      "mailto:ann@host npm:pad@next web:1@sha256:00",
    ],
    ["12:30 ann@host key: a", "12:30 ann@host key: a"],
    ['"http://u:p w@h" is none', '"http://***@h" is none'],
    ["http://web:8080 is for ann@host", "http://web:8080 is for ann@host"],
    ["http://u：p@h and u:p＠h", "http://***@h and ***@h"],
    ["what is full：width stays", "what is full：width stays"],
    ["Bearer eyJhbGciOi and 'Basic abc'", "Bearer *** and 'Basic ***'"],
    [
      "Bearer tokens. Basic authentication, basic auth",
      "Bearer tokens. Basic authentication, basic auth",
    ],
    ["host=db password=b dbname=x", "host=db password=*** dbname=x"],
    ["/x?token=b", "/x?token=***"],
    ["key=value the token= and password=", "key=value the token= and password="],
    ['the schedule "//u:p@h:x"', 'the schedule "//***@h:x"'],
    ["http:/u:p@h and http:\\\\u:p@h", "http:/***@h and http:\\\\***@h"],
    ['"u:p@w@tcp(h:3306)/db" is no URL', '"***@tcp(h:3306)/db" is no URL'],
    ["nginx:1.25@sha256:00 npm:pad@1.3.0", "nginx:1.25@sha256:00 npm:pad@1.3.0"],
    ["./configmaps/a:b@0123:/x", "./configmaps/a:b@0123:/x"],
    ["jsr:@acme/thing@1 // a:b@c", "jsr:@acme/thing@1 // ***@c"],
    ["jdbc:mysql://db/x?user=a&password=b&c=d", "jdbc:mysql://db/x?user=a&password=***&c=d"],
    ["jdbc:sqlserver://db;Password=b;c=d", "jdbc:sqlserver://db;Password=***;c=d"],
    ["https://h/?access_token=b#x", "https://h/?access_token=***#x"],
    ["https://h/?keyword=b&page=c", "https://h/?keyword=b&page=c"],
    ["a?token=b http://h", "a?token=*** http://h"],
  ];
  for (const [text, shown] of cases) assertEquals(withoutPasswords(text), shown);
});
