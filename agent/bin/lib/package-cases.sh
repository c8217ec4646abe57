# shellcheck shell=bash disable=SC2154 # variables are shared with what sources this
# What the package has to be. Sourced by test-package.

# Of `systemd-analyze security`, in tenths: nobody is to give up a protection without a word.
MOST_EXPOSED=24
UNIT=prebuild-agent.service

# expect WHAT COMMAND...
expect() {
  "${@:2}" || fail "it is not so: $1; the last command has said: $(<"$MACHINE/log")"
  say "  $1"
}

# expect_soon WHAT COMMAND... - within half a minute.
expect_soon() {
  local tenths
  for ((tenths = 0; tenths < 300; tenths++)); do
    if "${@:2}" 2>/dev/null; then
      say "  $1"
      return
    fi
    sleep 0.1
  done
  [[ -z $machine_init ]] || in_machine journalctl --no-pager --unit "$UNIT" --lines 30 >&2
  fail "it has not become so within half a minute: $1"
}

not() { ! "$@"; }

# quietly COMMAND... - its output is kept, for who looks at a failure.
quietly() { "$@" >"$MACHINE/log" 2>&1; }

# done_well COMMAND... - what it says is of interest only when it fails.
done_well() { quietly "$@" || fail "this failed: $*: $(<"$MACHINE/log")"; }

gone() { [[ ! -e $1 ]]; }
mode_of() { stat -c %a "$MACHINE_ROOT$1"; }
is_mode() { [[ $(mode_of "$1") == "$2" ]]; }

# record_a_little - a profile, as --train makes them at length with an engine.
record_a_little() {
  local recording
  PROFILE=$ROOT/agent/target/little
  say "recording a start of the packaged agent"
  mkdir -p "$PROFILE"
  for recording in "${RECORDINGS[@]}"; do
    PREBUILD_AGENT_JAVA_OPTS="-XX:AOTMode=record -XX:AOTConfiguration=$PROFILE/$recording -Xlog:disable" \
      "$STAGE_HOME/bin/prebuild-agent" version >/dev/null 2>&1 || fail "the packaged agent does not start"
  done
}

it_is_reproducible() {
  local first
  say "the package is made once more"
  first=$(sha256sum <"$PACKAGE")
  stage_package
  stage_profile "$PROFILE"
  PACKAGE=$(build_package)
  expect "the same sources give the same bytes" test "$first" = "$(sha256sum <"$PACKAGE")"
}

# make_stand_ins - a package in place of an engine's, which is outside here, and ours with a higher version.
make_stand_ins() {
  local folder=$MACHINE/made
  mkdir -p "$folder/engine/DEBIAN" "$MACHINE_ROOT/packages"
  printf '%s\n' 'Package: docker-ce' 'Version: 1' 'Architecture: all' 'Maintainer: nobody <nobody@localhost>' \
    'Description: stands in for an engine' >"$folder/engine/DEBIAN/control"
  dpkg-deb --build "$folder/engine" "$MACHINE_ROOT/packages/engine.deb" >/dev/null
  dpkg-deb --raw-extract "$PACKAGE" "$folder/newer"
  sed -i 's/^Version: .*/&+newer/' "$folder/newer/DEBIAN/control"
  dpkg-deb --root-owner-group -Znone --build "$folder/newer" "$MACHINE_ROOT/packages/newer.deb" >/dev/null
  cp "$PACKAGE" "$MACHINE_ROOT/packages/agent.deb"
  rm -rf "$folder"
}

