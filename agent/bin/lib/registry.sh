# shellcheck shell=bash
# Gets the program of an image registry, of which the tests start some of their own. Sourced after packages.sh.

require_registry() {
  command -v docker-registry >/dev/null ||
    install_without_service docker-registry "the tests push snapshots to private registries (the machine gets none)"
  command -v docker-registry >/dev/null ||
    fail "package docker-registry is installed, and still there is no command docker-registry on PATH ($PATH)"
}
