# shellcheck shell=bash
# Gets Prometheus and the program that checks its rules; the tests start servers of their own. Sourced after packages.sh.

require_prometheus() {
  local command
  if ! { command -v prometheus && command -v promtool; } >/dev/null; then
    install_without_service prometheus "the tests have a private Prometheus scrape the agent (the machine gets none)"
  fi
  for command in prometheus promtool; do
    command -v "$command" >/dev/null ||
      fail "package prometheus is installed, and still there is no command $command on PATH ($PATH)"
  done
}
