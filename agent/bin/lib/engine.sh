# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with what sources this
# A container engine to work with: the one that is there, or a private one for as long as the script runs.
# Sourced after say.sh and packages.sh.

ENGINE_SOCKET=         # of the engine in use
ENGINE_FOLDER=         # of the private engine; empty when the machine's own is used
ENGINE_MAY_STAY=       # set by a script whose private engine may go on after the script ends
ENGINE_STAYS=          # set by it once that is so
SYSTEM_SOCKET=/var/run/docker.sock

# engine METHOD PATH [CURL OPTIONS...] - a call to the engine; prints the answer, fails on an error.
engine() {
  curl --silent --show-error --fail-with-body --unix-socket "$ENGINE_SOCKET" -X "$1" "http://engine$2" "${@:3}"
}

engine_answers() {
  [[ -S $1 ]] && curl --silent --max-time 5 --output /dev/null --fail --unix-socket "$1" http://engine/_ping
}

# with_engine - sets ENGINE_SOCKET and exports DOCKER_HOST.
with_engine() {
  require_command curl curl "the engine is asked with it"
  if ! find_engine; then
    [[ -z ${DOCKER_HOST:-} ]] || say "DOCKER_HOST=$DOCKER_HOST is not a Unix socket that answers; going on without it"
    require_engine_packages
    wait_for_service
    find_engine || start_private_engine
  fi
  export DOCKER_HOST="unix://$ENGINE_SOCKET"
}

# An engine that was installed a moment ago may be about to be started by systemd.
wait_for_service() {
  local tenths
  [[ -d /run/systemd/system ]] || return 0
  for ((tenths = 0; tenths < 100; tenths++)); do
    if engine_answers "$SYSTEM_SOCKET" || ! systemctl is-active --quiet docker.socket docker.service; then return 0; fi
    sleep 0.1
  done
}

