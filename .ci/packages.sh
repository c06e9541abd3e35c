#!/usr/bin/env bash
# Brings what the gate uses beyond Python, where this machine lets us install; says what is missing else.
set -u
found() { command -v "$1" >/dev/null 2>&1; }
wanted=()
found chromium || found chromium-browser || found google-chrome || wanted+=(chromium fonts-noto-core fonts-noto-cjk)
found initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || wanted+=(postgresql)
found redis-server || wanted+=(redis-server)
found pdftotext || wanted+=(poppler-utils)
[ ${#wanted[@]} -eq 0 ] && exit 0
if [ "$(id -u)" = 0 ] && found apt-get; then
  echo "installing: ${wanted[*]}"
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -q && apt-get install -q -y --no-install-recommends "${wanted[@]}"; } >/tmp/lms-apt.log 2>&1 && exit 0
  # One package that is not to be had must not cost the others.
  for package in "${wanted[@]}"; do
    apt-get install -q -y --no-install-recommends "$package" >>/tmp/lms-apt.log 2>&1 || echo "could not install $package"
  done
fi
exit 0
