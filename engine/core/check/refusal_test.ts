import { assertEquals } from "@std/assert";
import type { ComposeService, Config } from "../../../pacts/mod.ts";
import { defaultConfig } from "../../../pacts/config.ts";
import { convert } from "../convert.ts";
import { refusalOf } from "./refusal.ts";

const owner = { kind: "Deployment", namespace: "shop", name: "web" };
const SERVICES = {
  web: { owner, image: "web" },
  db: { owner: { ...owner, name: "db" }, image: "db" },
};

/** What is said of generated services with the user's word on them. */
async function refused(
  config: Partial<Config>,
  services: Record<string, unknown> = SERVICES,
): Promise<string | undefined> {
  const provider = {
    name: "maker",
    role: "provider",
    kinds: ["Widget"],
    convert: () => ({ services: structuredClone(services) }),
  };
  const widget = { kind: "Widget", metadata: { name: "w" } };
  return (await convert([widget], config, [provider])).refusal;
}

Deno.test("refusalOf() is nothing when Docker Compose takes the project", async () => {
  assertEquals(
    await refused({
      overrides: {
        web: {
          ports: ["127.0.0.1:8080:80/tcp", "[::1]:80:80", 81, "8000-8002:9000-9002", "1.2.3.4::5"],
          healthcheck: { test: "true", interval: "1m30s", disable: "${OFF:-true}" },
          depends_on: { db: { condition: "service_started" } },
          tty: "$TTY",
          "x-mine": { a: [1] },
          mem_limit: "1.5gb",
          volumes: ["./a:/a", "new:/b"],
          networks: { other: null },
        },
      },
      services: {
        mine: { build: { context: "." } } as ComposeService,
        later: { image: "a", network_mode: "service:web", depends_on: ["db"] } as never,
      },
    }),
    undefined,
  );
});

Deno.test("refusalOf() says where in dekube.yaml a mistake stands", async () => {
  const cases: [Partial<Config>, string][] = [
    [
      { overrides: { web: { ports: ["80", "808000:80"] } } },
      '"overrides.web.ports[1]" should be a port such as "8080:80", a number or a mapping, but it is the text "808000:80"',
    ],
    [
      { overrides: { web: { imagee: "a" } } },
      '"overrides.web.imagee" is nothing that the Compose Specification has for services (did you mean "image"?)',
    ],
    [
      { overrides: { web: { environment: { A: { b: "c" } } } } },
      '"overrides.web.environment.A" should be text, a number, true or false or empty, but it is a mapping',
    ],
    [
      { overrides: { web: { healthcheck: { test: "true", interval: "often" } } } },
      '"overrides.web.healthcheck.interval" should be a length of time such as "30s" or "1m30s", but it is the text "often"',
    ],
    [
      { services: { "my.own": { image: "a", depends_on: { db: {} } } as never } },
      '"services.\'my.own\'.depends_on.db" lacks "condition"',
    ],
    [
      { services: { "my own": { image: "a" } } },
      '"services.my own" is no name for services; letters, digits, ".", "_" and "-" are',
    ],
    [
      { services: { own: { command: ["a"] } } },
      '"services.own.image" is missing: a service needs an image, or a build',
    ],
    [
      { overrides: { web: { image: null } } },
      '"overrides.web.image" is missing: a service needs an image, or a build',
    ],
    [
      { overrides: { web: { depends_on: ["dbb"] } } },
      '"overrides.web.depends_on[0]" names the service "dbb", which is not there (did you mean "db"?)',
    ],
    [
      { services: { own: { extends: "webb" } as never } },
      '"services.own.extends" names the service "webb", which is not there (did you mean "web"?)',
    ],
    [
      { overrides: { web: { command: "echo it's" } } },
      '"overrides.web.command" should be a line whose quotes are closed, with "\'" itself as "\\\'" or in double quotes, a list or empty, but it is the text "echo it\'s"',
    ],
    [
      { overrides: { web: { extra_hosts: ["db"] } } },
      '"overrides.web.extra_hosts[0]" should be a host and its address, such as "db:10.0.0.5", but it is the text "db"',
    ],
    [
      { overrides: { web: { environment: { COST: "5$" } } } },
      '"overrides.web.environment.COST" has a "$" that begins no variable ($NAME, ${NAME}, ${NAME:-default}). Write "$$" where it is to be a "$"',
    ],
    [
      { services: { own: { image: "a", secrets: ["s"], pid: "service:x" } } },
      '"services.own.pid" names the service "x", which is not there; "services.own.secrets[0]" names the secret "s", which is not there',
    ],
    [
      { services: { own: { image: "a", network_mode: "host", networks: { default: null } } } },
      '"services.own.networks" and "network_mode" exclude each other; take one of them out',
    ],
    [
      {
        overrides: { db: { profiles: ["once"] } },
        services: { own: { image: "a", depends_on: ["db"] } as never },
      },
      '"services.own.depends_on[0]" names "db", which Compose starts in its profile alone; give "own" the same profiles, or "db" none',
    ],
    [
      { overrides: { web: { depends_on: ["db"] }, db: { links: ["web:w"] } } },
      '"overrides.web.depends_on[0]" has services wait for each other in a circle: web -> db -> web; "overrides.db.links[0]" has services wait for each other in a circle: web -> db -> web',
    ],
    [
      { services: { own: { image: "a", depends_on: ["own"] } as never } },
      '"services.own.depends_on[0]" has services wait for each other in a circle: own -> own',
    ],
  ];
  for (const [config, expected] of cases) {
    assertEquals(await refused(config), `dekube.yaml: ${expected}`);
  }
});

