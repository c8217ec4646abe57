# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with what sources this
# Builds the agent, and says what its tests and benchmarks left in an engine. Sourced after engine.sh.

OWNER_LABEL=dev.prebuild.owner # on all that an agent makes; its value is the runner's id

# is_built FILE - whether it is there and newer than all that it is made of.
is_built() {
  [[ -e $1 ]] &&
    [[ -z $(find "$ROOT" -name target -prune -o \
      \( -path '*/src/*' -o -name pom.xml \) -type f -newer "$1" -print -quit) ]]
}

maven() { run_stoppable mvn -B -f "$ROOT/pom.xml" -Dbuild.revision="$(revision)" "$@"; }

# Of the sources, where they came by git; marked where they have been changed since.
revision() { git -C "$ROOT" describe --always --dirty --abbrev=12 --exclude '*' 2>/dev/null || echo unknown; }

# Maven adds new versions beside the old ones.
remove_old_libraries() { rm -rf "$ROOT"/agent/target/{lib,test-lib}; }

# The packaged agent, without its tests.
build_agent() {
  if is_built "$ROOT/agent/target/prebuild-agent.jar"; then
    say "the agent is built already"
    return
  fi
  say "building the agent (mvn package, without the tests)"
  remove_old_libraries
  maven -q -DskipTests package || fail "the agent could not be built; Maven's reason is above"
}

# Also the test classes, with all that they need in test-lib: the benchmarks are among them.
build_test_classes() {
  local stamp=$ROOT/agent/target/test-lib/.complete
  if is_built "$stamp"; then
    say "the agent and its tests are built already"
    return
  fi
  say "building the agent and its tests (mvn package, not running them)"
  remove_old_libraries
  maven -q -DskipTests package dependency:copy-dependencies -DincludeScope=test -DoutputDirectory=target/test-lib ||
    fail "the agent could not be built; Maven's reason is above"
  touch "$stamp"
}

run_benchmarks() {
  local target=$ROOT/agent/target
  run_stoppable "$JAVA_HOME/bin/java" "${AGENT_JAVA_OPTIONS[@]}" \
    -cp "$target/test-classes:$target/classes:$target/test-lib/*" dev.prebuild.agent.bench.Bench "$@"
}

train() {
  local target=$ROOT/agent/target
  # The last that is made.
  if [[ $target/prebuild-agent.aot -nt $target/prebuild-agent.jar && -r $target/commands.aot ]]; then
    say "the agent is trained already"
    return
  fi
  say "training the agent: a prebuild, a pool, some claims, a command (half a minute)"
  rm -f "$target"/{prebuild-agent,commands}.aot
  run_benchmarks train "$target/prebuild-agent.aot" "$target/commands.aot" || fail "the agent could not be trained; the reason is above"
}

# An engine of the machine's own may be in use by other runs, hence a name of our own there.
make_test_image() {
  local tag=latest
  [[ -n $ENGINE_FOLDER ]] || tag=run-$$
  export PREBUILD_AGENT_TEST_IMAGE=prebuild-agent-test/busybox:$tag
  at_exit remove_image "$PREBUILD_AGENT_TEST_IMAGE"
  make_busybox_image "$PREBUILD_AGENT_TEST_IMAGE"
}

# owned_things LABEL[=VALUE] - containers and images with that label, one "container ID" or "image ID" a line.
owned_things() {
  local filters="filters={\"label\":[\"$1\"]}"
  engine GET /containers/json --get --data all=true --data-urlencode "$filters" | ids_of container
  engine GET /images/json --get --data-urlencode "$filters" | ids_of image
}

ids_of() { grep -o '"Id":"[^"]*"' | cut -d '"' -f 4 | sort -u | sed "s/^/$1 /" || true; }

# check_nothing_left BEFORE - BEFORE is what owned_things printed at the beginning.
check_nothing_left() {
  local left
  left=$(comm -13 <(sort <<<"$1") <(owned_things "$OWNER_LABEL" | sort))
  [[ -n $left ]] || return 0
  if [[ -n $ENGINE_FOLDER ]]; then
    say "left behind in the engine: ${left//$'\n'/, }"
    return 1
  fi
  say "new in the engine since the beginning, of these runs or of another agent: ${left//$'\n'/, }"
}
