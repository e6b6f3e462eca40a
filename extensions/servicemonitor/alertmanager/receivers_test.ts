import { assert, assertEquals, assertFalse } from "@std/assert";
import { secret } from "../_testing.ts";
import { needsTool } from "../../../tools/needs_tool.ts";
import { alertmanager, amtool, config, make } from "./_testing.ts";

const AMTOOL = ["amtool", "Debian's prometheus-alertmanager"] as const;

const KEY = { name: "keys", key: "key" };
const URL_KEY = { name: "keys", key: "url" };

const SECRET = secret("keys", { key: "hidden", url: "https://example.com/hook\n", ca: "x" });

/** One of each sort, with all that it may have in the version of Debian's amtool. */
const ALL = {
  webhookConfigs: [
    { url: "http://hook:8080/x", maxAlerts: 3, sendResolved: false },
    {
      urlSecret: URL_KEY,
      httpConfig: {
        basicAuth: { username: KEY, password: KEY },
        proxyURL: "http://proxy:3128",
        followRedirects: false,
        enableHttp2: false,
        tlsConfig: { insecureSkipVerify: true, minVersion: "TLS12" },
      },
    },
  ],
  emailConfigs: [{
    to: "a@example.com",
    from: "b@example.com",
    smarthost: "mail:25",
    hello: "x",
    authUsername: "me",
    authPassword: KEY,
    authIdentity: "i",
    headers: [{ key: "Subject", value: "s" }],
    html: "",
    text: "t",
    requireTLS: false,
    tlsConfig: { serverName: "mail" },
  }],
  slackConfigs: [{
    apiURL: URL_KEY,
    channel: "c",
    title: "t",
    titleLink: "https://example.com",
    fields: [{ title: "a", value: "b", short: true }],
    mrkdwnIn: ["text"],
    actions: [{
      type: "button",
      text: "x",
      url: "https://example.com",
      confirm: { text: "sure?", okText: "y", dismissText: "n" },
    }],
    callbackId: "i",
    iconURL: "https://example.com/i.png",
    linkNames: true,
  }],
  pagerdutyConfigs: [{
    routingKey: KEY,
    clientURL: "https://example.com",
    severity: "high",
    details: [{ key: "a", value: "b" }],
    pagerDutyImageConfigs: [{
      src: "https://example.com/a.png",
      alt: "a",
      href: "https://x.example",
    }],
    pagerDutyLinkConfigs: [{ href: "https://x.example", alt: "there" }],
    source: "s",
  }],
  opsgenieConfigs: [{
    apiKey: KEY,
    apiURL: "https://api.example.com",
    tags: "a,b",
    details: [{ key: "a", value: "b" }],
    responders: [{ name: "x", type: "team" }],
    entity: "e",
    actions: "a",
  }],
  discordConfigs: [{ apiURL: URL_KEY, title: "t", message: "m" }],
  wechatConfigs: [{ apiSecret: KEY, corpID: "c", agentID: "a", toUser: "u", messageType: "text" }],
  victoropsConfigs: [{
    apiKey: KEY,
    routingKey: "r",
    customFields: [{ key: "a", value: "b" }],
    entityDisplayName: "n",
  }],
  pushoverConfigs: [{ userKey: KEY, token: KEY, retry: "1m", expire: "1h", html: true }],
  snsConfigs: [{
    topicARN: "arn:aws:sns:us-east-2:1:x",
    sigv4: { region: "us-east-2", accessKey: KEY, secretKey: KEY },
    attributes: { a: "b" },
  }],
  telegramConfigs: [{ botToken: KEY, chatID: -12, apiURL: "https://t.example", parseMode: "HTML" }],
  webexConfigs: [{
    roomID: "r",
    httpConfig: { authorization: { type: "Bearer", credentials: KEY } },
  }],
};

function receive(receiver: object, version = "v0.25.0") {
  const made = make([
    alertmanager({ version, alertmanagerConfigSelector: {} }),
    SECRET,
    secret("alertmanager-main", {
      "alertmanager.yaml": "route: {receiver: none}\nreceivers: [{name: none}]",
    }),
    config("a", { route: { receiver: "r" }, receivers: [{ name: "r", ...receiver }] }),
  ]);
  return { ...made, receiver: made.config.receivers[1] };
}

