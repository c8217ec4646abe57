# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with what sources this
# What the demo shows while it happens. Sourced after demo-agent.sh.

declare -A TIMES # milliseconds, for the closing table

now() { printf '%s\n' $((${EPOCHREALTIME/[.,]/} / 1000)); }

seconds() { awk -v milliseconds="$1" 'BEGIN {printf "%.1f s", milliseconds / 1000}'; }

megabytes() { awk -v bytes="$1" 'BEGIN {printf "%.0f MB", bytes / 1000000}'; }

# milliseconds SECONDS - as curl counts them
milliseconds() { awk -v seconds="$1" 'BEGIN {printf "%.1f", seconds * 1000}'; }

headline() { printf '\n%s\n' "$*"; }

# step START TEXT - a line with the time since START
step() { printf '  %7s  %s\n' "$(seconds $(($(now) - $1)))" "$2"; }

# moving START TEXT - a line that the next one replaces; where there is no terminal, one line for each
moving() {
  if [[ -t 1 ]]; then printf '\r\033[K  %7s  %s' "$(seconds $(($(now) - $1)))" "$2"; else step "$1" "$2"; fi
}

end_of_moving() { if [[ -t 1 ]]; then printf '\n'; fi; }

# The log is there once the prebuild has begun; until then the answer is an error, which is not shown.
follow_log() {
  until curl --silent --fail --no-buffer --header "@$DEMO_FOLDER/agent.header" \
    "$(agent_url)/v1/prebuilds/$1/logs?follow=true" | sed -u 's/^/           | /'; do
    sleep 0.1
  done
}

# show_prebuild ID - its phases, log and progress until it has ended; sets SNAPSHOT_BYTES.
show_prebuild() {
  local start committing=0 phase='' seen='' percentage seen_percentage='' failure log_pid
  start=$(now)
  follow_log "$1" &
  log_pid=$!
  at_exit stop_tree "$log_pid" 2
  while :; do
    # Not tabs: read takes several of them for one.
    IFS='|' read -r phase percentage SNAPSHOT_BYTES failure < <(prebuild_status "$1") ||
      fail "the prebuild's status could not be read"
    if [[ $phase != "$seen" ]]; then
      [[ $seen != SNAPSHOTTING ]] || end_of_moving
      step "$start" "$phase"
      if [[ $phase == SNAPSHOTTING ]]; then committing=$(now); fi
      seen=$phase
    fi
    case $phase in
      SNAPSHOTTING)
        [[ $percentage == "$seen_percentage" ]] || moving "$committing" "commit ${percentage:-0} %"
        seen_percentage=$percentage
        ;;
      COMPLETED) break ;;
      FAILED | CANCELLED | DELETED) fail "the prebuild ended as $phase: $failure" ;;
    esac
    sleep 0.05
  done
  wait_until_gone "$log_pid" 2 || stop_tree "$log_pid" 2
  show_warnings "$1"
  TIMES[prebuild]=$(($(now) - start))
  if ((committing > 0)); then TIMES[commit]=$(($(now) - committing)); fi
  step "$start" "snapshot prebuild-snapshot:$1, $(megabytes "${SNAPSHOT_BYTES:-0}")"
}

# show_warnings ID - of a prebuild that came to its end all the same.
show_warnings() {
  control_plane GetPrebuild "{\"prebuildId\":\"$1\"}" |
    jq -r '.prebuild.status.warningMessage // empty | split("\n")[] | "           warning: " + .'
}

