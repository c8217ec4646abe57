# shellcheck shell=sh disable=SC2154 # StepScript puts the missing variables in front, and the calls behind
#
# Runs the steps of a prebuild as the main process of its container. Images of any kind must be able to run it, so it
# is plain POSIX and needs no programs but date, sleep and mkdir, and rm where paths are excluded; setsid is used where
# it is there. Every variable has a prefix: an image may export others to its steps, and this must not change them.

# Polls of a service that is not ready yet, one a second: long enough for a database that sets itself up.
prebuild_most_polls=60

# Paths that are removed by one call of rm: as many as fit on any command line.
prebuild_most_paths=200

# Seconds that a poll, a stop command and a service that was told to end may take before they are killed.
prebuild_patience=10

prebuild_succeeded=''
prebuild_labels=''
prebuild_setsid=$(command -v setsid)

now() { date +%s; }

record() { printf '%s\n' "$*" >>"$prebuild_folder/journal"; }

begin() {
  exec </dev/null
  (enter_workspace) || exit
}

# Always anew, since a step may have put another folder in its place.
enter_workspace() {
  cd "$prebuild_workspace" 2>/dev/null && return
  mkdir -p "$prebuild_workspace" && cd "$prebuild_workspace" && return
  printf 'the workspace folder %s is not there and cannot be made; the image must let its user do so\n' \
    "$prebuild_workspace" >&2
  exit 125
}

# Ends the subshell that it is called in. Words after the file's name are a program that starts the shell. Nothing of
# this program is used once the environment is set, since that may name any variable.
run_file() {
  enter_workspace
  prebuild_file=$prebuild_folder/$1
  shift
  set -- "$@" /bin/sh "$prebuild_file"
  # shellcheck source=/dev/null
  . "$prebuild_folder/environment"
  exec "$@"
}

# In a process group of its own, if that can be had, so that all of it can be killed.
run_file_apart() { run_file "$1" ${prebuild_setsid:+"$prebuild_setsid"}; }

kill_apart() { kill "-$1" "-$2" 2>/dev/null || kill "-$1" "$2" 2>/dev/null; }

# Waited for at once, or bash would tell of its end where that is of no use.
dismiss() { { kill -KILL "$1" && wait "$1"; } 2>/dev/null; }

# Runs a file for as long as patience lasts.
run_briefly() {
  run_file_apart "$1" &
  prebuild_brief=$!
  (sleep "$prebuild_patience" && kill_apart KILL "$prebuild_brief") >/dev/null 2>&1 &
  prebuild_guard=$!
  wait "$prebuild_brief" 2>/dev/null
  prebuild_brief_code=$?
  dismiss "$prebuild_guard"
  return "$prebuild_brief_code"
}

# Steps.

# $1 number, $2 required or optional, $3 title, $4 numbers of the steps that it needs, $5 numbers of its parts
step() {
  for prebuild_need in $4; do
    case "$prebuild_succeeded " in
      *" $prebuild_need "*) ;;
      *)
        record "skip $1 $(now) $prebuild_need"
        [ "$2" = optional ] || give_up 1
        return
        ;;
    esac
  done
  record "start $1 $(now)"
  printf '\036step %s\n==> %s\n' "$1" "$3"
  run_parts "$1" "$5"
  prebuild_code=$?
  record "end $1 $(now) $prebuild_code"
  printf '\036end %s %s\n' "$1" "$prebuild_code"
  if [ "$prebuild_code" -eq 0 ]; then
    prebuild_succeeded="$prebuild_succeeded $1"
  elif [ "$2" = required ]; then
    give_up "$prebuild_code"
  fi
}

run_parts() {
  if [ "$2" = 0 ]; then
    (run_file "step-$1-0")
    return
  fi
  prebuild_parts=''
  for prebuild_part in $2; do
    run_file "step-$1-$prebuild_part" &
    prebuild_parts="$prebuild_parts $!"
  done
  prebuild_code=0
  for prebuild_part in $prebuild_parts; do
    wait "$prebuild_part"
    set -- $?
    [ "$prebuild_code" -ne 0 ] || prebuild_code=$1
  done
  return "$prebuild_code"
}

give_up() {
  stop_services
  exit "$1"
}

end() {
  record "done $(now)"
  exit 0
}

# Services. Each one's output passes through a loop that puts a mark in front of every line; the loop's end is the
# service's end.

start_services() {
  for prebuild_service in $prebuild_services; do
    supervise "$prebuild_service" 2>&1 | label "$prebuild_service" &
    prebuild_labels="$prebuild_labels $!"
  done
  prebuild_awaited=''
  for prebuild_service in $prebuild_services; do
    await_service "$prebuild_service" &
    prebuild_awaited="$prebuild_awaited $!"
  done
  for prebuild_service in $prebuild_awaited; do
    wait "$prebuild_service"
  done
}

label() {
  while IFS= read -r prebuild_line || [ -n "$prebuild_line" ]; do
    printf '\036service %s %s\n' "$1" "$prebuild_line"
  done
}

