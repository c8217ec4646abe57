# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with what sources this
# Finds a Java that is new enough. Sourced.

JAVA_NEEDED=25

# How the agent's virtual machine is run. It mostly waits, so it is to be small: a small heap that gives back what it does
# not need, with the collector that costs least beside it, and the compiler that costs least. (The other one takes five
# seconds of a core after each start, and half a percent of it later on.) Out of memory, the agent ends and is started
# anew: all that it must know is in the engine.
AGENT_JAVA_OPTIONS=(
  -Xms16m -Xmx256m -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=20 -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError
  -XX:TieredStopAtLevel=1
  # That one has no use for what a training tells of calls: 11 MB in memory.
  -XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining -XX:-AOTReplayTraining
  # What was learned is put where it was made for: anywhere else, each of its pages would have to be changed at once.
  -XX:ArchiveRelocationMode=0
  # The C library gives back what it holds for later.
  -XX:TrimNativeHeapInterval=10000
  # Nobody looks at the counters, and a process that is killed leaves their file in /tmp.
  -XX:-UsePerfData
  --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
)

# java_feature HOME - prints the version of the Java in that folder as one number, nothing if there is none.
java_feature() {
  [[ -r $1/release ]] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

# is_java_home HOME TOOL - whether it is new enough and has that tool (java, or javac for a whole JDK).
is_java_home() {
  local feature
  feature=$(java_feature "$1")
  [[ -x $1/bin/$2 && -n $feature ]] && ((feature >= JAVA_NEEDED))
}

java_home_on_path() {
  local tool
  tool=$(command -v "$1") || return 0
  dirname "$(dirname "$(readlink -f "$tool")")"
}

# find_java_home TOOL - prints the home of the first Java that is new enough: the one that JAVA_HOME names,
# the one on PATH, the newest below /usr/lib/jvm. Fails when there is none.
find_java_home() {
  local home best='' best_feature=0 feature
  for home in "${JAVA_HOME:-}" "$(java_home_on_path "$1")"; do
    if [[ -n $home ]] && is_java_home "$home" "$1"; then
      printf '%s\n' "$home"
      return
    fi
  done
  for home in /usr/lib/jvm/*; do
    is_java_home "$home" "$1" || continue
    feature=$(java_feature "$home")
    if ((feature > best_feature)); then
      best=$home best_feature=$feature
    fi
  done
  [[ -n $best ]] && printf '%s\n' "$best"
}
