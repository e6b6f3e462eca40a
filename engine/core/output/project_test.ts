import { assertEquals } from "@std/assert";
import {
  type ComposeProject,
  type Config,
  type Mount,
  mount,
  type RenderedService,
} from "../../../pacts/mod.ts";
import type { EngineContext } from "../context.ts";
import { codes, contextOf, said } from "../_testing.ts";
import { assembleProject, escapeDollars, renderServices } from "./project.ts";

type Services = Record<string, RenderedService>;

function assemble(
  services: Services,
  config: Partial<Config> = {},
  change: (ctx: EngineContext) => void = () => {},
): ComposeProject {
  const ctx = contextOf([], { name: "shop", ...config });
  change(ctx);
  return assembleProject(services, ctx);
}

Deno.test("escapeDollars() doubles every dollar, wherever it stands", () => {
  assertEquals(
    escapeDollars({
      a: "$",
      b: ["$$", { c: "${X:-$Y}" }],
      healthcheck: { test: ["CMD", "echo $HOME"] },
      labels: { "a$b": "c$d" },
      n: 1,
      t: true,
      z: null,
    }),
    {
      a: "$$",
      b: ["$$$$", { c: "$${X:-$$Y}" }],
      healthcheck: { test: ["CMD", "echo $$HOME"] },
      labels: { "a$b": "c$$d" },
      n: 1,
      t: true,
      z: null,
    },
  );
});

Deno.test("escapeDollars() changes no input", () => {
  const input = { a: { b: ["$"] } };
  escapeDollars(input);
  assertEquals(input, { a: { b: ["$"] } });
});

Deno.test("assembleProject() has name and services, and no empty parts", () => {
  assertEquals(assemble({ web: {} }), { name: "shop", services: { web: {} } });
});

Deno.test("assembleProject() joins an existing network when dekube.yaml names one", () => {
  assertEquals(assemble({}, { network: "proxy" }).networks, {
    default: { name: "proxy", external: true },
  });
});

Deno.test("assembleProject() says that a subnet has no effect when the network is another's", () => {
  for (const [network, expected] of Object.entries({ proxy: ["idle-setting"], "": [] })) {
    const ctx = contextOf([], { network, subnet: "10.115.4.0/22" });
    assembleProject({}, ctx);
    assertEquals(codes(ctx.diagnostics), expected);
  }
});

Deno.test("assembleProject() takes in what extensions added at the top level, dollars doubled", () => {
  const project = assemble({}, {}, (ctx) => {
    Object.assign(ctx.composeExtras.volumes, { data: { driver_opts: { device: ":/$x" } } });
    Object.assign(ctx.composeExtras.networks, { "ns-a": null });
    ctx.composeExtras["x-note"] = "a$b";
  });
  assertEquals(project, {
    name: "shop",
    services: {},
    volumes: { data: { driver_opts: { device: ":/$$x" } } },
    networks: { "ns-a": null },
    "x-note": "a$$b",
  });
});

Deno.test("assembleProject() declares the named volumes that only the user's services mount", () => {
  const services = {
    web: {
      volumes: [
        "cache:/c",
        "named:/n",
        "./bind:/b",
        "/abs:/a",
        "~/home:/h",
        "${VAR}/x:/x",
        "/anonymous",
        { type: "volume" as const, source: "long", target: "/l" },
        { type: "bind" as const, source: "notavolume", target: "/l" },
        null as unknown as string,
      ],
    },
  };
  const volumes = { named: { driver: "nfs", host_path: "ignored" } };
  assertEquals(assemble(services, { volumes }).volumes, {
    cache: null,
    named: { driver: "nfs" },
    long: null,
  });
});

