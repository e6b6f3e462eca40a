import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { defaultConfig } from "../../../pacts/config.ts";
import { Diagnostics } from "../../../pacts/mod.ts";
import { said } from "../_testing.ts";
import { parseConfig, warnUnknownKeys } from "./config.ts";
import { UserError } from "../user_error.ts";

function read(text: string) {
  return { config: parseConfig(text, "dekube.yaml") };
}

const SETTINGS = [
  "name",
  "volume_root",
  "volumes",
  "exclude",
  "replacements",
  "disable_ingress",
  "https",
  "hosts",
  "accept",
  "secrets",
  "infer_namespaces",
  "ingress_types",
  "harmless",
  "network",
  "subnet",
  "images",
  "overrides",
  "services",
  "extensions",
  "limits",
  "depends",
  "distribution",
  "distribution_version",
];

Deno.test("parseConfig() gives the defaults when nothing is set", () => {
  for (const text of ["", "# nothing\n", "---\n", "null", "{}"]) {
    const { config } = read(text);
    assertEquals(config, defaultConfig());
  }
});

Deno.test("parseConfig() reads every setting when all are there", () => {
  const { config } = read(`
name: shop
volume_root: /srv
volumes:
  db: {host_path: ./db}
  cache: {driver: local, driver_opts: {type: tmpfs}}
  logs:
exclude: [ingress-*, 42]
replacements:
- {old: a, new: b}
- {old: c}
disable_ingress: true
https: internal
hosts: {shop.acme.io: shop.localhost, "*.acme.io": "*.localhost"}
accept: [replicas, "host-path:Deployment/shop/web"]
secrets: env-file
infer_namespaces: false
ingress_types: {internal: nginx}
harmless: ["edge.example/*"]
network: proxy
subnet: 10.20.0.0/22
images: {nginx: {build: ../web}, redis: ":8"}
overrides:
  web: {image: x}
  db: null
services:
  extra: {image: y, command: null}
extensions:
  caddy: {enabled: false, image: z}
  haproxy:
limits: {output: 1 GiB, expanded_value: 4096, depth:}
depends: [nginx, "jsr:@acme/thing@^2"]
distribution: helmfile2compose
distribution_version: 1
`);
  assertEquals(config, {
    name: "shop",
    volumeRoot: "/srv",
    volumes: {
      db: { host_path: "./db" },
      cache: { driver: "local", driver_opts: { type: "tmpfs" } },
      logs: {},
    },
    exclude: ["ingress-*", "42"],
    replacements: [{ old: "a", new: "b" }, { old: "c", new: "" }],
    disableIngress: true,
    https: "internal",
    hosts: { "shop.acme.io": "shop.localhost", "*.acme.io": "*.localhost" },
    accept: ["replicas", "host-path:Deployment/shop/web"],
    secrets: "env-file",
    inferNamespaces: false,
    ingressTypes: { internal: "nginx" },
    harmless: ["edge.example/*"],
    network: "proxy",
    subnet: "10.20.0.0/22",
    images: { nginx: { build: "../web" }, redis: { image: ":8" } },
    overrides: { web: { image: "x" }, db: null },
    services: { extra: { image: "y", command: null as unknown as string[] } },
    extensions: { caddy: { enabled: false, image: "z" }, haproxy: {} },
    limits: { output: 2 ** 30, expandedValue: 4096 },
    depends: ["nginx", "jsr:@acme/thing@^2"],
    distribution: "helmfile2compose",
    distributionVersion: "1",
    written: [...SETTINGS],
    other: {},
    file: "dekube.yaml",
  });
});

Deno.test("parseConfig() takes a setting for left out when nothing is behind it", () => {
  const { config } = read(SETTINGS.map((key) => `${key}:\n`).join(""));
  assertEquals(config, defaultConfig());
});

Deno.test("parseConfig() takes volume_root for a folder, however it is written", () => {
  const folders = {
    data: "./data",
    ".data": "./.data",
    "7": "./7",
    "''": "./data",
    "./data": "./data",
    "../data": "../data",
    ".": ".",
    "..": "..",
    "/srv/data": "/srv/data",
    "~/data": "~/data",
    "~": "~",
    "~data": "./~data",
    "C:\\data": "C:\\data",
  };
  for (const [written, folder] of Object.entries(folders)) {
    const { config } = read(`volume_root: ${written === "~" ? "'~'" : written}`);
    assertEquals(config.volumeRoot, folder, written);
  }
});

