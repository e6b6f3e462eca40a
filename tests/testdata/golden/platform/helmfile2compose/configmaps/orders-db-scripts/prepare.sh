#!/bin/sh
# Makes an empty volume into an empty database; leaves an existing one as it is.
set -eu
data_dir=$1

mkdir -p "$data_dir/tables"
if [ ! -f "$data_dir/schema-version" ]; then
  echo 0 >"$data_dir/schema-version"
fi
echo "database in $data_dir, schema version $(cat "$data_dir/schema-version")"
