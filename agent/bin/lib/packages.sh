# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with what sources this
# Gets what is missing from the system's packages, and says what and why. Sourced after say.sh and java.sh.

packages_refreshed=

has_apt() { command -v apt-get >/dev/null && command -v apt-cache >/dev/null; }

as_root() {
  if ((EUID == 0)); then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    fail "root is needed to run '$*', and there is no sudo; run it as root, then try again"
  fi
}

refresh_package_lists() {
  [[ -z $packages_refreshed ]] || return 0
  say "refreshing the lists of packages (apt-get update)"
  as_root apt-get -q -q update || say "some lists could not be refreshed; going on with those that are there"
  packages_refreshed=yes
}

package_candidate() { apt-cache policy "$1" 2>/dev/null | awk '$1 == "Candidate:" && $2 != "(none)" {print $2}'; }

has_package() {
  has_apt || return 1
  [[ -n $(package_candidate "$1") ]] && return
  refresh_package_lists
  [[ -n $(package_candidate "$1") ]]
}

# install_package PACKAGE WHY
install_package() {
  has_apt || fail "'$1' is needed, because $2; this system has no apt-get, so please install it yourself"
  has_package "$1" || fail "'$1' is needed, because $2; the system's packages have none, so please install it yourself"
  say "installing $1, because $2"
  if apt_install "$1"; then return; fi
  # Lists that are a few weeks old name files that the mirror no longer has.
  refresh_package_lists
  apt_install "$1" || fail "apt-get could not install $1; its reason is above"
}

# What apt-get has to say is shown when it fails.
apt_install() {
  local output
  output=$(as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -q -q -y -o Dpkg::Use-Pty=0 install --no-install-recommends "$1" 2>&1) || {
    printf '%s\n' "$output" >&2
    return 1
  }
}

SERVICE_POLICY=/usr/sbin/policy-rc.d
SERVICE_POLICY_MARK="# Put here by prebuild-agent's tests for as long as they install a package."

# install_without_service PACKAGE WHY - of a package that would start a service of the machine's own. It does not where
# the system's policy, for which there is a file, forbids that; a file that somebody else has put there stays as it is.
install_without_service() {
  forget_service_policy # an earlier run may have been killed here
  if [[ ! -e $SERVICE_POLICY ]]; then
    at_exit forget_service_policy
    printf '#!/bin/sh\n%s\nexit 101\n' "$SERVICE_POLICY_MARK" | as_root tee "$SERVICE_POLICY" >/dev/null
    as_root chmod +x "$SERVICE_POLICY"
  fi
  install_package "$1" "$2"
  forget_service_policy
}

forget_service_policy() {
  if grep -qsF "$SERVICE_POLICY_MARK" "$SERVICE_POLICY"; then as_root rm -f "$SERVICE_POLICY"; fi
}

# require_command COMMAND PACKAGE WHY
require_command() {
  command -v "$1" >/dev/null || install_package "$2" "$3"
  command -v "$1" >/dev/null || fail "package $2 is installed, and still there is no command $1 on PATH ($PATH)"
}

# Sets and exports JAVA_HOME, and puts its commands first on PATH: the build starts a bare `java` too.
require_jdk() {
  local package="openjdk-$JAVA_NEEDED-jdk-headless"
  if ! JAVA_HOME=$(find_java_home javac); then
    if has_package "$package"; then
      install_package "$package" "the agent is built with Java $JAVA_NEEDED"
    else
      fail "a JDK $JAVA_NEEDED or newer is needed to build the agent, and the system's packages have none (no $package);" \
        "install one, such as Eclipse Temurin, below /usr/lib/jvm or name its folder in JAVA_HOME, then try again"
    fi
    JAVA_HOME=$(find_java_home javac) || fail "$package is installed, and still no JDK $JAVA_NEEDED is below /usr/lib/jvm"
  fi
  export JAVA_HOME PATH="$JAVA_HOME/bin:$PATH"
  say "Java: $JAVA_HOME"
}

require_build_tools() {
  require_command awk mawk "the scripts read lists with it"
  require_command git git "prebuilds clone repositories with it"
  require_command tar tar "images are packed with it"
  require_command curl curl "the engine and the agent are asked with it"
  require_jdk
  require_command mvn maven "it builds the agent"
}

NODE_NEEDED=18

# For tests alone: some of them are programs that use the API's published clients.
require_node() {
  require_command node nodejs "tests run the published clients of the API with it"
  require_command npm npm "it gets the published clients of the API for the tests"
  local version
  version=$(node --version)
  if [[ ! $version =~ ^v([0-9]+) ]] || ((BASH_REMATCH[1] < NODE_NEEDED)); then
    fail "Node.js $NODE_NEEDED or newer is needed, because tests run the published clients of the API with it;" \
      "'node' on PATH is $version, so please install a newer one yourself"
  fi
}

# For tests alone: they use the agent's page with it. Exports PREBUILD_TEST_CHROMIUM, the program.
require_chromium() {
  if ! PREBUILD_TEST_CHROMIUM=$(find_chromium); then
    install_package chromium "the tests look at the agent's page in a real browser (without a window)"
    PREBUILD_TEST_CHROMIUM=$(find_chromium) ||
      fail "package chromium is installed, and still there is no command chromium on PATH ($PATH)"
  fi
  export PREBUILD_TEST_CHROMIUM
  say "Chromium: $PREBUILD_TEST_CHROMIUM"
}

# The one that is named, or the first on PATH.
find_chromium() {
  local name
  for name in "${PREBUILD_TEST_CHROMIUM:-chromium}" chromium chromium-browser google-chrome; do
    if command -v "$name"; then return; fi
  done
  return 1
}

# For tests alone: an agent checks out the pointers of large files where it is not installed.
require_git_lfs() {
  git lfs version >/dev/null 2>&1 || install_package git-lfs "tests clone repositories with large files"
}
