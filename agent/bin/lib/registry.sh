# shellcheck shell=bash
# Gets the program of an image registry, of which the tests start some of their own. Sourced after packages.sh.

SERVICE_POLICY=/usr/sbin/policy-rc.d
SERVICE_POLICY_MARK="# Put here by prebuild-agent's tests for as long as they install a package."

require_registry() {
  command -v docker-registry >/dev/null || install_registry
  command -v docker-registry >/dev/null ||
    fail "package docker-registry is installed, and still there is no command docker-registry on PATH ($PATH)"
}

# The package would start a registry of the machine's own as a service. It does not where the system's policy, for
# which there is a file, forbids that; a file that somebody else has put there stays as it is.
install_registry() {
  forget_service_policy # an earlier run may have been killed here
  if [[ ! -e $SERVICE_POLICY ]]; then
    at_exit forget_service_policy
    printf '#!/bin/sh\n%s\nexit 101\n' "$SERVICE_POLICY_MARK" | as_root tee "$SERVICE_POLICY" >/dev/null
    as_root chmod +x "$SERVICE_POLICY"
  fi
  install_package docker-registry "the tests push snapshots to private registries (the machine gets none)"
  forget_service_policy
}

forget_service_policy() {
  if grep -qsF "$SERVICE_POLICY_MARK" "$SERVICE_POLICY"; then as_root rm -f "$SERVICE_POLICY"; fi
}
