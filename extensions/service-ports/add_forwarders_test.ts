import { assert, assertEquals } from "@std/assert";
import { testContext } from "@dekube/engine/testing";
import { randomNumbers } from "../../pacts/_testing.ts";
import { deployment, forwardsIn, service, shop, transformed } from "./_testing.ts";
import { addForwarders } from "./add_forwarders.ts";

const ALL = { services: "all" };

Deno.test("addForwarders() makes one service for all ports of a workload", () => {
  const { services, codes, forwards } = transformed(
    [
      deployment("web"),
      service("web", [
        { port: 80, targetPort: 8080 },
        { port: 443, targetPort: 8443 },
        { port: 53, targetPort: 5353, protocol: "UDP" },
        { port: 9000 },
      ]),
    ],
    { web: shop() },
    ALL,
  );
  assertEquals(forwards, { "web-ports": ["TCP 80 > 8080", "TCP 443 > 8443", "UDP 53 > 5353"] });
  assertEquals(services["web-ports"].network_mode, "service:web");
  assertEquals(services["web-ports"].image, "alpine/socat:1.8.0.3");
  assertEquals(services["web-ports"].owner, shop().owner);
  assertEquals(services.web, shop());
  assertEquals(codes, []);
});

Deno.test("addForwarders() leaves a port alone that the pod listens on, and says so", () => {
  const container = { ports: [{ containerPort: 80 }, { containerPort: 53 }] };
  const { codes, forwards } = transformed(
    [
      deployment("web", container),
      service("web", [
        { port: 80, targetPort: 8080 },
        { port: 53, targetPort: 5353, protocol: "UDP" },
        // Nobody declares 8080, but port 80 leads there.
        { port: 8080, targetPort: 9090 },
      ]),
    ],
    { web: shop() },
    ALL,
  );
  assertEquals(forwards, { "web-ports": ["UDP 53 > 5353"] });
  assertEquals(codes, ["port-in-use spec.ports", "port-in-use spec.ports"]);
});

Deno.test("addForwarders() unites Services of a workload; of two that differ the first wins", () => {
  const selector = { app: "web" };
  const { codes, forwards } = transformed(
    [
      deployment("web"),
      service("web", [{ port: 80, targetPort: 8080 }]),
      service("same", [{ port: 80, targetPort: 8080 }, { port: 81, targetPort: 8081 }], {
        selector,
      }),
      service("other", [{ port: 80, targetPort: 9999 }], { selector }),
    ],
    { web: shop() },
    ALL,
  );
  assertEquals(forwards, { "web-ports": ["TCP 80 > 8080", "TCP 81 > 8081"] });
  assertEquals(codes, ["port-conflict spec.ports"]);
});

Deno.test("addForwarders() makes none where there is no service, no network or no stay", () => {
  const manifests = [deployment("web"), service("web", [{ port: 80, targetPort: 8080 }])];
  assertEquals(transformed(manifests, {}, ALL).codes, []);
  for (const more of [{ network_mode: "host" }, { restart: "no" }, { restart: "on-failure" }]) {
    const { forwards, codes } = transformed(manifests, { web: shop(more) }, ALL);
    assertEquals([forwards, codes], [{}, ["no-forwarder spec.ports"]]);
  }
});

Deno.test("addForwarders() joins the network that a service has joined", () => {
  const { services } = transformed(
    [deployment("web"), service("web", [{ port: 80, targetPort: 8080 }])],
    { web: shop({ network_mode: "service:pod" }), pod: shop({ profiles: ["x"] }) },
    ALL,
  );
  assertEquals(services["web-ports"].network_mode, "service:pod");
  assertEquals(services["web-ports"].profiles, ["x"]);
  // What stands for a Job's pod goes on, but nobody else is there any more.
  const ended = transformed(
    [deployment("web"), service("web", [{ port: 80, targetPort: 8080 }])],
    { web: shop({ network_mode: "service:pod", restart: "on-failure" }), pod: shop() },
    ALL,
  );
  assertEquals([ended.forwards, ended.codes], [{}, ["no-forwarder spec.ports"]]);
  const loop = { web: shop({ network_mode: "service:web" }) };
  assertEquals(
    transformed([deployment("web"), service("web", [{ port: 80, targetPort: 8080 }])], loop, ALL)
      .forwards,
    {},
  );
});

