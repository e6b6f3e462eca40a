/**
 * Receivers of AlertmanagerConfigs.
 *
 * @see https://prometheus.io/docs/alerting/latest/configuration/#receiver
 * @module
 */

import { list, type Mapping, mapping, text } from "@dekube/engine/pacts";
import { reportUnread } from "../read.ts";
import { isAtLeast } from "../version.ts";
import {
  client,
  convertFields,
  count,
  duration,
  each,
  type FieldTable,
  flag,
  one,
  pairs,
  plain,
  type Reading,
  secret,
  secretUrl,
  strings,
  texted,
  tls,
  url,
  verbatim,
} from "./fields.ts";

/** A way to tell people of alerts. */
interface Integration {
  /** Its name for Alertmanager. */
  as: string;
  /** The version 0.x that knows it first. */
  since?: number;
  fields: FieldTable;
  /** What it can't do without, each with what serves as well: its own fields, or `global.` ones. */
  needs: readonly (readonly string[])[];
}

const COMMON: FieldTable = { sendResolved: flag, httpConfig: client };

const SLACK_FIELD: FieldTable = { title: plain, value: plain, short: flag };

/** By the operator's names. */
const INTEGRATIONS: Readonly<Record<string, Integration>> = {
  webhookConfigs: {
    as: "webhook_configs",
    needs: [["url"]],
    fields: {
      ...COMMON,
      url,
      urlSecret: { read: secretUrl, as: "url" },
      maxAlerts: count,
      timeout: { read: duration, since: 28 },
      payload: { read: plain, since: 32 },
    },
  },
  emailConfigs: {
    as: "email_configs",
    needs: [["to"], ["from", "global.smtp_from"], ["smarthost", "global.smtp_smarthost"]],
    fields: {
      sendResolved: flag,
      to: plain,
      from: plain,
      hello: plain,
      smarthost: plain,
      authUsername: plain,
      authPassword: secret,
      authSecret: secret,
      authIdentity: plain,
      headers: pairs,
      html: verbatim,
      text: verbatim,
      requireTLS: flag,
      tlsConfig: tls,
      forceImplicitTLS: { read: flag, since: 31 },
      threading: {
        since: 30,
        read: (value) => ({
          enabled: true,
          thread_by_date: text(mapping(value).threadByDate).toLowerCase() || "daily",
        }),
      },
    },
  },
  slackConfigs: {
    as: "slack_configs",
    needs: [["api_url", "global.slack_api_url", "global.slack_api_url_file"]],
    fields: {
      ...COMMON,
      apiURL: secretUrl,
      channel: plain,
      username: plain,
      color: plain,
      title: plain,
      titleLink: plain,
      pretext: plain,
      text: plain,
      fields: each(SLACK_FIELD),
      shortFields: flag,
      footer: plain,
      fallback: plain,
      callbackId: plain,
      iconEmoji: plain,
      iconURL: plain,
      imageURL: plain,
      thumbURL: plain,
      linkNames: flag,
      mrkdwnIn: strings,
      actions: each({
        type: plain,
        text: plain,
        url: plain,
        style: plain,
        name: plain,
        value: plain,
        confirm: one({ text: plain, title: plain, okText: plain, dismissText: plain }),
      }),
      timeout: { read: duration, since: 30 },
      messageText: { read: plain, since: 31 },
      updateMessage: { read: flag, since: 32 },
    },
  },
  pagerdutyConfigs: {
    as: "pagerduty_configs",
    needs: [["routing_key", "service_key"]],
    fields: {
      ...COMMON,
      routingKey: secret,
      serviceKey: secret,
      url,
      client: plain,
      clientURL: plain,
      description: plain,
      severity: plain,
      class: plain,
      group: plain,
      component: plain,
      details: pairs,
      pagerDutyImageConfigs: {
        as: "images",
        read: each({ src: plain, href: plain, alt: plain }),
      },
      pagerDutyLinkConfigs: {
        as: "links",
        read: each({ href: plain, alt: { read: plain, as: "text" } }),
      },
      source: { read: plain, since: 25 },
      timeout: { read: duration, since: 30 },
    },
  },
  opsgenieConfigs: {
    as: "opsgenie_configs",
    needs: [["api_key", "global.opsgenie_api_key", "global.opsgenie_api_key_file"]],
    fields: {
      ...COMMON,
      apiKey: secret,
      apiURL: url,
      message: plain,
      description: plain,
      source: plain,
      tags: plain,
      note: plain,
      priority: plain,
      updateAlerts: { read: flag, since: 24 },
      details: pairs,
      responders: each({ id: plain, name: plain, username: plain, type: plain }),
      entity: { read: plain, since: 24 },
      actions: { read: plain, since: 24 },
    },
  },
  discordConfigs: {
    as: "discord_configs",
    since: 25,
    needs: [["webhook_url"]],
    fields: {
      ...COMMON,
      apiURL: { read: secretUrl, as: "webhook_url" },
      title: plain,
      message: plain,
      content: { read: plain, since: 28 },
      username: { read: plain, since: 28 },
      avatarURL: { read: plain, since: 28 },
    },
  },
  wechatConfigs: {
    as: "wechat_configs",
    needs: [
      ["api_secret", "global.wechat_api_secret", "global.wechat_api_secret_file"],
      ["corp_id", "global.wechat_api_corp_id"],
    ],
    fields: {
      ...COMMON,
      apiSecret: secret,
      apiURL: url,
      corpID: plain,
      agentID: plain,
      toUser: plain,
      toParty: plain,
      toTag: plain,
      message: plain,
      messageType: plain,
    },
  },
  victoropsConfigs: {
    as: "victorops_configs",
    needs: [
      ["api_key", "global.victorops_api_key", "global.victorops_api_key_file"],
      ["routing_key"],
    ],
    fields: {
      ...COMMON,
      apiKey: secret,
      apiUrl: url,
      routingKey: plain,
      messageType: plain,
      entityDisplayName: plain,
      stateMessage: plain,
      monitoringTool: plain,
      customFields: pairs,
    },
  },
  pushoverConfigs: {
    as: "pushover_configs",
    needs: [["user_key", "user_key_file"], ["token", "token_file"]],
    fields: {
      ...COMMON,
      userKey: secret,
      userKeyFile: { read: plain, since: 26 },
      token: secret,
      tokenFile: { read: plain, since: 26 },
      title: plain,
      message: plain,
      url: plain,
      urlTitle: plain,
      ttl: { read: duration, since: 27 },
      device: { read: plain, since: 26 },
      sound: plain,
      priority: plain,
      retry: duration,
      expire: duration,
      html: flag,
      monospace: { read: flag, since: 29 },
    },
  },
  snsConfigs: {
    as: "sns_configs",
    since: 23,
    needs: [["topic_arn", "phone_number", "target_arn"]],
    fields: {
      ...COMMON,
      apiURL: url,
      sigv4: one({
        region: plain,
        accessKey: secret,
        secretKey: secret,
        profile: plain,
        roleArn: plain,
        externalID: { read: plain, since: 33 },
      }),
      topicARN: plain,
      subject: plain,
      phoneNumber: plain,
      targetARN: plain,
      message: plain,
      attributes: texted,
      useAWSHTTPClient: { read: flag, as: "use_aws_http_client", since: 33 },
    },
  },
  telegramConfigs: {
    as: "telegram_configs",
    since: 24,
    needs: [["bot_token", "bot_token_file"], ["chat_id"]],
    fields: {
      ...COMMON,
      apiURL: url,
      botToken: secret,
      botTokenFile: { read: plain, since: 26 },
      chatID: count,
      messageThreadID: { read: count, since: 26 },
      message: plain,
      disableNotifications: flag,
      parseMode: plain,
    },
  },
  webexConfigs: {
    as: "webex_configs",
    since: 25,
    needs: [["room_id"], ["http_config"]],
    fields: { ...COMMON, apiURL: url, message: plain, roomID: plain },
  },
  msteamsConfigs: {
    as: "msteams_configs",
    since: 26,
    needs: [["webhook_url"]],
    fields: {
      ...COMMON,
      webhookUrl: secretUrl,
      title: plain,
      summary: { read: plain, since: 27 },
      text: plain,
    },
  },
  msteamsv2Configs: {
    as: "msteamsv2_configs",
    since: 28,
    needs: [["webhook_url"]],
    fields: { ...COMMON, webhookURL: secretUrl, title: plain, text: plain },
  },
  rocketchatConfigs: {
    as: "rocketchat_configs",
    since: 28,
    needs: [["token", "global.rocketchat_token"], ["token_id", "global.rocketchat_token_id"]],
    fields: {
      ...COMMON,
      apiURL: url,
      channel: plain,
      token: secret,
      tokenID: secret,
      color: plain,
      emoji: plain,
      iconURL: plain,
      text: plain,
      title: plain,
      titleLink: plain,
      fields: each(SLACK_FIELD),
      shortFields: flag,
      imageURL: plain,
      thumbURL: plain,
      linkNames: flag,
      actions: each({ text: plain, url: plain, msg: plain }),
    },
  },
};