const wrong: [text: string, message: string][] = [
  [
    "hosts: {shop.acme.io: 7}",
    `"hosts.'shop.acme.io'" should be a host name, but it is the number 7`,
  ],
  [
    "hosts: {'a b': c}",
    '"hosts.a b" should be a host name in front of the colon, but it is the text "a b"',
  ],
  [
    "hosts: {'*.a.io': b.io}",
    `"hosts.'*.a.io'" should be a pattern such as *.localhost where its key is one, and a name else`,
  ],
  [
    "accept: [replicas: Deployment/web]",
    '"accept[0]" should be the code of a message (see --verbose), such as "one-replica", or with an object: "one-replica:Deployment/web", but it is a mapping',
  ],
  ["name: [a]", '"name" should be text, but it is a list'],
  ["name: true", '"name" should be text, but it is the boolean true'],
  ["volume_root: {}", '"volume_root" should be text, but it is a mapping'],
  ["volumes: [db]", '"volumes" should be a mapping, but it is a list'],
  [
    "overrides: {web.image: nginx}",
    `"overrides.'web.image'" should be a mapping, but it is the text "nginx". Paths with dots are read at the top of the file alone`,
  ],
  [
    "volumes: {db: ./db}",
    '"volumes.db" should be a mapping, such as { host_path: db }, but it is the text "./db"',
  ],
  [
    "images: {acme.io/web: {build: 7}}",
    `"images.'acme.io/web'.build" should be a folder, or a mapping, but it is the number 7`,
  ],
  [
    "volume_root: $HOME/data",
    '"volume_root" should be a path without variables (~ is the home folder), but it is the text "$HOME/data"',
  ],
  ["volumes: {db: {host_path: }}", '"volumes.db.host_path" should be text, but it is empty'],
  ["volumes: {db: {host_path: [a]}}", '"volumes.db.host_path" should be text, but it is a list'],
  ["exclude: web", '"exclude" should be a list, but it is the text "web"'],
  ["exclude: [web, {a: 1}]", '"exclude[1]" should be text, but it is a mapping'],
  ["exclude: [null]", '"exclude[0]" should be text, but it is empty'],
  ["replacements: {old: a}", '"replacements" should be a list, but it is a mapping'],
  [
    "replacements: [a]",
    '"replacements[0]" should be a mapping with old and new, but it is the text "a"',
  ],
  ["replacements: [{new: a}]", '"replacements[0].old" should be text, but it is empty'],
  [
    "replacements: [{old: a, nw: b}]",
    '"replacements[0].new" should be text ("nw" is nearly that), but it is empty',
  ],
  [
    "replacements: [{old: a, new: {}}]",
    '"replacements[0].new" should be text, but it is a mapping',
  ],
  [
    "replacements: [{ olld: a, new: b }]",
    '"replacements[0].old" should be text ("olld" is nearly that), but it is empty',
  ],
  ["secrets: env", '"secrets" should be one of inline, env-file, but it is the text "env"'],
  [
    "secrets: envfile",
    '"secrets" should be one of inline, env-file (did you mean "env-file"?), but it is the text "envfile"',
  ],
  ["https: on", '"https" should be one of auto, off, internal, public, but it is the text "on"'],
  ["disable_ingress: 1", '"disable_ingress" should be true or false, but it is the number 1'],
  ["disable_ingress: yes", '"disable_ingress" should be true or false, but it is the text "yes"'],
  [
    "subnet: 10.0.0.1/24",
    '"subnet" should be the first address of a network, which for one of /24 is 10.0.0.0/24, but it is the text "10.0.0.1/24"',
  ],
  [
    "subnet: 10.115.4.0/30",
    '"subnet" should be a network of /8 to /28 (at least 16 addresses), for instance 10.115.4.0/22, but it is the text "10.115.4.0/30"',
  ],
  [
    'infer_namespaces: "false"',
    '"infer_namespaces" should be true or false, but it is the text "false"',
  ],
  ["ingress_types: nginx", '"ingress_types" should be a mapping, but it is the text "nginx"'],
  ["ingress_types: {a: null}", '"ingress_types.a" should be text, but it is empty'],
  ["network: [a]", '"network" should be text, but it is a list'],
  ["overrides: [web]", '"overrides" should be a mapping, but it is a list'],
  ["overrides: {web: x}", '"overrides.web" should be a mapping, but it is the text "x"'],
  ["services: {web: }", '"services.web" should be a mapping, but it is empty'],
  [
    "extensions: {caddy: true}",
    '"extensions.caddy" should be a mapping, such as { enabled: true }, but it is the boolean true',
  ],
  [
    "extensions: {caddy: {enabled: no}}",
    '"extensions.caddy.enabled" should be true or false, but it is the text "no"',
  ],
  ["depends: nginx", '"depends" should be a list, but it is the text "nginx"'],
  ["distribution: {}", '"distribution" should be text, but it is a mapping'],
  ["distribution_version: [1]", '"distribution_version" should be text, but it is a list'],
  ["ingressTypes: [a]", '"ingressTypes" should be a mapping, but it is a list'],
];