Deno.test("assembleProject() declares the networks that only the user's services join, and says so", () => {
  let context: EngineContext | undefined;
  const services = {
    web: { networks: ["a", "default"] } as unknown as RenderedService,
    db: { networks: { a: null, "ns-x": null } },
  };
  const { networks } = assemble(services, {}, (ctx) => {
    context = ctx;
    ctx.composeExtras.networks["ns-x"] = { driver: "bridge" };
  });
  assertEquals(networks, { a: null, "ns-x": { driver: "bridge" } });
  assertEquals(said(context!.diagnostics), [
    'info new-network: the network "a", which the service "web" joins, is declared as one of the project\'s own',
  ]);
});

Deno.test("assembleProject() lists hosts, but for those of the user's own services", () => {
  const extra_hosts = { db: ["192.0.2.1", "2001:db8::1"], mail: "host-gateway" };
  const own = { image: "a", extra_hosts };
  assertEquals(
    assemble({
      web: { extra_hosts },
      listed: { extra_hosts: ["a=b"] },
      own,
      empty: { extra_hosts: {} },
    }, {
      services: { own },
    }).services,
    {
      web: { extra_hosts: ["db:192.0.2.1", "db:2001:db8::1", "mail:host-gateway"] },
      listed: { extra_hosts: ["a=b"] },
      own,
      empty: {},
    },
  );
});

Deno.test("renderServices() has hosts as a mapping, into which the user's merge", () => {
  const rendered = renderServices({
    listed: { extra_hosts: ["db:192.0.2.1", "db=192.0.2.2"] },
    mapped: { extra_hosts: { db: "192.0.2.1" } },
  });
  assertEquals(rendered.listed.extra_hosts, { db: ["192.0.2.1", "192.0.2.2"] });
  assertEquals(rendered.mapped.extra_hosts, { db: "192.0.2.1" });
});

Deno.test("renderServices() writes whose a service is as labels, which its own may replace", () => {
  const owner = { group: "example.com", kind: "Widget", namespace: "shop", name: "web" };
  assertEquals(
    renderServices({
      web: { owner, image: "x", labels: { "dekube.io/name": "mine", other: "y" } },
      homeless: { owner: { kind: "Pod", namespace: "", name: "p" } },
      nobodys: { image: "y" },
    }),
    {
      web: {
        image: "x",
        labels: {
          "dekube.io/kind": "Widget",
          "dekube.io/namespace": "shop",
          "dekube.io/name": "mine",
          other: "y",
        },
      },
      homeless: { labels: { "dekube.io/kind": "Pod", "dekube.io/name": "p" } },
      nobodys: { image: "y" },
    },
  );
});

Deno.test("renderServices() writes mounts in short syntax where that can say it, without their origin", () => {
  const origin = { kind: "emptyDir", volume: "tmp", subPath: "" };
  const volumes: Mount[] = [
    { ...mount("./data/db", "/d"), origin },
    mount("cache", "/c", { readOnly: true }),
    { type: "volume", target: "/tmp", origin },
    { type: "volume", target: "/ro", read_only: true },
    mount("./a:b", "/c"),
    { ...mount("cache", "/s"), volume: { subpath: "s" } },
    { type: "tmpfs", target: "/mem" },
    { ...mount("/dev", "/dev"), bind: { propagation: "rslave" } },
  ];
  assertEquals(renderServices({ web: { volumes }, none: { volumes: [] } }), {
    web: {
      volumes: [
        "./data/db:/d",
        "cache:/c:ro",
        "/tmp",
        { type: "volume", target: "/ro", read_only: true },
        { type: "bind", source: "./a:b", target: "/c" },
        { type: "volume", source: "cache", target: "/s", volume: { subpath: "s" } },
        { type: "tmpfs", target: "/mem" },
        { type: "bind", source: "/dev", target: "/dev", bind: { propagation: "rslave" } },
      ],
    },
    none: {},
  });
});

Deno.test("renderServices() doubles the dollars of what it writes", () => {
  assertEquals(
    renderServices({ web: { environment: { A: "$B" }, volumes: [mount("./$x", "/$y")] } }),
    { web: { environment: { A: "$$B" }, volumes: ["./$$x:/$$y"] } },
  );
});
