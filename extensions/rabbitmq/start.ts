/**
 * How a broker is started: a script puts what must not be seen where the broker reads it.
 *
 * @module
 */

import { FILL } from "./template.ts";

/** Where the script is mounted. */
export const START_FOLDER = "/start";

/** The broker's home. */
export const HOME = "/var/lib/rabbitmq";

/** The definitions that it loads. */
export const DEFINITIONS = `${HOME}/definitions.json`;

/** The template of the definitions. */
export const TEMPLATE = "definitions.template";

/** The script, which runs the program that it is given. */
export function startScript(hasDefinitions: boolean): string {
  return [
    "# Puts what must not be seen where the broker reads it, and runs the broker.",
    "set -eu",
    "umask 077",
    `cp /tmp/erlang-cookie-secret/.erlang.cookie ${HOME}/.erlang.cookie`,
    `chmod 600 ${HOME}/.erlang.cookie`,
    "{",
    "  echo '[default]'",
    "  sed -e 's/default_user/username/' -e 's/default_pass/password/' /etc/rabbitmq/conf.d/11-default_user.conf",
    `} >${HOME}/.rabbitmqadmin.conf`,
    ...(hasDefinitions ? [...FILL, `fill <${START_FOLDER}/${TEMPLATE} >${DEFINITIONS}`] : []),
    'exec "$@"',
    "",
  ].join("\n");
}
