#!/bin/sh
# Installs a command of dekube from a release: the executable for this machine, held against the release's checksums.
# Run again, it updates.
#
#   sh install.sh [NAME [VERSION]]     kubernetes2simple (the default), helmfile2compose or dekube
#
# DEKUBE_BIN is the folder that it goes to (~/.local/bin), DEKUBE_RELEASES the address of the releases.
set -eu

fail() {
  printf '%s\n' "✖ $*" >&2
  exit 1
}

# The target that an executable of the release is for.
target() {
  machine=$(uname -m)
  case $(uname -s) in
  Linux)
    if ldd --version 2>&1 | grep -qi musl; then
      fail "the executables need glibc, and this system has musl. Use Deno, or the image of another system: deno install, as README.md says"
    fi
    system=unknown-linux-gnu
    ;;
  Darwin)
    system=apple-darwin
    # A shell that is translated says that the machine is another.
    [ "$(sysctl -n sysctl.proc_translated 2>/dev/null || echo 0)" != 1 ] || machine=arm64
    ;;
  MINGW* | MSYS* | CYGWIN*) fail "on Windows run install.ps1 in PowerShell" ;;
  *) fail "there is no executable for $(uname -s). Use Deno: deno install, as README.md says" ;;
  esac
  case $machine in
  x86_64 | amd64) echo "x86_64-$system" ;;
  aarch64 | arm64) echo "aarch64-$system" ;;
  *) fail "there is no executable for $machine. Use Deno: deno install, as README.md says" ;;
  esac
}

# download URL FILE
download() {
  if command -v curl >/dev/null 2>&1; then
    curl --fail --silent --show-error --location --retry 2 --output "$2" "$1"
  elif command -v wget >/dev/null 2>&1; then
    wget -q -O "$2" "$1"
  else
    fail "neither curl nor wget is there. Install one of them"
  fi || fail "$1 can't be had. See whether the version is there, and whether this machine reaches it"
}

sha256() {
  if command -v sha256sum >/dev/null 2>&1; then
    sha256sum "$1"
  elif command -v shasum >/dev/null 2>&1; then
    shasum -a 256 "$1"
  else
    fail "neither sha256sum nor shasum is there, so nothing can be checked. Install one of them"
  fi | cut -d ' ' -f 1
}

# All of it is a function, so that a script that came in half does nothing.
main() {
  name=${1:-kubernetes2simple}
  version=${2:-latest}
  releases=${DEKUBE_RELEASES:-@RELEASES@}
  bin=${DEKUBE_BIN:-${HOME:-.}/.local/bin}
  case $name in
  kubernetes2simple | helmfile2compose | dekube) ;;
  *) fail "there is no command \"$name\": kubernetes2simple, helmfile2compose or dekube" ;;
  esac
  case $releases in
  https://* | http://127.0.0.1:* | http://localhost:*) ;;
  *) fail "DEKUBE_RELEASES has to be the address of the releases, such as https://github.com/OWNER/REPOSITORY/releases" ;;
  esac
  case $version in
  latest) from=$releases/latest/download ;;
  *) from=$releases/download/v${version#v} ;;
  esac
  file=$name-$(target)

  mkdir -p "$bin" || fail "$bin can't be made. Name another folder: DEKUBE_BIN"
  # Beside where it goes, so that it gets there in one step.
  new=$(mktemp -d "$bin/.dekube.XXXXXX") || fail "$bin can't be written to. Name another folder: DEKUBE_BIN"
  trap 'rm -rf "$new"' EXIT
  trap 'exit 130' INT TERM
  download "$from/SHA256SUMS" "$new/SHA256SUMS"
  wanted=$(awk -v file="$file" '$2 == file || $2 == "*" file { print $1 }' "$new/SHA256SUMS")
  [ -n "$wanted" ] || fail "$from/SHA256SUMS has no $file, so the release has none for this machine"
  download "$from/$file" "$new/$name"
  found=$(sha256 "$new/$name")
  [ "$found" = "$wanted" ] ||
    fail "$from/$file is not what the release says: its SHA-256 is $found, not $wanted. Nothing was installed; try again, and report it if it stays so"
  chmod 755 "$new/$name"
  now=$("$new/$name" --version) ||
    fail "$file does not run on this machine. Use Deno: deno install, as README.md says"
  before=$("$bin/$name" --version 2>/dev/null || true)
  mv -f "$new/$name" "$bin/$name"

  if [ -z "$before" ]; then
    echo "installed $now: $bin/$name"
  elif [ "$before" = "$now" ]; then
    echo "$now is what was there: $bin/$name"
  else
    echo "updated $before to $now: $bin/$name"
  fi
  case :${PATH-}: in
  *:"$bin":*) ;;
  *) echo "add $bin to your PATH: export PATH=\"$bin:\$PATH\"" ;;
  esac
}

main "$@"