it_installs_without_systemd() {
  say "on a clean system without a running systemd:"
  expect "it does not install without an engine" not quietly in_root dpkg --install /packages/agent.deb
  expect "and says so" grep -q 'prebuild-agent depends on docker' "$MACHINE/log"
  done_well in_root dpkg --purge prebuild-agent
  done_well in_root dpkg --install /packages/engine.deb /packages/agent.deb
  expect "it installs" quietly in_root prebuild-agent version
  expect "what its virtual machine has learned of commands is made and fits" \
    quietly in_root env PREBUILD_AGENT_JAVA_OPTS=-XX:AOTMode=on prebuild-agent version
  expect "and of the daemon" quietly in_root env PREBUILD_AGENT_JAVA_OPTS=-XX:AOTMode=on prebuild-agent run --help
  expect "the files are there" test -s "$MACHINE_ROOT/usr/lib/prebuild-agent/prebuild-agent.aot" -a \
    -s "$MACHINE_ROOT/usr/lib/prebuild-agent/commands.aot"
  expect "the settings' folder is for root alone" is_mode /etc/prebuild-agent 700
  expect "so is the state's" is_mode /var/lib/prebuild-agent 700
  expect "the service is enabled" quietly in_root systemctl is-enabled "$UNIT"
  expect "it has a manual" in_root sh -c 'zcat /usr/share/man/man8/prebuild-agent.8.gz | grep -q "^.Dt PREBUILD-AGENT 8"'
  expect "bash completes its commands" in_root bash -c \
    '. /usr/share/bash-completion/completions/prebuild-agent && complete -p prebuild-agent | grep -q -- -F'
  expect "dpkg finds its files as it put them there" in_root dpkg --verify prebuild-agent
  expect "systemd understands the unit" quietly in_root systemd-analyze verify --man=no "$UNIT"
  expect "the unit is as hardened as it was" \
    quietly in_root systemd-analyze security --offline=true --threshold="$MOST_EXPOSED" --no-pager "$UNIT"
  expect "it has its defaults" grep -q 'MODE=standalone' "$MACHINE_ROOT/etc/default/prebuild-agent"
  echo 'MODE=run' >"$MACHINE_ROOT/etc/default/prebuild-agent"
  done_well in_root dpkg --install /packages/newer.deb
  expect "which stay as they were changed" grep -qx 'MODE=run' "$MACHINE_ROOT/etc/default/prebuild-agent"
  echo 'kept' >"$MACHINE_ROOT/etc/prebuild-agent/kept"
  done_well in_root dpkg --remove prebuild-agent
  expect "removed, its program is gone" gone "$MACHINE_ROOT/usr/lib/prebuild-agent"
  expect "and settings stay" grep -q kept "$MACHINE_ROOT/etc/prebuild-agent/kept"
  done_well in_root dpkg --purge prebuild-agent
  expect "purged, nothing of it is left" nothing_is_left
}

nothing_is_left() {
  [[ -z $(find "$MACHINE_ROOT"/{etc,usr,var,run} -path '*/dpkg/*' -prune -o -name '*prebuild-agent*' -print) ]]
}

property() { in_machine systemctl show --property "$1" --value "$UNIT"; }
is_property() { [[ $(property "$1") == "$2" ]]; }
status_is() { [[ $(property StatusText) == "$1" ]]; }
# All of it is read: to stop at the first match would break the pipe.
logged() { in_machine journalctl --no-pager --unit "$UNIT" | grep -F -- "$1" >/dev/null; }
other_process() { is_property ActiveState active && [[ $(property MainPID) != "$1" ]]; }
no_process() { [[ -z $(in_machine find /proc -maxdepth 2 -name exe -lname '/usr/lib/prebuild-agent/*' 2>/dev/null) ]]; }

# Of a repository on the machine, as long as it has no network.
PROJECT=app

it_serves_under_systemd() {
  say "on a clean system with systemd:"
  start_machine "${ENGINE_SOCKET%/*}:/srv/engine" "$MACHINE_RUN:/run"
  done_well in_machine ln -s "/srv/engine/${ENGINE_SOCKET##*/}" /run/docker.sock
  share_runtime_folder
  make_repository
  it_takes_five_commands_to_an_environment
  it_tells_how_it_is
  it_reloads
  it_is_started_anew_when_it_stands_still
  it_is_changed upgrade newer
  it_is_changed downgrade agent
  it_is_removed
  stop_machine
}

# The agent hands folders below it to containers, so the engine sees the machine's in the same place.
share_runtime_folder() {
  local folder=/run/prebuild-agent
  mkdir -m 700 "$MACHINE_RUN/prebuild-agent"
  if [[ ! -e $folder ]]; then
    mkdir "$folder"
    at_exit rmdir "$folder"
  fi
  nsenter --target "$(<"$ENGINE_FOLDER/pid")" --mount mount --bind "$MACHINE_RUN/prebuild-agent" "$folder"
}

make_repository() {
  done_well in_machine git init --quiet "/srv/$PROJECT"
  done_well in_machine git -C "/srv/$PROJECT" -c user.name=nobody -c user.email=nobody@localhost \
    commit --quiet --allow-empty --message first
}

