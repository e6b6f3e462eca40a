#!/bin/sh
# Has cron run the CronJobs of this project: puts the file crontab into your own crontab.
# Run it again after a change. It takes out what it put there before, between the lines
#   # BEGIN dekube testsuite
#   # END dekube testsuite
# and keeps all else.
cd "$(dirname "$0")" || exit

{
  # All lines but those between the two.
  crontab -l 2>/dev/null | awk '
    $0 == "# BEGIN dekube testsuite" { printf "%s", held; held = ""; own = 1 }
    own {
      held = held $0 "\n"
      if ($0 == "# END dekube testsuite") { own = 0; held = "" }
      next
    }
    { print }
    END { printf "%s", held }
  '
  # The new ones, which say where this folder is.
  awk '/^PROJECT_DIR=/ { $0 = $0 ENVIRON["PWD"] } { print }' crontab
} | crontab -
