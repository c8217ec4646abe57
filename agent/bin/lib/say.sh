# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with what sources this
# Messages to the person in front of it, and what must be undone at the end. Sourced.

# Administrators' commands (iptables, dockerd) are not on every user's PATH.
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"

# Where nobody reads the messages any more (a closed pipe), the work goes on all the same.
say() { printf '==> %s\n' "$*" >&2 || true; }

fail() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

exit_steps=()

# at_exit COMMAND... - is run when the script ends, however it ends; the last one given is run first.
at_exit() { exit_steps+=("$(printf '%q ' "$@")"); }

run_exit_steps() {
  local status=$? step
  trap '' INT TERM HUP PIPE
  trap - ERR
  ((status < 128)) || say "stopped by a signal; cleaning up"
  for ((step = ${#exit_steps[@]} - 1; step >= 0; step--)); do
    eval "${exit_steps[step]}" || {
      say "this step of the clean-up failed: ${exit_steps[step]}"
      ((status != 0)) || status=1
    }
  done
  exit "$status"
}

# To be called once, by the script itself, before anything is made.
clean_up_at_exit() {
  # Nothing ends without a word: a command that fails where nobody expected it is named.
  set -o errtrace
  trap 'say "ended by \"$BASH_COMMAND\", ${BASH_SOURCE[0]##*/} line $LINENO"' ERR
  trap run_exit_steps EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 141' PIPE
  trap 'exit 143' TERM
}

# run_stoppable COMMAND... - like the bare command, but a signal to this script ends it at once.
run_stoppable() {
  "$@" <&0 &
  stoppable_pid=$!
  at_exit stop_tree "$stoppable_pid" 10
  local status=0
  wait "$stoppable_pid" || status=$?
  return "$status"
}

is_alive() {
  local state
  state=$(sed -n 's/^State:[[:space:]]*//p' "/proc/$1/status" 2>/dev/null) && [[ -n $state && $state != [ZX]* ]]
}

# process_names PID TEXT - whether the process has that in its command line.
process_names() { tr '\0' ' ' 2>/dev/null <"/proc/$1/cmdline" | grep -F -- "$2" >/dev/null; }

# wait_until_gone PID SECONDS
wait_until_gone() {
  local tenths
  for ((tenths = $2 * 10; tenths > 0; tenths--)); do
    is_alive "$1" || return 0
    sleep 0.1
  done
  ! is_alive "$1"
}

# stop_process PID SECONDS - asks it to end, and ends it when it has not after that time.
stop_process() {
  # Each return here names its status: a bare one gives, in a trap, that of the command before the trap.
  is_alive "$1" || return 0
  kill -TERM "$1" 2>/dev/null || true
  if wait_until_gone "$1" "$2"; then return 0; fi
  say "process $1 did not end within $2 s; killing it"
  kill -KILL "$1" 2>/dev/null || true
  wait_until_gone "$1" 5
}

# stop_tree PID SECONDS - the same for all that it has started, in the order of their making.
stop_tree() {
  local pid pids=("$1") next children
  for ((next = 0; next < ${#pids[@]}; next++)); do
    read -r -d '' -a children < <(cat "/proc/${pids[next]}/task/"*/children 2>/dev/null || true) || true
    pids+=(${children[@]+"${children[@]}"})
  done
  kill -TERM "${pids[@]}" 2>/dev/null || true
  for pid in "${pids[@]}"; do stop_process "$pid" "$2" || true; done
}
