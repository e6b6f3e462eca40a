/**
 * What all receivers share (`spec.alertmanagerConfiguration.global`).
 *
 * @module
 */

import { type Mapping, mapping, text } from "@dekube/engine/pacts";
import {
  client,
  convertFields,
  duration,
  type FieldTable,
  flag,
  plain,
  type Reading,
  secret,
  secretUrl,
  tls,
  url,
} from "./fields.ts";

const FIELDS: FieldTable = {
  resolveTimeout: duration,
  httpConfig: client,
  slackApiUrl: secretUrl,
  opsGenieApiUrl: { read: secretUrl, as: "opsgenie_api_url" },
  opsGenieApiKey: { read: secret, as: "opsgenie_api_key" },
  pagerdutyUrl: url,
};

/** Groups of fields, whose names begin with the group's. */
const GROUPS: Readonly<Record<string, FieldTable>> = {
  smtp: {
    from: { read: plain, as: "smtp_from" },
    smartHost: { read: hostAndPort, as: "smtp_smarthost" },
    hello: { read: plain, as: "smtp_hello" },
    authUsername: { read: plain, as: "smtp_auth_username" },
    authPassword: { read: secret, as: "smtp_auth_password" },
    authIdentity: { read: plain, as: "smtp_auth_identity" },
    authSecret: { read: secret, as: "smtp_auth_secret" },
    requireTLS: { read: flag, as: "smtp_require_tls" },
    tlsConfig: { read: tls, as: "smtp_tls_config", since: 28 },
    forceImplicitTLS: { read: flag, as: "smtp_force_implicit_tls", since: 31 },
  },
  telegram: { apiURL: { read: url, as: "telegram_api_url", since: 24 } },
  jira: { apiURL: { read: url, as: "jira_api_url", since: 28 } },
  victorops: {
    apiURL: { read: url, as: "victorops_api_url" },
    apiKey: { read: secret, as: "victorops_api_key" },
  },
  rocketChat: {
    apiURL: { read: url, as: "rocketchat_api_url", since: 28 },
    token: { read: secret, as: "rocketchat_token", since: 28 },
    tokenID: { read: secret, as: "rocketchat_token_id", since: 28 },
  },
  webex: { apiURL: { read: url, as: "webex_api_url", since: 25 } },
  wechat: {
    apiURL: { read: url, as: "wechat_api_url" },
    apiSecret: { read: secret, as: "wechat_api_secret" },
    apiCorpID: { read: plain, as: "wechat_api_corp_id" },
  },
  mattermost: { webhookURL: { read: secretUrl, as: "mattermost_webhook_url", since: 32 } },
};

/** `global` in Alertmanager's notation; empty where there is none. */
export function convertGlobal(value: unknown, reading: Reading): Mapping {
  const fields = mapping(value);
  const own = Object.fromEntries(
    Object.entries(fields).filter(([name]) => !Object.hasOwn(GROUPS, name)),
  );
  const groups = Object.entries(GROUPS).map(([name, table]) =>
    convertFields(mapping(fields[name]), table, { ...reading, site: reading.site.at(name) })
  );
  return Object.assign(convertFields(own, FIELDS, reading), ...groups);
}

function hostAndPort(value: unknown): string | undefined {
  const { host, port } = mapping(value);
  return text(host) === "" ? undefined : `${text(host)}:${text(port)}`;
}
