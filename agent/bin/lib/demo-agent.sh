# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with what sources this
# The demo's agent: starts it, calls it, ends it. Sourced after build.sh.

DEMO_FOLDER=    # settings, state, logs
DEMO_RUNTIME=   # what is mounted into containers; in memory where that can be
DEMO_IMAGE=     # the base image
DEMO_IMAGE_IS_OURS=
DEMO_PORT=
AGENT_PID=
DEMO_KEPT=      # set once the demo is to go on after the script
RUNNER_ID=
ORGANIZATION_ID=
CLASS_ID=
PROJECT_ID=
DEMO_STATE=(DEMO_FOLDER DEMO_RUNTIME DEMO_IMAGE DEMO_IMAGE_IS_OURS DEMO_PORT AGENT_PID RUNNER_ID ENGINE_SOCKET
  ENGINE_FOLDER)

new_id() { cat /proc/sys/kernel/random/uuid; }

# Nothing answers there now; the agent says so if something else takes it first.
free_port() {
  local port
  while port=$(shuf -i 20000-32000 -n 1); do
    if ! (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      printf '%s\n' "$port"
      return
    fi
  done
}

make_demo_folders() {
  DEMO_FOLDER=$(mktemp -d /tmp/prebuild-demo.XXXXXX)
  at_exit remove_demo_folders_unless_kept
  if [[ -d /dev/shm && -w /dev/shm ]]; then
    DEMO_RUNTIME=$(mktemp -d /dev/shm/prebuild-demo.XXXXXX)
  else
    DEMO_RUNTIME=$DEMO_FOLDER/runtime
    mkdir "$DEMO_RUNTIME"
  fi
  RUNNER_ID=$(new_id) ORGANIZATION_ID=$(new_id) CLASS_ID=$(new_id) PROJECT_ID=$(new_id)
  DEMO_PORT=$(free_port)
}

# tasks_json NAME COMMAND... - those with an empty command left out
tasks_json() {
  jq -n '[$ARGS.positional | range(0; length; 2) as $i | {name: .[$i], command: .[$i + 1]} | select(.command != "")]' \
    --args "$@"
}

# JSON is YAML too, and needs no care with quotes in commands.
write_settings() {
  jq -n --arg runner "$RUNNER_ID" --arg organization "$ORGANIZATION_ID" --arg class "$CLASS_ID" \
    --arg project "$PROJECT_ID" --arg image "$DEMO_IMAGE" --arg repository "$REPOSITORY" --arg socket "$ENGINE_SOCKET" \
    --arg state "$DEMO_FOLDER/state" --arg runtime "$DEMO_RUNTIME" --argjson port "$DEMO_PORT" --argjson tasks "$1" '{
      runner: {id: $runner, host: "demo"},
      engine: {socket: $socket},
      http: {host: "127.0.0.1", port: $port},
      paths: {state: $state, runtime: $runtime},
      prebuilds: {concurrency: 1, allowFileRepositories: ($repository | startswith("file://"))},
      disk: {minimumFree: "1GiB"},
      standalone: {
        organizationId: $organization,
        environmentClasses: [{id: $class, name: "demo", image: $image}],
        projects: [{id: $project, name: "demo", repository: $repository, defaultClassId: $class,
          prebuildClassIds: [$class], tasks: $tasks}]
      }
    }' >"$DEMO_FOLDER/settings.yaml"
}

# In a session of its own, so that Ctrl-C does not end it before what it made can be removed.
start_agent() {
  say "starting the agent: prebuild-agent standalone $DEMO_FOLDER/settings.yaml"
  mkdir -m 700 "$DEMO_FOLDER/state"
  setsid "$bin/prebuild-agent" standalone "$DEMO_FOLDER/settings.yaml" </dev/null >"$DEMO_FOLDER/agent.log" 2>&1 &
  AGENT_PID=$!
  disown "$AGENT_PID"
  at_exit stop_agent_unless_kept
  local tenths
  for ((tenths = 0; tenths < 600; tenths++)); do
    if curl --silent --fail --max-time 5 --output /dev/null "$(agent_url)/health"; then
      write_header user
      write_header agent
      return
    fi
    is_alive "$AGENT_PID" || break
    sleep 0.1
  done
  tail -n 20 "$DEMO_FOLDER/agent.log" >&2
  fail "the agent did not get healthy; the end of its log is above"
}

agent_url() { printf 'http://127.0.0.1:%s' "$DEMO_PORT"; }

# A file for curl, so that no token is seen in a list of processes.
write_header() {
  (umask 077 && printf 'Authorization: Bearer %s\n' "$(<"$DEMO_FOLDER/state/$1.token")" >"$DEMO_FOLDER/$1.header") ||
    fail "the agent made no $1.token in $DEMO_FOLDER/state"
}

# call USER|AGENT METHOD PATH [CURL OPTIONS...]
call() {
  curl --silent --show-error --fail-with-body --header "@$DEMO_FOLDER/$1.header" \
    --header 'Content-Type: application/json' -X "$2" "$(agent_url)$3" "${@:4}"
}

# control_plane METHOD JSON
control_plane() {
  call user POST "/gitpod.v1.PrebuildService/$1" --data "$2" || {
    is_alive "$AGENT_PID" || tail -n 20 "$DEMO_FOLDER/agent.log" >&2
    fail "$1 was refused; the answer is above"
  }
}

stop_agent_unless_kept() { [[ -n $DEMO_KEPT ]] || stop_agent; }

# The agent goes first, lest it puts back what is removed. Containers go before images.
stop_agent() {
  say "stopping the agent and removing its containers and images"
  stop_process "$AGENT_PID" 20
  local kind id left
  while read -r kind id; do
    case $kind in
      container) engine DELETE "/containers/$id?force=true&v=true" >/dev/null ;;
      image) engine DELETE "/images/$id?force=true" >/dev/null ;;
    esac
  done < <(demo_things)
  left=$(demo_things)
  [[ -z $left ]] || {
    say "could not be removed: ${left//$'\n'/, }"
    return 1
  }
}

demo_things() { owned_things "$OWNER_LABEL=$RUNNER_ID"; }

remove_demo_image_unless_kept() { [[ -n $DEMO_KEPT ]] || remove_demo_image; }

remove_demo_image() { [[ -z $DEMO_IMAGE_IS_OURS ]] || remove_image "$DEMO_IMAGE"; }

remove_demo_folders_unless_kept() { [[ -n $DEMO_KEPT ]] || remove_demo_folders; }

remove_demo_folders() { rm -rf --one-file-system "$DEMO_FOLDER" "$DEMO_RUNTIME"; }

keep_demo() {
  (umask 077 && declare -p "${DEMO_STATE[@]}" | sed 's/^declare -- //' >"$DEMO_FOLDER/kept")
  DEMO_KEPT=yes ENGINE_STAYS=yes
}

# stop_kept_demo FOLDER - what the end of the script would have done.
stop_kept_demo() {
  [[ -O $1/kept ]] || fail "$1 is not the folder of a demo that $(id -un) kept"
  # shellcheck disable=SC1091 # written by keep_demo
  . "$1/kept"
  # Its number may be another process's by now, after a restart of the machine.
  process_names "$AGENT_PID" "$DEMO_FOLDER/" || AGENT_PID=0
  if engine_answers "$ENGINE_SOCKET"; then
    stop_agent
    remove_demo_image
  else
    stop_process "$AGENT_PID" 20
    say "the engine at $ENGINE_SOCKET does not answer, so nothing could be removed from it"
  fi
  [[ -z $ENGINE_FOLDER ]] || stop_private_engine "$ENGINE_FOLDER"
  remove_demo_folders
}