# Those of docs/upgrade.md, with nothing between them.
it_takes_five_commands_to_an_environment() {
  expect "1 of 5: it installs" quietly in_machine apt-get install --quiet --yes --no-install-recommends /packages/agent.deb
  expect "  without settings it does not start, and has not failed" is_property ActiveState inactive
  expect "2 of 5: it has first settings" \
    quietly in_machine prebuild-agent init --repository "file:///srv/$PROJECT" --image "$PREBUILD_AGENT_TEST_IMAGE"
  expect "  which are for root alone" is_mode /etc/prebuild-agent/prebuild-agent.yaml 600
  expect "3 of 5: it starts" quietly in_machine systemctl start "$UNIT"
  expect "  and ready means active" is_property ActiveState active
  expect "4 of 5: a pool, and what it is made of" \
    quietly in_machine prebuild-agent pool create "$PROJECT" --min 2 --max 4 --prebuild
  expect "5 of 5: an environment" quietly in_machine prebuild-agent environment claim "$PROJECT"
  expect "  which runs" is_some "$(names_of running env)"
}

# names_of STATUS KIND - of the engine's containers, whose names begin with warm or env.
names_of() {
  engine GET /containers/json --get --data all=true --data-urlencode "filters={\"status\":[\"$1\"],\"name\":[\"^/$2-\"]}" |
    grep -o "/$2-[^\"]*" | sort || true
}

is_some() { [[ -n $1 ]]; }

it_tells_how_it_is() {
  expect_soon "its status is told, with the pool full again" \
    status_is 'pools: 1, ready: 2, prebuilds: 0; engine up, control plane up'
  expect "its log has no time of its own" logged ': prebuild-agent is up'
  expect "and says how important it is" quietly in_machine journalctl --quiet --unit "$UNIT" --priority 6..6 --grep 'is up'
  expect "nothing is broken, the doctor says" quietly in_machine prebuild-agent doctor
  expect "tokens are for root alone" is_mode /var/lib/prebuild-agent/agent.token 600
}

it_reloads() {
  expect "it reloads" in_machine systemctl reload "$UNIT"
  expect_soon "and says so" logged 'the settings were read again'
  expect_soon "and is ready again" is_property SubState running
}

# it_is_changed HOW PACKAGE - for another version.
it_is_changed() {
  local before instances environments
  expect_soon "before the $1 its pool is full" is_full
  before=$(property MainPID) instances=$(names_of running warm) environments=$(names_of running env)
  done_well in_machine dpkg --install "/packages/$2.deb"
  expect_soon "the $1 restarts it" other_process "$before"
  expect "and keeps its settings" grep -q "/srv/$PROJECT" "$MACHINE_ROOT/etc/prebuild-agent/prebuild-agent.yaml"
  expect "its instances" test "$instances" = "$(names_of running warm)"
  expect "and its environments" test "$environments" = "$(names_of running env)"
  expect "what was warm before is claimed after" claims_one_of "$instances"
  expect "it leaves nothing in /tmp" nothing_in_tmp
}

is_full() { (($(names_of running warm | wc -l) == 2 && $(names_of exited warm | wc -l) == 2)); }

# claims_one_of NAMES - an instance is renamed as it is claimed, so one of these is gone then.
claims_one_of() {
  quietly in_machine prebuild-agent environment claim "$PROJECT" &&
    [[ -n $(comm -23 <(printf '%s\n' "$1") <(names_of running warm)) ]]
}

it_is_removed() {
  local environments
  environments=$(names_of running env)
  done_well in_machine dpkg --remove prebuild-agent
  expect "removed, it leaves no process" no_process
  expect "and its state" test -s "$MACHINE_ROOT/var/lib/prebuild-agent/control-plane.db"
  done_well in_machine dpkg --install /packages/newer.deb
  expect_soon "installed again, it goes on" status_is 'pools: 1, ready: 2, prebuilds: 0; engine up, control plane up'
  expect "with its environments" test "$environments" = "$(names_of running env)"
  done_well in_machine dpkg --remove prebuild-agent
  done_well in_machine dpkg --purge prebuild-agent
  expect "purged, nothing of it is left" nothing_is_left
  expect "nor in memory" gone "$MACHINE_RUN/prebuild-agent"
  expect "but people's environments" test "$environments" = "$(names_of running env)"
}

nothing_in_tmp() { [[ -z $(in_machine find /tmp /var/tmp -type f) ]]; }

# A process that does nothing any more feeds no watchdog.
it_is_started_anew_when_it_stands_still() {
  local before drop_in=/run/systemd/system/$UNIT.d
  in_machine mkdir -p "$drop_in"
  in_machine sh -c "printf '[Service]\nWatchdogSec=2s\n' >$drop_in/test.conf"
  in_machine systemctl daemon-reload
  in_machine systemctl restart "$UNIT"
  before=$(property MainPID)
  in_machine sh -c "kill -STOP $before"
  expect_soon "systemd starts it anew when it stands still" other_process "$before"
  in_machine rm -r "$drop_in"
  in_machine systemctl daemon-reload
}
