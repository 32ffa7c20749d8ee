#!/usr/bin/env bash
# Installs what the browser tests need, where the system allows it: Chromium and a font with Hangul. Elsewhere it says so
# and the tests are skipped. It never fails: a service without a browser is tested, too.
set -uo pipefail

if [ -x /usr/bin/chromium ]; then
	exit 0
fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
	echo "browser tests: skipped, Chromium is not installed (as root on Debian: apt-get install chromium fonts-noto-cjk)"
	exit 0
fi
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
if timeout 60 apt-get update -qq >"$log" 2>&1 && timeout 240 apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >>"$log" 2>&1; then
	echo "browser tests: Chromium is installed"
else
	echo "browser tests: skipped, Chromium could not be installed: $(tail -n 1 "$log")"
fi
