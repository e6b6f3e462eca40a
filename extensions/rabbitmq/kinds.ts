/**
 * The kinds of the cluster operator, and of the messaging topology operator.
 *
 * @module
 */

const GROUP = "rabbitmq.com";

/** A broker. */
export const CLUSTER = `${GROUP}/RabbitmqCluster`;

/** What is declared in a broker. */
export const TOPOLOGY = {
  queue: `${GROUP}/Queue`,
  exchange: `${GROUP}/Exchange`,
  binding: `${GROUP}/Binding`,
  user: `${GROUP}/User`,
  vhost: `${GROUP}/Vhost`,
  permission: `${GROUP}/Permission`,
  topicPermission: `${GROUP}/TopicPermission`,
  policy: `${GROUP}/Policy`,
  operatorPolicy: `${GROUP}/OperatorPolicy`,
  federation: `${GROUP}/Federation`,
  shovel: `${GROUP}/Shovel`,
  schemaReplication: `${GROUP}/SchemaReplication`,
  superStream: `${GROUP}/SuperStream`,
} as const;