const RECEIVER_FIELDS: ReadonlySet<string> = new Set(["name", ...Object.keys(INTEGRATIONS)]);

/**
 * A receiver under the name that it is to have. What Alertmanager would not start with is left out of it, which is
 * said; one that is left with nothing tells nobody.
 */
export function convertReceiver(
  receiver: Mapping,
  name: string,
  global: Mapping,
  reading: Reading,
): Mapping {
  const { site, version } = reading;
  reportUnread(receiver, RECEIVER_FIELDS, site);
  const result: Mapping = { name };
  for (const [field, integration] of Object.entries(INTEGRATIONS)) {
    const { as, since = 0, fields, needs } = integration;
    const configs = list(receiver[field]).flatMap((item, index): Mapping[] => {
      const at = site.at(`${field}[${index}]`);
      if (!isAtLeast(version, 0, since)) {
        at.warn(
          "unsupported-receiver",
          `Alertmanager knows "${as}" from 0.${since} on; it is left out`,
        );
        return [];
      }
      const config = convertFields(mapping(item), fields, { ...reading, site: at });
      const lacking = needs.find((names) => !names.some((name) => has(name, config, global)));
      if (!lacking) return [config];
      at.warn(
        "incomplete-receiver",
        `it has no ${
          lacking.join(" or ")
        }, and Alertmanager would not start with it; it is left out, and nobody is told by it`,
      );
      return [];
    });
    if (configs.length > 0) result[as] = configs;
  }
  return result;
}

function has(name: string, config: Mapping, global: Mapping): boolean {
  const [, shared] = /^global\.(.*)$/.exec(name) ?? [];
  return shared === undefined ? Object.hasOwn(config, name) : Object.hasOwn(global, shared);
}