prebuild_status() {
  control_plane GetPrebuild "{\"prebuildId\":\"$1\"}" | jq -r '.prebuild.status |
    [(.phase // "" | ltrimstr("PREBUILD_PHASE_")), .snapshotCompletionPercentage // 0, .snapshotSizeBytes // "",
      .failureMessage // ""] | map(tostring | gsub("[|\n]"; " ")) | join("|")'
}

# pool_status ID - phase, running, stopped, failure
pool_status() {
  control_plane GetWarmPool "{\"warmPoolId\":\"$1\"}" | jq -r '.warmPool.status |
    [(.phase // "" | ltrimstr("WARM_POOL_PHASE_")), .runningInstances // 0, .stoppedInstances // 0,
      .failureMessage // ""] | map(tostring | gsub("[|\n]"; " ")) | join("|")'
}

# show_pool ID RUNNING STOPPED - until it has that many, each change a line. The stopped ones are waited for up to half
# a minute after the running ones: how many there are is the agent's choice. Sets POOL_RUNNING, POOL_STOPPED and
# POOL_SETTLED, the milliseconds until the last change.
show_pool() {
  local start deadline phase seen='' failure enough_since=0
  start=$(now)
  POOL_SETTLED=0
  deadline=$((start + 120000))
  while (($(now) < deadline)); do
    IFS='|' read -r phase POOL_RUNNING POOL_STOPPED failure < <(pool_status "$1") ||
      fail "the pool's status could not be read"
    if [[ "$POOL_RUNNING $POOL_STOPPED $phase" != "$seen" ]]; then
      seen="$POOL_RUNNING $POOL_STOPPED $phase"
      step "$start" "$(bar "$POOL_RUNNING" "$POOL_STOPPED") $POOL_RUNNING running, $POOL_STOPPED stopped ($phase)"
      POOL_SETTLED=$(($(now) - start))
    fi
    [[ $phase != DEGRADED ]] || fail "the pool is degraded: $failure"
    if ((POOL_RUNNING >= $2)); then
      ((POOL_STOPPED < $3)) || return 0
      ((enough_since > 0)) || enough_since=$(now)
      if (($(now) - enough_since > 30000)); then return 0; fi
    fi
    sleep 0.05
  done
  fail "the pool did not fill up within two minutes; the agent's log is $DEMO_FOLDER/agent.log"
}

bar() {
  local text='' count
  for ((count = 0; count < $1; count++)); do text+='#'; done
  for ((count = 0; count < $2; count++)); do text+='.'; done
  printf '%-6s' "$text"
}

# claim NAME - claims an environment; sets CLAIMED_CONTAINER and the times over HTTP (claim-NAME) and the agent's own.
claim() {
  local body answer
  body=$(jq -n -c --arg environment "$(new_id)" --arg project "$PROJECT_ID" --arg class "$CLASS_ID" \
    '{environmentId: $environment, projectId: $project, environmentClassId: $class, variables: {GREETING: "hello"}}')
  answer=$(call agent POST /v1/environments --data "$body" --write-out '\n%{time_total}') ||
    fail "the claim was refused: $answer"
  TIMES[claim-$1]=$(milliseconds "${answer##*$'\n'}")
  answer=${answer%$'\n'*}
  TIMES[agent-$1]=$(jq -r .elapsedMillis <<<"$answer")
  CLAIMED_CONTAINER=$(jq -r .containerId <<<"$answer")
  jq -r --arg time "${TIMES[claim-$1]}" \
    '"           \(.name) at \(.address // "no address"), from \(.source): \($time) ms over HTTP, \(.elapsedMillis) ms in the agent"' \
    <<<"$answer"
}

# run_in CONTAINER COMMAND - in its working folder; prints what the command prints.
run_in() {
  local exec_id
  exec_id=$(jq -n --arg command "$2" '{Cmd: ["/bin/sh", "-c", $command], AttachStdout: true, AttachStderr: true, Tty: true}' |
    engine POST "/containers/$1/exec" --header 'Content-Type: application/json' --data @- | jq -r .Id)
  engine POST "/exec/$exec_id/start" --header 'Content-Type: application/json' --data '{"Tty": true}' | tr -d '\r'
}

# measure_cold_start IMAGE - what the engine takes to create and start a container of it: the median of five, in
# milliseconds, in TIMES[cold].
measure_cold_start() {
  local round id body create start times=()
  body=$(jq -n --arg image "$1" --arg mark "$OWNER_LABEL.demo" --arg runner "$RUNNER_ID" \
    '{Image: $image, Entrypoint: [], Cmd: ["/bin/sh", "-c", "sleep 600"], Labels: {($mark): $runner}}')
  for round in 1 2 3 4 5; do
    create=$(engine POST /containers/create --header 'Content-Type: application/json' --data "$body" \
      --write-out '\n%{time_total}') || fail "no container could be made of $1: $create"
    id=$(jq -r .Id <<<"${create%$'\n'*}")
    at_exit remove_container "$id"
    start=$(engine POST "/containers/$id/start" --write-out '%{time_total}') || fail "it could not be started: $start"
    times+=("$(milliseconds "$(awk -v create="${create##*$'\n'}" -v start="$start" 'BEGIN {print create + start}')")")
    printf '           round %s: %s ms\n' "$round" "${times[-1]}"
    remove_container "$id"
  done
  TIMES[cold]=$(printf '%s\n' "${times[@]}" | sort -n | sed -n 3p)
}

# remove_container ID - one that is gone already is fine.
remove_container() { engine DELETE "/containers/$1?force=true&v=true" >/dev/null 2>&1 || ! has_container "$1"; }

has_container() { engine GET "/containers/$1/json" --output /dev/null 2>/dev/null; }