Deno.test("convertReceiver() writes what each sort of receiver says, Secrets resolved", () => {
  const { receiver, said } = receive(ALL);
  assertEquals(said, []);
  assertEquals(receiver.webhook_configs, [
    { send_resolved: false, url: "http://hook:8080/x", max_alerts: 3 },
    {
      http_config: {
        basic_auth: {
          username: "hidden",
          password_file: "/etc/alertmanager/config/files/keys/key",
        },
        proxy_url: "http://proxy:3128",
        tls_config: { insecure_skip_verify: true, min_version: "TLS12" },
        follow_redirects: false,
        enable_http2: false,
      },
      url: "https://example.com/hook",
    },
  ]);
  assertEquals(receiver.email_configs[0].headers, { Subject: "s" });
  assertEquals(receiver.email_configs[0].auth_password, "hidden");
  assertEquals(receiver.slack_configs[0].actions[0].confirm, {
    text: "sure?",
    ok_text: "y",
    dismiss_text: "n",
  });
  assertEquals(receiver.pagerduty_configs[0].links, [{ href: "https://x.example", text: "there" }]);
  assertEquals(receiver.sns_configs[0].topic_arn, "arn:aws:sns:us-east-2:1:x");
  assertEquals(receiver.telegram_configs[0].chat_id, -12);
  assertEquals(Object.keys(receiver).length, Object.keys(ALL).length + 1);
});

Deno.test({
  ...needsTool("amtool accepts each sort of receiver", ...AMTOOL),
  async fn() {
    const { success, said } = await amtool(receive(ALL));
    assert(success, said);
  },
});

for (const [field, configs] of Object.entries(ALL)) {
  Deno.test({
    ...needsTool(`amtool accepts what is left when ${field} lack a Secret`, ...AMTOOL),
    async fn() {
      const text = JSON.stringify(configs).replaceAll('"name":"keys"', '"name":"gone"');
      const made = receive({ [field]: JSON.parse(text) });
      const { success, said } = await amtool(made);
      assert(success, said);
      assertFalse(made.said.some((one) => !/^(?:missing-secret|incomplete-receiver) /.test(one)));
    },
  });
}

Deno.test("convertReceiver() leaves out, and says, what Alertmanager would not start with", () => {
  const { receiver, said } = receive({
    webhookConfigs: [{ maxAlerts: "many" }, { url: "nowhere" }],
    slackConfigs: [{ apiURL: { name: "gone", key: "x" } }],
    telegramConfigs: [{ botToken: KEY }],
    emailConfigs: null,
  });
  assertEquals(receiver, { name: "shop/a/r" });
  assertEquals(said, [
    "bad-number spec.receivers[0].webhookConfigs[0].maxAlerts",
    "incomplete-receiver spec.receivers[0].webhookConfigs[0]",
    "bad-url spec.receivers[0].webhookConfigs[1].url",
    "incomplete-receiver spec.receivers[0].webhookConfigs[1]",
    "missing-secret spec.receivers[0].slackConfigs[0].apiURL",
    "incomplete-receiver spec.receivers[0].slackConfigs[0]",
    "incomplete-receiver spec.receivers[0].telegramConfigs[0]",
  ]);
});

Deno.test("convertReceiver() leaves out what the version does not know", () => {
  const fields = {
    msteamsv2Configs: [{ webhookURL: URL_KEY }],
    webhookConfigs: [{ url: "http://hook", timeout: "5s" }],
  };
  const old = receive(fields);
  assertEquals(old.receiver, { name: "shop/a/r", webhook_configs: [{ url: "http://hook" }] });
  assertEquals(old.said, [
    "unsupported-field spec.receivers[0].webhookConfigs[0].timeout",
    "unsupported-receiver spec.receivers[0].msteamsv2Configs[0]",
  ]);
  const current = receive(fields, "v0.33.1");
  assertEquals(current.said, []);
  assertEquals(current.receiver.msteamsv2_configs, [{ webhook_url: "https://example.com/hook" }]);
  assertEquals(current.receiver.webhook_configs[0].timeout, "5s");
});

Deno.test("convertReceiver() never says what a Secret holds", () => {
  const made = receive({ slackConfigs: [{ apiURL: KEY }] });
  const messages = [...made.ctx.diagnostics].map(({ message }) => message).join("\n");
  assertFalse(messages.includes("hidden"));
  assertEquals(made.said[0], "bad-url spec.receivers[0].slackConfigs[0].apiURL");
});