for (const [text, message] of wrong) {
  Deno.test(`parseConfig() names key, expected and found when it reads ${JSON.stringify(text)}`, () => {
    assertThrows(() => read(text), UserError, `dekube.yaml: ${message}`);
  });
}

Deno.test("parseConfig() says what it expects when the file holds no mapping", () => {
  assertThrows(
    () => read("- a\n"),
    UserError,
    "dekube.yaml should be a mapping of settings, but it is a list",
  );
});

Deno.test("parseConfig() says where when the file is not YAML", () => {
  const { message } = assertThrows(() => read("name: x\nvolumes: [a\nb: c\n"), UserError);
  assertStringIncludes(message, "dekube.yaml is not YAML: ");
  assertStringIncludes(message, "at line 3, column 1");
  assertEquals(message.split("\n").length, 1);
});

Deno.test("parseConfig() keeps keys that the engine does not know, for extensions that may", () => {
  const { config } = read("overides: {a: {}}\nunheard_of: 1\n");
  assertEquals(config, { ...defaultConfig(), other: { overides: { a: {} }, unheard_of: 1 } });
});

Deno.test("warnUnknownKeys() names each unknown key, and the nearest that there is", () => {
  const { config } = read("overides: {a: {}}\nunheard_of: 1\n");
  const diagnostics = new Diagnostics();
  warnUnknownKeys(config, diagnostics);
  assertEquals(said(diagnostics), [
    'warning unknown-config-key: there is no setting "overides" (did you mean "overrides"?); it is ignored',
    'warning unknown-config-key: there is no setting "unheard_of"; it is ignored',
  ]);
  assertEquals([...diagnostics].map(({ file }) => file), ["dekube.yaml", "dekube.yaml"]);
});

Deno.test("warnUnknownKeys() names the path that is meant when its first name is misspelt", () => {
  const { config } = read("extension.caddy.http_port: 8080\nhost.x: y\n");
  const diagnostics = new Diagnostics();
  warnUnknownKeys(config, diagnostics);
  assertEquals(said(diagnostics), [
    'warning unknown-config-key: there is no setting "extension.caddy.http_port" (did you mean "extensions.caddy.http_port"?); it is ignored',
    'warning unknown-config-key: there is no setting "host.x" (did you mean "hosts.x"?); it is ignored',
  ]);
});

Deno.test("warnUnknownKeys() names what is mistaken in a replacement", () => {
  const { config } = read("replacements: [{old: a, new: b}, {old: c, new: d, nw: d}]");
  const diagnostics = new Diagnostics();
  warnUnknownKeys(config, diagnostics);
  assertEquals(said(diagnostics), [
    'warning unknown-config-key: there is no setting "replacements[1].nw" (did you mean "new"?); it is ignored',
  ]);
});

