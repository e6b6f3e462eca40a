import { assert, assertEquals } from "@std/assert";
import { snippetGuards } from "./snippet_guards.ts";

const nginx = (source: string) =>
  snippetGuards("nginx.ingress.kubernetes.io/configuration-snippet", source)
    .map(({ guard }) => guard);
const haproxy = (source: string) =>
  snippetGuards("haproxy.org/backend-config-snippet", source).map(({ guard }) => guard);

Deno.test("snippetGuards() takes what it does not know of nginx for a restriction", () => {
  for (
    const source of [
      "rewrite_by_lua_block { ngx.exit(403) }",
      'access_by_lua "ngx.exit(403)";',
      "if ($request_method = DELETE) { return 405; }",
      "if ($cookie_session = '') { return 302 https://login.example/; }",
      "if ($cookie_session = '') { rewrite ^ /login redirect; }",
      "if ($bad) { return https://login.example/; }",
      "auth_digest x;",
      "js_access main.check;",
      "include /etc/nginx/guards.conf;",
      "internal;",
      "satisfy any;",
      "limit_except GET { }",
      'set $a "it\'s"; internal;',
      // A quote within a word is none.
      'add_header X a"; internal; add_header Y b";',
      'add_header X "open; internal;',
    ]
  ) assertEquals(nginx(source), ["other"], source);
});

Deno.test("snippetGuards() finds what restricts at any depth, each kind once", () => {
  assertEquals(nginx("location /a { if ($x) { deny all; } allow 10.0.0.0/8; } auth_basic x;"), [
    "allowedSources",
    "basicAuth",
  ]);
});

Deno.test("snippetGuards() finds nothing in what keeps nobody out", () => {
  for (
    const source of [
      "# allow large uploads\nclient_max_body_size 1g;",
      'more_set_headers "X-Note: we deny nothing";',
      "add_header X 'a; deny all;' always;",
      'proxy_set_header X-A "${host}"; proxy_read_timeout 1h; gzip on; expires 1d;',
      "if ($request_method = OPTIONS) { add_header A b; return 204; }",
      "rewrite ^/a /b break; sub_filter a b; set $x $y;",
      "}",
      "",
    ]
  ) assertEquals(nginx(source), [], source);
});

Deno.test("snippetGuards() passes over blocks that say nothing of a route's requests", () => {
  for (
    const source of [
      "map $http_upgrade $connection_upgrade { default upgrade; '' close; include x; }",
      "geo $office { default 0; 10.0.0.0/8 1; }",
      "split_clients $remote_addr $v { 50% a; * b; }",
      "upstream b { least_conn; zone b 64k; server 10.0.0.1; keepalive 8; }",
      "server { listen 18080; location /nginx_status { stub_status on; allow 127.0.0.1; deny all; } }",
      "server { listen 127.0.0.1:9000; listen [::]:9000; return 403; }",
      "server { listen unix:/tmp/x.sock; deny all; }",
      "location = /status { stub_status; access_log off; allow 10.0.0.0/8; deny all; }",
      "map_hash_bucket_size 128; lua_shared_dict a 1m; stub_status;",
    ]
  ) assertEquals(nginx(source), [], source);
  for (
    const source of [
      "server { listen 80; deny all; }",
      "server { listen 0.0.0.0:443 ssl; deny all; }",
      "server { listen localhost; deny all; }",
      "server { server_name x; deny all; }",
      "server { listen 9000; listen 80; deny all; }",
      "map $a $b { default 1; } deny all;",
      "location /admin { deny all; }",
    ]
  ) assertEquals(nginx(source), ["allowedSources"], source);
  assertEquals(nginx("location /x { stub_status; return 403; }"), ["other"]);
  assertEquals(nginx("unknown { default 1; }"), ["other"]);
  assertEquals(nginx("geo $x { default 1; } if ($x) { return 403; }"), ["other"]);
});

Deno.test("snippetGuards() says which directives it does not know", () => {
  const [{ remedy = "" }] = snippetGuards("x/server-snippet", "internal; set $a b; foo_bar on;");
  assertEquals(remedy, 'Take "internal", "foo_bar" out of it where that keeps nobody out');
});

Deno.test("snippetGuards() judges HAProxy's lines by their actions", () => {
  const lines: [string, string[]][] = [
    ["http-request return status 403 unless { src 10.0.0.0/8 }", ["other"]],
    ["http-request return status 401 content-type text/plain string no if x", ["other"]],
    ["http-request redirect location /login unless known", ["other"]],
    ["http-request lua.check", ["other"]],
    ["filter spoe engine guard", ["other"]],
    ["bind :443 ssl verify required ca-file /ca", ["clientCertificate"]],
    ["tcp-request content reject unless x", ["allowedSources"]],
    ["http-request deny\nhttp-request auth unless x", ["allowedSources", "basicAuth"]],
    ["http-request set-header X-Note deny # deny", []],
    ["# deny all\nacl deny src 10.0.0.0/8\nhttp-request set-var(txn.a) path", []],
    ["http-request redirect scheme https unless { ssl_fc }", []],
    ["http-request return status 200 if x", []],
    ["http-response set-header X 'a b # c'\ntimeout server 1h", []],
  ];
  for (const [source, guards] of lines) assertEquals(haproxy(source), guards, source);
});

Deno.test("snippetGuards() ends on any input", () => {
  for (const part of ['"\\" ', "'", '"', "if (x) {", "\\", "${", "# ", '"a"b ']) {
    assert(nginx(part.repeat(20_000)).length <= 1);
    assert(haproxy(part.repeat(20_000)).length <= 1);
  }
});

Deno.test("snippetGuards() gives the networks of plain lines, and of others none", () => {
  const sources = (text: string) => snippetGuards("x/configuration-snippet", text)[0]?.sources;
  assertEquals(sources("allow 10.0.0.0/8;\nallow ::1; # office\ndeny all;"), ["10.0.0.0/8", "::1"]);
  for (
    const text of [
      "deny all;",
      "allow all; deny all;",
      "deny 10.1.0.0/16; allow 10.0.0.0/8; deny all;",
      "allow 10.0.0.0/8;",
      "deny all; allow 10.0.0.0/8;",
      "location /admin { allow 10.0.0.0/8; deny all; }",
      "allow 10.0.0.0/8; deny all; location /open { allow all; }",
      "allow unix:; deny all;",
      "allow $office; deny all;",
    ]
  ) assertEquals(sources(text), undefined, text);
});
