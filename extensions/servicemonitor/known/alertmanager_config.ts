/**
 * Fields that AlertmanagerConfigs have, in both of their versions.
 *
 * @module
 */

import { type FieldNames, leaves } from "@dekube/engine/pacts";
import { AUTHORIZATION, BASIC_AUTH, KEY, OAUTH2, SIGV4, TLS_CONFIG } from "./shared.ts";

const MATCHER: FieldNames = leaves("matchType name regex value");
const TIME_INTERVALS: FieldNames = {
  name: true,
  timeIntervals: {
    ...leaves("months weekdays years"),
    daysOfMonth: leaves("end start"),
    times: leaves("endTime startTime"),
  },
};
const HTTP_CLIENT: FieldNames = {
  ...leaves(
    "enableHttp2 followRedirects noProxy proxyConnectHeader proxyFromEnvironment",
    "proxyURL proxyUrl",
  ),
  authorization: AUTHORIZATION,
  basicAuth: BASIC_AUTH,
  bearerTokenSecret: KEY,
  oauth2: OAUTH2,
  tlsConfig: TLS_CONFIG,
};
const FIELD: FieldNames = leaves("short title value");

/** `spec` of an AlertmanagerConfig. */
export const ALERTMANAGER_CONFIG: FieldNames = {
  inhibitRules: { equal: true, sourceMatch: MATCHER, targetMatch: MATCHER },
  muteTimeIntervals: TIME_INTERVALS,
  receivers: {
    name: true,
    discordConfigs: {
      ...leaves("avatarURL content message sendResolved title username"),
      apiURL: KEY,
      httpConfig: HTTP_CLIENT,
    },
    emailConfigs: {
      ...leaves(
        "authIdentity authUsername forceImplicitTLS from hello html requireTLS",
        "sendResolved smarthost text to",
      ),
      authPassword: KEY,
      authSecret: KEY,
      headers: leaves("key value"),
      threading: leaves("threadByDate"),
      tlsConfig: TLS_CONFIG,
    },
    msteamsConfigs: {
      ...leaves("sendResolved summary text title"),
      httpConfig: HTTP_CLIENT,
      webhookUrl: KEY,
    },
    msteamsv2Configs: {
      ...leaves("sendResolved text title"),
      httpConfig: HTTP_CLIENT,
      webhookURL: KEY,
    },
    opsgenieConfigs: {
      ...leaves(
        "actions apiURL description entity message note priority sendResolved source",
        "tags updateAlerts",
      ),
      apiKey: KEY,
      details: leaves("key value"),
      httpConfig: HTTP_CLIENT,
      responders: leaves("id name type username"),
    },
    pagerdutyConfigs: {
      ...leaves(
        "class client clientURL component description group sendResolved severity",
        "source timeout url",
      ),
      details: leaves("key value"),
      httpConfig: HTTP_CLIENT,
      pagerDutyImageConfigs: leaves("alt href src"),
      pagerDutyLinkConfigs: leaves("alt href"),
      routingKey: KEY,
      serviceKey: KEY,
    },
    pushoverConfigs: {
      ...leaves(
        "device expire html message monospace priority retry sendResolved sound title",
        "tokenFile ttl url urlTitle userKeyFile",
      ),
      httpConfig: HTTP_CLIENT,
      token: KEY,
      userKey: KEY,
    },
    rocketchatConfigs: {
      ...leaves(
        "apiURL channel color emoji iconURL imageURL linkNames sendResolved shortFields",
        "text thumbURL title titleLink",
      ),
      actions: leaves("msg text url"),
      fields: FIELD,
      httpConfig: HTTP_CLIENT,
      token: KEY,
      tokenID: KEY,
    },
    slackConfigs: {
      ...leaves(
        "callbackId channel color fallback footer iconEmoji iconURL imageURL linkNames",
        "messageText mrkdwnIn pretext sendResolved shortFields text thumbURL timeout",
        "title titleLink updateMessage username",
      ),
      actions: {
        ...leaves("name style text type url value"),
        confirm: leaves("dismissText okText text title"),
      },
      apiURL: KEY,
      fields: FIELD,
      httpConfig: HTTP_CLIENT,
    },
    snsConfigs: {
      ...leaves(
        "apiURL attributes message phoneNumber sendResolved subject targetARN topicARN",
        "useAWSHTTPClient",
      ),
      httpConfig: HTTP_CLIENT,
      sigv4: SIGV4,
    },
    telegramConfigs: {
      ...leaves(
        "apiURL botTokenFile chatID disableNotifications message messageThreadID",
        "parseMode sendResolved",
      ),
      botToken: KEY,
      httpConfig: HTTP_CLIENT,
    },
    victoropsConfigs: {
      ...leaves(
        "apiUrl entityDisplayName messageType monitoringTool routingKey sendResolved",
        "stateMessage",
      ),
      apiKey: KEY,
      customFields: leaves("key value"),
      httpConfig: HTTP_CLIENT,
    },
    webexConfigs: { ...leaves("apiURL message roomID sendResolved"), httpConfig: HTTP_CLIENT },
    webhookConfigs: {
      ...leaves("maxAlerts payload sendResolved timeout url"),
      httpConfig: HTTP_CLIENT,
      urlSecret: KEY,
    },
    wechatConfigs: {
      ...leaves("agentID apiURL corpID message messageType sendResolved toParty toTag toUser"),
      apiSecret: KEY,
      httpConfig: HTTP_CLIENT,
    },
  },
  route: {
    ...leaves(
      "activeTimeIntervals continue groupBy groupInterval groupWait muteTimeIntervals",
      "receiver repeatInterval routes",
    ),
    matchers: MATCHER,
  },
  timeIntervals: TIME_INTERVALS,
};
