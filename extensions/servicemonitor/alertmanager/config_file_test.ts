import { LimitError } from "@dekube/engine/pacts";
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { configMap, secret } from "../_testing.ts";
import { needsTool } from "../../../tools/needs_tool.ts";
import { alertmanager, amtool, CONFIG, config, make } from "./_testing.ts";

const AMTOOL = ["amtool", "Debian's prometheus-alertmanager"] as const;

const BASE = `# the team's own
global: {resolve_timeout: 5m}
route:
  receiver: mail
  routes:
  - {receiver: hook, matchers: ['severity="high"']}
receivers:
- name: mail
- name: hook
  webhook_configs: [{url: "http://hook.shop.svc/alerts"}]
templates: [/etc/alertmanager/config/*.tmpl]
`;

const TEMPLATE = '{{ define "a" }}x{{ end }}';

const RESOURCE = {
  route: { receiver: "team", groupBy: ["alertname"], groupWait: "0s" },
  receivers: [{ name: "team", webhookConfigs: [{ url: "http://hook.shop.svc/team" }] }],
  inhibitRules: [{
    sourceMatch: [{ name: "severity", value: "high" }],
    targetMatch: [{ name: "severity", value: "low", matchType: "=" }],
    equal: ["alertname"],
  }],
};

Deno.test("writeAlertmanagerConfig() takes the Secret as it is when nothing is merged into it", () => {
  const { ctx, services, said } = make([
    alertmanager({ configSecret: "alerts" }),
    secret("alerts", { "alertmanager.yaml": BASE, "mail.tmpl": TEMPLATE }),
  ]);
  assertEquals(ctx.files.get(CONFIG)?.content, BASE);
  assertEquals(ctx.files.get(CONFIG)?.rewrite, { addressesIn: "shop" });
  assertEquals(ctx.files.get("secrets/.alertmanager/mail.tmpl")?.content, TEMPLATE);
  assertEquals(
    services.alertmanager.command?.[0],
    "--config.file=/etc/alertmanager/config/alertmanager.yaml",
  );
  assertEquals(said, []);
});

Deno.test("writeAlertmanagerConfig() ends when aliases of the Secret repeat too much", () => {
  const lines = Array.from(
    { length: 12 },
    (_, n) => `x${n + 1}: &x${n + 1} [${`*x${n},`.repeat(10)}]`,
  );
  const bomb = ["x0: &x0 [a]", ...lines, "route: {receiver: a}", "receivers: [*x12]"].join("\n");
  assertThrows(
    () =>
      make([
        alertmanager({ configSecret: "alerts", alertmanagerConfigSelector: {} }),
        secret("alerts", { "alertmanager.yaml": bomb }),
        config("team", RESOURCE),
      ]),
    LimitError,
    'the configuration of Alertmanager ("alertmanager.yaml"): aliases in YAML repeat more',
  );
});

Deno.test("writeAlertmanagerConfig() finds the Secret by the Alertmanager's name, and runs without", () => {
  const found = make([alertmanager(), secret("alertmanager-main", { "alertmanager.yaml": BASE })]);
  assertEquals(found.config.route.receiver, "mail");
  const without = make([alertmanager()]);
  assertEquals(without.config, { route: { receiver: "null" }, receivers: [{ name: "null" }] });
  assertEquals(without.said, ["no-config spec.configSecret"]);
  assertEquals(make([alertmanager({ configSecret: "x" })]).said, [
    "missing-secret spec.configSecret",
  ]);
});

Deno.test("writeAlertmanagerConfig() misses no Secret when AlertmanagerConfigs say who is told", () => {
  const selecting = (fields: object) =>
    make([alertmanager({ alertmanagerConfigSelector: {}, ...fields }), config("a", RESOURCE)]);
  assertEquals(selecting({}).said, []);
  const [{ message }] = [...selecting({ configSecret: "gone" }).ctx.diagnostics];
  assertStringIncludes(message, "so AlertmanagerConfigs alone say who is told. Add it");
});

Deno.test("writeAlertmanagerConfig() merges AlertmanagerConfigs as the operator does", () => {
  const { config: made, said } = make([
    alertmanager({
      configSecret: "alerts",
      alertmanagerConfigSelector: {},
      alertmanagerConfigNamespaceSelector: {},
    }),
    secret("alerts", { "alertmanager.yaml": BASE }),
    config("b", RESOURCE, "other"),
    config("a", { ...RESOURCE, inhibitRules: [] }),
  ]);
  const route = { group_by: ["alertname"], group_wait: "0s", continue: true };
  assertEquals(made.route, {
    receiver: "mail",
    routes: [
      { receiver: "other/b/team", ...route, matchers: ['namespace="other"'] },
      { receiver: "shop/a/team", ...route, matchers: ['namespace="shop"'] },
      { receiver: "hook", matchers: ['severity="high"'] },
    ],
  });
  // deno-lint-ignore no-explicit-any -- as it was parsed
  assertEquals(made.receivers.map(({ name }: any) => name), [
    "mail",
    "hook",
    "other/b/team",
    "shop/a/team",
  ]);
  assertEquals(made.inhibit_rules, [{
    source_matchers: ['severity="high"', 'namespace="other"'],
    target_matchers: ['severity="low"', 'namespace="other"'],
    equal: ["alertname"],
  }]);
  assertEquals(made.templates, ["/etc/alertmanager/config/*.tmpl"]);
  assertEquals(said, []);
});