Deno.test("parseConfig() understands what projects of the Python program have", () => {
  const { config } = read(`
core_version: v2.1.0
helmfile2ComposeVersion: 1
distribution: core
extensions:
  caddy: {disabled: true}
  nginx: {disabled: true, enabled: true}
  traefik: {disabled: false}
`);
  assertEquals(config.other, {});
  assertEquals(config.distribution, "dekube");
  assertEquals(config.extensions, {
    caddy: { enabled: false },
    nginx: { enabled: true },
    traefik: { enabled: true },
  });
  assertThrows(
    () => read("extensions: {caddy: {disabled: maybe}}"),
    UserError,
    '"extensions.caddy.disabled" should be true or false',
  );
});

Deno.test("parseConfig() reads the old names when a project still has them", () => {
  const { config } = read("ingressTypes: {a: b}\nhelmfile2ComposeVersion: v2\n");
  assertEquals(config, {
    ...defaultConfig(),
    ingressTypes: { a: "b" },
    written: ["ingress_types"],
  });
});

Deno.test("parseConfig() prefers the new name when the old one is there too", () => {
  for (
    const text of [
      "ingressTypes: {a: b}\ningress_types: {c: d}",
      "ingress_types: {c: d}\ningressTypes: {a: b}",
    ]
  ) {
    assertEquals(read(text).config.ingressTypes, { c: "d" });
  }
});

Deno.test("parseConfig() resolves merge keys when services share settings", () => {
  const { config } = read(`
services:
  a: &a {image: x, restart: always}
  b: {<<: *a, image: y}
`);
  assertEquals(config.services.b, { image: "y", restart: "always" });
});

Deno.test("parseConfig() reads a setting that is named by its path, as messages name it", () => {
  const text =
    "extensions.caddy.http_port: 8080\noverrides.web.image: a\noverrides: {db: {image: b}}\n";
  const { extensions, overrides } = parseConfig(text, "dekube.yaml");
  assertEquals(extensions, { caddy: { http_port: 8080 } });
  assertEquals(overrides, { db: { image: "b" }, web: { image: "a" } });
});

Deno.test("parseConfig() says all mistakes at once, one of each setting", () => {
  const error = assertThrows(
    () => read("https: interal\nname: [a]\nsecrets: envfile\nexclude: [a]\nsubnet: 10.1.1.1/24"),
    UserError,
  );
  assertEquals(error.message.split("; ").map((said) => said.split(" should")[0]), [
    'dekube.yaml: "https"',
    '"name"',
    '"secrets"',
    '"subnet"',
  ]);
});

Deno.test("parseConfig() refuses a name that Docker Compose would, and says which it takes", () => {
  for (const name of ["shop", "1_a-b", "${NAME:-shop}", "7", '""']) read(`name: ${name}`);
  for (const [name, near] of [["Shop One!", "shopone"], ["_x", "x"], ["ü", "shop"]]) {
    assertThrows(
      () => read(`name: "${name}"`),
      UserError,
      `"name" should be lower-case letters, digits, "-" and "_", such as "${near}", but it is the text "${name}"`,
    );
  }
});

Deno.test("parseConfig() says which limits there are when one is none, and what a size is", () => {
  assertThrows(
    () => read("limits: {outptu: 1}"),
    UserError,
    'there is no setting "limits.outptu" (did you mean "output"?). There are: input, files, aliases, depth, expanded_value, generated, keys, output, output_files, rules, extension_seconds',
  );
  assertThrows(
    () => read("limits.output: much"),
    UserError,
    '"limits.output" should be a number, or a size such as "512 MiB", but it is the text "much"',
  );
});

Deno.test("parseConfig() refuses aliases that multiply when no limit of the file's own allows them", () => {
  const lines = ["a0: &a0 [x, x]"];
  for (let level = 1; level <= 22; level++) {
    lines.push(`a${level}: &a${level} [*a${level - 1}, *a${level - 1}]`);
  }
  const text = lines.join("\n");
  assertThrows(
    () => read(text),
    UserError,
    'dekube.yaml: aliases in YAML repeat more than 4 MiB, the limit. If that is meant, raise "limits.aliases"',
  );
  assertEquals(read(`limits: {aliases: 1 GiB}\n${text}`).config.limits.aliases, 2 ** 30);
});