# File 9 is the way to the label as well: a program whose output goes elsewhere is waited for all the same.
supervise() {
  run_file_apart "service-$1-start" 9>&1 &
  printf '%s\n' "$!" >"$prebuild_folder/service-$1-pid"
  wait "$!" 2>/dev/null
  prebuild_code=$?
  if [ ! -e "$prebuild_folder/stopping" ]; then
    record_service "$1" "ended $prebuild_code"
    : >"$prebuild_folder/service-$1-ended"
  fi
}

# Services come after the steps in the journal's numbers, as they do in the list of names.
record_service() { record "service $(($1 + prebuild_steps)) $(now) $2"; }

await_service() {
  [ -e "$prebuild_folder/service-$1-ready" ] || return
  prebuild_polls=0
  while [ "$prebuild_polls" -lt "$prebuild_most_polls" ]; do
    [ ! -e "$prebuild_folder/service-$1-ended" ] || return
    if run_briefly "service-$1-ready" >/dev/null 2>&1; then
      record_service "$1" ready
      return
    fi
    prebuild_polls=$((prebuild_polls + 1))
    sleep 1
  done
  record_service "$1" failed
}

stop_services() {
  [ -n "$prebuild_labels" ] || return
  : >"$prebuild_folder/stopping"
  run_stop_commands
  signal_services TERM
  (
    sleep "$prebuild_patience"
    signal_services KILL
    # What holds a label now has left its service's group; it ends with the container.
    sleep 1
    for prebuild_label in $prebuild_labels; do
      kill -KILL "$prebuild_label"
    done
  ) >/dev/null 2>&1 &
  prebuild_guard=$!
  for prebuild_label in $prebuild_labels; do
    wait "$prebuild_label" 2>/dev/null
  done
  dismiss "$prebuild_guard"
}

run_stop_commands() {
  prebuild_stopping=''
  for prebuild_service in $prebuild_services; do
    if [ -e "$prebuild_folder/service-$prebuild_service-stop" ]; then
      run_briefly "service-$prebuild_service-stop" &
      prebuild_stopping="$prebuild_stopping $!"
    fi
  done
  for prebuild_service in $prebuild_stopping; do
    wait "$prebuild_service"
  done
}

signal_services() {
  for prebuild_service in $prebuild_services; do
    if [ ! -e "$prebuild_folder/service-$prebuild_service-ended" ]; then
      # Without tasks it may have started just now.
      [ -s "$prebuild_folder/service-$prebuild_service-pid" ] || sleep 1
      read -r prebuild_pid <"$prebuild_folder/service-$prebuild_service-pid" && kill_apart "$1" "$prebuild_pid"
    fi
  done
}

# Excluded paths.

# $1 pattern. What is in a folder includes names that begin with a dot. Without separators, nothing but patterns is made
# of a word.
exclude() (
  IFS=''
  set +f
  prebuild_pattern=$1
  prebuild_dotted=''
  prebuild_double_dotted=''
  case $1 in
    */\*)
      prebuild_dotted="${1%\*}.[!.]*"
      prebuild_double_dotted="${1%\*}..?*"
      ;;
  esac
  prebuild_kept=''
  set --
  for prebuild_path in $prebuild_pattern $prebuild_dotted $prebuild_double_dotted; do
    [ -e "$prebuild_path" ] || [ -L "$prebuild_path" ] || continue
    if is_needed "$prebuild_path" || is_behind_link "$prebuild_path"; then
      # A pattern means what it can.
      if [ "$prebuild_path" = "$prebuild_pattern" ]; then
        printf 'the excluded path %s is needed, or behind a link, and stays\n' "$prebuild_path" >&2
        prebuild_kept=1
      fi
      continue
    fi
    set -- "$@" "$prebuild_path"
    if [ "$#" -ge "$prebuild_most_paths" ]; then
      remove "$@"
      set --
    fi
  done
  [ "$#" -eq 0 ] || remove "$@"
  [ -z "$prebuild_kept" ] || record "kept $(now) $prebuild_pattern"
)

# What is another user's the steps have not left: most likely it is in the image already, and this user may not touch it.
remove() {
  rm -rf -- "$@" && return
  for prebuild_left in "$@"; do
    # shellcheck disable=SC3067 # not of POSIX, but of every shell that images have
    [ ! -O "$prebuild_left" ] || prebuild_kept=1
  done
}

# The kernel's, this program's own, and what they and the workspace are in.
is_needed() {
  case $1 in
    / | /proc | /proc/* | /sys | /sys/* | /dev | /dev/*) return 0 ;;
    "$prebuild_folder" | "$prebuild_folder"/*) return 0 ;;
    */. | */.. | */./* | */../*) return 0 ;;
  esac
  case $prebuild_folder/ in "$1"/*) return 0 ;; esac
  case $prebuild_workspace/ in "$1"/*) return 0 ;; esac
  return 1
}

# A link may go, but what it leads to was not meant.
is_behind_link() {
  prebuild_parent=${1%/*}
  while [ -n "$prebuild_parent" ]; do
    [ ! -L "$prebuild_parent" ] || return 0
    prebuild_parent=${prebuild_parent%/*}
  done
  return 1
}