Deno.test("writeAlertmanagerConfig() binds routes to namespaces as the strategy says", () => {
  const routes = (type: string) =>
    make([
      alertmanager({
        alertmanagerConfigSelector: {},
        alertmanagerConfigNamespaceSelector: {},
        alertmanagerConfigMatcherStrategy: { type },
      }),
      secret("alertmanager-main", { "alertmanager.yaml": BASE }),
      config("a", RESOURCE),
      config("b", RESOURCE, "other"),
      // deno-lint-ignore no-explicit-any -- as it was parsed
    ]).config.route.routes.slice(0, 2).map(({ matchers }: any) => matchers);
  assertEquals(routes("None"), [undefined, undefined]);
  assertEquals(routes("OnNamespaceExceptForAlertmanagerNamespace"), [
    ['namespace="other"'],
    undefined,
  ]);
});

Deno.test("writeAlertmanagerConfig() selects by labels and namespaces, and says what it does not", () => {
  const select = (spec: object) =>
    make([
      alertmanager(spec),
      secret("alertmanager-main", { "alertmanager.yaml": BASE }),
      config("a", RESOURCE, "shop", { team: "x" }),
      config("b", RESOURCE, "other", { team: "x" }),
      config("c", RESOURCE),
    ]);
  const names = (spec: object) =>
    // deno-lint-ignore no-explicit-any -- as it was parsed
    select(spec).config.receivers.map(({ name }: any) => name).slice(2);
  const byTeam = { matchLabels: { team: "x" } };
  assertEquals(names({ alertmanagerConfigSelector: byTeam }), ["shop/a/team"]);
  assertEquals(
    names({
      alertmanagerConfigSelector: {},
      alertmanagerConfigNamespaceSelector: {
        matchLabels: { "kubernetes.io/metadata.name": "other" },
      },
    }),
    ["other/b/team"],
  );
  assertEquals(select({}).said, ["not-selected spec", "not-selected spec", "not-selected spec"]);
});

Deno.test("writeAlertmanagerConfig() takes an AlertmanagerConfig for the whole configuration", () => {
  const { config: made, ctx, said } = make([
    alertmanager({
      alertmanagerConfiguration: {
        name: "base",
        global: {
          resolveTimeout: "5m",
          slackApiUrl: { name: "keys", key: "slack" },
          smtp: {
            from: "a@example.com",
            smartHost: { host: "mail", port: "25" },
            requireTLS: false,
          },
        },
        templates: [{ configMap: { name: "texts", key: "a.tmpl" } }],
      },
      alertmanagerConfigSelector: {},
    }),
    secret("keys", { slack: "https://hooks.example.com/x\n" }),
    configMap("texts", { "a.tmpl": TEMPLATE }),
    config("base", {
      route: { receiver: "all", matchers: [{ name: "a", value: "b" }] },
      receivers: [{
        name: "all",
        slackConfigs: [{ channel: "alerts" }],
        emailConfigs: [{ to: "b@example.com", html: "" }],
      }],
    }),
    config("team", RESOURCE),
  ]);
  assertEquals(made.global, {
    resolve_timeout: "5m",
    slack_api_url: "https://hooks.example.com/x",
    smtp_from: "a@example.com",
    smtp_smarthost: "mail:25",
    smtp_require_tls: false,
  });
  assertEquals(made.route.receiver, "shop/base/all");
  assertEquals(made.route.matchers, undefined);
  assertEquals(made.route.routes[0].receiver, "shop/team/team");
  assertEquals(made.receivers[0], {
    name: "shop/base/all",
    slack_configs: [{ channel: "alerts" }],
    email_configs: [{ to: "b@example.com", html: "" }],
  });
  const [template] = made.templates;
  assertEquals(template, "/etc/alertmanager/files/files/texts/a.tmpl");
  assert(
    ctx.files.get(template.replace("/etc/alertmanager/files", "configmaps/.alertmanager")),
  );
  assertEquals(said, ["bad-root-route spec.route"]);
});

Deno.test("writeAlertmanagerConfig() says what is wrong with a base, and keeps the rest", () => {
  for (const text of ["- a", "route: {}", "{"]) {
    const { config: made, said } = make([
      alertmanager({ alertmanagerConfigSelector: {} }),
      secret("alertmanager-main", { "alertmanager.yaml": text }),
      config("a", RESOURCE),
    ]);
    assertEquals(made.route.receiver, "null");
    assertEquals(made.route.routes[0].receiver, "shop/a/team");
    assertEquals(said, ["bad-config spec.configSecret"]);
  }
});

Deno.test({
  ...needsTool("amtool accepts a Secret with AlertmanagerConfigs merged into it", ...AMTOOL),
  async fn() {
    const { success, said } = await amtool(make([
      alertmanager({
        alertmanagerConfigSelector: {},
        alertmanagerConfigNamespaceSelector: {},
      }),
      secret("alertmanager-main", { "alertmanager.yaml": BASE, "a.tmpl": TEMPLATE }),
      config("a", RESOURCE),
      config("b", RESOURCE, "other"),
    ]));
    assert(success, said);
    assertStringIncludes(said, "4 receivers");
    assertStringIncludes(said, "1 templates");
  },
});
