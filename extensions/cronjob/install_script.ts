/**
 * The script that makes the crontab known to cron.
 *
 * @module
 */

import { CRONTAB, markOf } from "./crontab.ts";

/** Its path, below the output folder. */
export const INSTALL_SCRIPT = "install-crontab.sh";

/**
 * A script that puts the crontab into the user's own, in place of what it put there before. Where the last line of that is
 * gone, nothing is taken away.
 */
export function installScript(project: string): string {
  const mark = markOf(project);
  return `#!/bin/sh
# Has cron run the CronJobs of this project: puts the file ${CRONTAB} into your own crontab.
# Run it again after a change. It takes out what it put there before, between the lines
#   # BEGIN ${mark}
#   # END ${mark}
# and keeps all else.
cd "$(dirname "$0")" || exit

{
  # All lines but those between the two.
  crontab -l 2>/dev/null | awk '
    $0 == "# BEGIN ${mark}" { printf "%s", held; held = ""; own = 1 }
    own {
      held = held $0 "\\n"
      if ($0 == "# END ${mark}") { own = 0; held = "" }
      next
    }
    { print }
    END { printf "%s", held }
  '
  # The new ones, which say where this folder is.
  awk '/^PROJECT_DIR=/ { $0 = $0 ENVIRON["PWD"] } { print }' ${CRONTAB}
} | crontab -
`;
}