Deno.test("addForwarders() serves what an operator would run", () => {
  const ctx = testContext([service("kc", [{ port: 80, targetPort: 8080 }])], { settings: ALL });
  const owner = { kind: "Keycloak", metadata: { name: "sso", namespace: "shop" } };
  ctx.workloads.add(owner, { labels: { app: "kc" } }, "keycloak");
  const services = { keycloak: shop() };
  addForwarders(services, ctx);
  assertEquals(forwardsIn(services), { "keycloak-ports": ["TCP 80 > 8080"] });
});

Deno.test("addForwarders() keeps to the names in the settings, and says which are not there", () => {
  const ports = [{ port: 80, targetPort: 8080 }];
  const names = ["a", "b", "c"];
  const manifests = names.flatMap((name) => [deployment(name), service(name, ports)]);
  const { forwards, codes } = transformed(
    manifests,
    Object.fromEntries(names.map((name) => [name, shop()])),
    { services: ["a", "shop/b", "bar/c"], image: "example/socat" },
  );
  assertEquals(Object.keys(forwards), ["a-ports", "b-ports"]);
  assertEquals(codes, ["unknown-service"]);
});

Deno.test("addForwarders() makes none with none, and goes by need with a setting that is wrong", () => {
  const manifests = [deployment("web"), service("web", [{ port: 80, targetPort: 8080 }])];
  const client = shop({ environment: { HOST: "web" } });
  const run = (services: unknown) => {
    const { forwards, codes } = transformed(manifests, { web: shop(), client }, { services });
    return [Object.keys(forwards), codes];
  };
  assertEquals(run("none"), [[], []]);
  assertEquals(run(["web", 5]), [["web-ports"], ["bad-setting"]]);
  assertEquals(run(null), [["web-ports"], []]);
});

Deno.test("addForwarders() never listens twice, nor where the pod does, whatever Services say", () => {
  const next = randomNumbers(11);
  const port = () => [80, 81, 8080, 8081, "http", "", null, -1, 70000, "80; reboot"][next(10)];
  const protocol = () => ["TCP", "UDP", "SCTP", null, "$(reboot)"][next(5)];
  let made = 0;
  for (let round = 0; round < 500; round++) {
    const containerPorts = Array.from({ length: next(3) }, () => ({
      name: "http",
      containerPort: port(),
      protocol: protocol(),
    }));
    const manifests = [
      deployment("web", { ports: containerPorts }),
      ...["a", "b", "c"].map((name) =>
        service(
          name,
          Array.from({ length: next(4) }, () => ({
            port: port(),
            targetPort: port(),
            protocol: protocol(),
          })),
          { selector: { app: "web" } },
        )
      ),
    ];
    const { services } = transformed(manifests, { web: shop() }, ALL);
    assertEquals(transformed(manifests, { web: shop() }, ALL).services, services);
    const script = services["web-ports"]?.command?.[0];
    if (script === undefined) continue;
    made++;
    const relays = script.split("\n").filter((line) => line.startsWith("("));
    for (const relay of relays) {
      assert(
        /^\(socat -[tT] \d+ (TCP|UDP)4-LISTEN:\d+,[a-z,]+ \w+4:127\.0\.0\.1:\d+(,nodelay)?; kill \$\$\) &$/
          .test(relay),
        relay,
      );
    }
    const forwards = forwardsIn(services)["web-ports"].map((forward) =>
      /^(\w+) (\d+) > (\d+)$/.exec(forward)!.slice(1)
    );
    assertEquals(forwards.length, relays.length);
    const listened = forwards.map(([name, from]) => `${name} ${from}`);
    assertEquals(new Set(listened).size, listened.length);
    for (const declared of containerPorts) {
      if (declared.protocol === "UDP" || declared.protocol === "TCP" || !declared.protocol) {
        const key = `${declared.protocol ?? "TCP"} ${declared.containerPort}`;
        assert(!listened.includes(key), key);
      }
    }
    for (const [name, from, to] of forwards) {
      assert(from !== to);
      assert(!listened.includes(`${name} ${to}`), "a forwarder leads to another");
    }
  }
  assert(made > 50, String(made));
});