Deno.test("refusalOf() says a mistake under images once, where it stands", async () => {
  const services = { web: SERVICES.web, other: { ...SERVICES.web } };
  const build = { contxt: "." };
  const develop = { watch: [{ action: "rebuid", path: "." }] };
  assertEquals(
    await refused({ images: { web: { build, develop, pull_policy: "often" } } }, services),
    [
      'dekube.yaml: "images.web.build.contxt" is nothing that the Compose Specification has for build (did you mean "context"?)',
      '"images.web.develop.watch[0].action" should be "rebuild", "sync", "restart", "sync+restart" or "sync+exec", but it is the text "rebuid"',
      '"images.web.pull_policy" should be "always", "never", "missing", "build", "daily", "weekly" or "every_12h", but it is the text "often"',
    ].join("; "),
  );
});

Deno.test("refusalOf() finds what an override has that another service of the pod was given", async () => {
  const services = { ...SERVICES, log: { ...SERVICES.web, network_mode: "service:web" } };
  assertEquals(
    await refused({ overrides: { log: { ports: [{ target: [] }] } } }, services),
    'dekube.yaml: "overrides.log.ports[0].target" should be text or a whole number, but it is a list',
  );
});

Deno.test("refusalOf() counts mistakes when there are many", async () => {
  const environment = Object.fromEntries(
    Array.from({ length: 7 }, (_, index) => [`A${index}`, []]),
  );
  const said = await refused({ overrides: { web: { environment } } });
  assertEquals(said?.split("; ").at(-1), "and 2 more");
});

Deno.test("refusalOf() names the extension when it made the mistake", async () => {
  const services = { web: { owner, image: "web", command: [1] } };
  assertEquals(
    await refused({ overrides: { web: { user: "1" } } }, services),
    'Docker Compose would refuse compose.yml: "services.web.command[0]" should be text, but it is 1. The service (of Deployment shop/web) was made by the extension "maker", and this is a bug of it, or of one that changes services. Report it to the author, or put it right under "overrides.web" in dekube.yaml',
  );
  assertEquals(await refused({ overrides: { web: { command: ["1"] } } }, services), undefined);
});

Deno.test("refusalOf() looks at what stands beside services", () => {
  const finished = { config: defaultConfig(), makers: new Map(), services: {} };
  const project = { name: "a", services: {}, configs: { a: { file: 1 } } };
  assertEquals(
    refusalOf({ ...finished, project }),
    'Docker Compose would refuse compose.yml: "configs.a.file" should be text, but it is 1. This is a bug of an extension; report it with the manifests',
  );
});