find_engine() {
  local named=${DOCKER_HOST:-}
  if [[ $named == unix://* ]] && engine_answers "${named#unix://}"; then
    ENGINE_SOCKET=${named#unix://}
    say "engine: the one at $ENGINE_SOCKET, as DOCKER_HOST says"
    return
  fi
  if engine_answers "$SYSTEM_SOCKET"; then
    ENGINE_SOCKET=$SYSTEM_SOCKET
    say "engine: the one at $ENGINE_SOCKET${named:+, since DOCKER_HOST=$named is not a Unix socket that answers}"
    return
  fi
  if [[ -S $SYSTEM_SOCKET && ! -w $SYSTEM_SOCKET ]]; then
    fail "there is an engine at $SYSTEM_SOCKET, but $(id -un) may not use it;" \
      "run this as root, or join the group that owns the socket: $(stat -c %G "$SYSTEM_SOCKET")"
  fi
  return 1
}

require_engine_packages() {
  require_command dockerd docker.io "no container engine answers (the system may start it as a service)"
  require_command ip iproute2 "the containers need a network"
  require_command iptables iptables "the containers need a way to the outside"
  require_command setpriv util-linux "a private engine must end with this script"
  if [[ $(cat /sys/module/apparmor/parameters/enabled 2>/dev/null) == Y ]]; then
    require_command apparmor_parser apparmor "this kernel confines containers with AppArmor"
  fi
}

start_private_engine() {
  ((EUID == 0)) || fail "no engine answers, and a private one can only be started by root;" \
    "start the machine's own (systemctl start docker), or run this as root"
  remove_dead_engines
  # Short, since the path of a socket ends at 107 bytes; on a disk, since images are large.
  ENGINE_FOLDER=$(mktemp -d /var/tmp/prebuild-engine.XXXXXX)
  ENGINE_SOCKET=$ENGINE_FOLDER/docker.sock
  echo $$ >"$ENGINE_FOLDER/pid.script"
  at_exit stop_private_engine_unless_it_stays
  say "engine: starting a private one in $ENGINE_FOLDER"
  make_private_network
  launch_dockerd
  wait_for_dockerd
}

# A bridge of its own: the default one's name and addresses would be shared with every other engine here. Likewise
# the rules: an engine that manages them itself flushes those of the others.
make_private_network() {
  local number subnet bridge=''
  for number in $(shuf -i 1-254 -n 254); do
    subnet=10.213.$number
    [[ -z $(ip -4 -o address show to "$subnet.0/24" 2>/dev/null) ]] || continue
    # Making the device is what decides between two scripts that pick the same number.
    ip link add "pba$number" type bridge 2>/dev/null || continue
    bridge=pba$number
    break
  done
  [[ -n $bridge ]] || fail "could not make a network bridge: $(ip link add pba0 type bridge 2>&1)"
  echo "$bridge" >"$ENGINE_FOLDER/bridge"
  ip address add "$subnet.1/24" dev "$bridge"
  ip link set "$bridge" up
  network_rules -I "$bridge"
  if [[ $(cat /proc/sys/net/ipv4/ip_forward) == 0 ]]; then
    touch "$ENGINE_FOLDER/forwarding"
    echo 1 >/proc/sys/net/ipv4/ip_forward
  fi
}

# network_rules -I|-D BRIDGE - inserts or deletes what lets its containers out.
network_rules() {
  local mark=(-m comment --comment "$2 of prebuild-agent")
  iptables -w -t nat "$1" POSTROUTING -s "10.213.${2#pba}.0/24" ! -o "$2" "${mark[@]}" -j MASQUERADE &&
    iptables -w "$1" FORWARD -i "$2" "${mark[@]}" -j ACCEPT &&
    iptables -w "$1" FORWARD -o "$2" "${mark[@]}" -j ACCEPT
}

# In a session of its own, so that Ctrl-C reaches this script first; in a mount namespace of its own, so that no
# mount can be left behind.
launch_dockerd() {
  local launcher=(setsid)
  [[ -n $ENGINE_MAY_STAY ]] || launcher+=(setpriv --pdeathsig TERM)
  echo '{}' >"$ENGINE_FOLDER/daemon.json"
  "${launcher[@]}" unshare --mount --propagation slave dockerd \
    --config-file "$ENGINE_FOLDER/daemon.json" --data-root "$ENGINE_FOLDER/data" --exec-root "$ENGINE_FOLDER/exec" \
    --pidfile "$ENGINE_FOLDER/pid" --host "unix://$ENGINE_SOCKET" --bridge "$(<"$ENGINE_FOLDER/bridge")" --iptables=false \
    --containerd-namespace "${ENGINE_FOLDER##*/}" --containerd-plugins-namespace "${ENGINE_FOLDER##*/}-plugins" \
    </dev/null >"$ENGINE_FOLDER/log" 2>&1 &
  echo $! >"$ENGINE_FOLDER/pid.launched"
  disown $!
}

wait_for_dockerd() {
  local tenths pid
  pid=$(<"$ENGINE_FOLDER/pid.launched")
  for ((tenths = 0; tenths < 600; tenths++)); do
    engine_answers "$ENGINE_SOCKET" && return
    is_alive "$pid" || break
    sleep 0.1
  done
  tail -n 15 "$ENGINE_FOLDER/log" >&2
  is_alive "$pid" && fail "the private engine does not answer after a minute; the end of its log is above"
  fail "the private engine ended before it answered; the end of its log is above"
}

# Those of scripts that were killed outright: neither the script nor its engine lives.
remove_dead_engines() {
  local folder
  for folder in /var/tmp/prebuild-engine.*; do
    [[ -O $folder && -s $folder/pid.script ]] || continue
    if is_alive "$(<"$folder/pid.script")"; then continue; fi
    if [[ -s $folder/pid.launched ]] && is_alive "$(<"$folder/pid.launched")"; then continue; fi
    # Of two scripts that see it, one can move this.
    mv "$folder/pid.script" "$folder/pid.dead" 2>/dev/null || continue
    echo $$ >"$folder/pid.script"
    say "an earlier run was killed and left $folder"
    stop_private_engine "$folder" || say "not all of it could be removed"
  done
}

stop_private_engine_unless_it_stays() { [[ -n $ENGINE_STAYS ]] || stop_private_engine "$ENGINE_FOLDER"; }

# stop_private_engine FOLDER - and removes all of it, the folder too.
stop_private_engine() {
  local mount
  say "stopping the private engine in $1"
  if engine_answers "$1/docker.sock"; then kill_private_containers "$1/docker.sock"; fi
  # Its number may be another process's by now, after a restart of the machine.
  if [[ -s $1/pid.launched ]] && process_names "$(<"$1/pid.launched")" "$1/"; then
    stop_process "$(<"$1/pid.launched")" 30
  fi
  stop_orphans_of_engine "$1"
  if [[ -s $1/bridge ]]; then remove_private_network "$1"; fi
  while read -r mount; do umount "$mount"; done < <(mounts_below "$1" | sort -r)
  [[ -z $(mounts_below "$1") ]] || {
    say "something is still mounted below $1; the folder stays"
    return 1
  }
  rm -rf --one-file-system "$1"
}

# Everything in the private engine is ours; killed, its containers do not hold up the engine's own end.
kill_private_containers() {
  local id
  for id in $(ENGINE_SOCKET=$1 engine GET /containers/json | grep -o '"Id":"[0-9a-f]*"' | cut -d '"' -f 4); do
    ENGINE_SOCKET=$1 engine POST "/containers/$id/kill" >/dev/null || true
  done
}

# Helpers of an engine that was killed, and the containers below them; known by the engine's folder in their command line.
stop_orphans_of_engine() {
  local entry
  for entry in /proc/[0-9]*; do
    [[ $(readlink "$entry/exe") == */containerd* ]] || continue
    if process_names "${entry#/proc/}" "$1/"; then stop_tree "${entry#/proc/}" 1; fi
  done 2>/dev/null
}

remove_private_network() {
  local bridge
  bridge=$(<"$1/bridge")
  if [[ -e /sys/class/net/$bridge ]]; then
    network_rules -D "$bridge" || say "the network rules of $bridge could not be deleted"
    ip link delete "$bridge"
  fi
  if [[ -e $1/forwarding && -z $(find /sys/class/net -name 'pba*' -print -quit) ]]; then
    echo 0 >/proc/sys/net/ipv4/ip_forward
  fi
}

mounts_below() { awk -v folder="$1/" 'index($5, folder) == 1 {print $5}' /proc/self/mountinfo; }
