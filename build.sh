#!/usr/bin/env bash
# Every verb of wirelab; ./build.sh help lists them. Needs bash and a JDK 25, which need not be the default java.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# Debian packages with the stock programs that tests and benchmarks talk to.
PACKAGES=(
  xinetd ncat socat netcat-openbsd curl wget python3 procps iproute2 iputils-ping
  gsasl openssl nginx squid tinyproxy-bin wrk chromium
  chrony rdate faketime tshark iperf iperf3 nftables conntrack coturn stun-client ngircd smcroute
)

# Jars for the tests alone: group:artifact:version and SHA-256.
JARS=(
  org.junit.platform:junit-platform-console-standalone:6.1.3 e62b96ac475dbcde8599ea905d088f65d90778f86e259b856a49fa5c4ea256ec
  org.mockito:mockito-core:5.24.0 97a1f835ad84075255aa37809e4379eff541273c02c6201cbad49bd5950932cd
  net.bytebuddy:byte-buddy:1.17.7 3575dcb8a98faf943d3c1595c47a16047c4fce8a83ebbb26262f1a2f67546357
  org.tinylog:tinylog-api:2.7.0 eb5111e02a6b5324b5fd4e434cbe6b93119be05ad2dba3d21cf0045b3a97540c
  org.tinylog:tinylog-impl:2.7.0 37e532f706a01bb76a98454ccd71d1ffa2e83f2befe1c309e5c67e3c474bedba
  org.tinylog:jsl-tinylog:2.7.0 7d89591f96297a8a7621bb4c590650b1aa6f6b89059229bc664f0786d6682e37
)

# For a compiler that runs for seconds: the JIT compiler's quick half alone, and the collector without threads; half the time.
BRIEF=(-XX:TieredStopAtLevel=1 -XX:+UseSerialGC)

# Modules of the JDK that only tests need.
TEST_MODULES=jdk.jshell,java.net.http,jdk.httpserver
# What the tests of any module may put in the way: bad links, and captures.
TEST_TOOLS=wirelab.impair,wirelab.tap

help() {
  cat <<'TEXT'
./build.sh [VERB]
  build              compile all modules and scripts into out/ (the verb when there is none); nothing if nothing changed
  run NAME [ARGS]    run a script: ./build.sh run EchoServer --port 7007
  tour               run every demo, one after the other, with a table at the end
  test [MODULE] [-- ARGS]  run all tests, or those of one module; ARGS go to JUnit's console launcher
  bench [NAME]       measure against the stock programs; without NAME, list what can be measured
  deps               install the stock programs that tests and benchmarks talk to (Debian, as root or with sudo)
  docs               Javadoc into out/docs
  image              a runtime image with every script as a command, in out/image; needs no JDK where it runs
  env                print what puts JDK 25 first on PATH, and lets scripts start faster: eval "$(./build.sh env)"
  clean              remove what the build made
TEXT
}

die() { printf 'build.sh: %s\n' "$1" >&2; exit 1; }

# Prints the home of a JDK 25 or later.
find_jdk() {
  local home path_java=''
  if path_java=$(command -v javac); then path_java=$(dirname "$(dirname "$(readlink -f "$path_java")")"); fi
  for home in "${JAVA_HOME:-}" "$path_java" /usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/* \
      "$HOME"/.jdks/* /opt/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [[ -x $home/bin/javac && -f $home/release ]] || continue
    [[ $(<"$home/release") =~ JAVA_VERSION=\"([0-9]+) ]] || continue
    if ((BASH_REMATCH[1] >= 25)); then printf '%s\n' "$home"; return; fi
  done
  die 'no JDK 25 found; install one (Debian: a temurin-25-jdk or openjdk-25-jdk package, SDKMAN: sdk install java 25-tem) or set JAVA_HOME'
}

build() {
  [[ -f out/built && -z $(find modules/*/src scripts -newer out/built -print -quit) ]] && return
  "$JDK/bin/java" "${BRIEF[@]}" scripts/Lab.java --build
}

run() {
  local name=${1:-}
  [[ -n $name ]] || die 'run needs the name of a script; java scripts/Lab.java lists them'
  [[ -f scripts/$name.java ]] || die "there is no scripts/$name.java; java scripts/Lab.java lists what there is"
  build
  shift
  exec "$JDK/bin/java" @out/lab -m "wirelab.scripts/wirelab.scripts.$name" "$@"
}

# Puts one jar into out/lib: from the local Maven repository, through mvn, or from the base address in MAVEN_REPO.
fetch() {
  local group artifact version sum=$2 jar
  IFS=: read -r group artifact version <<<"$1"
  jar=$artifact-$version.jar
  local path=${group//.//}/$artifact/$version/$jar
  local repository=${MAVEN_LOCAL:-$HOME/.m2/repository}
  [[ -f out/lib/$jar ]] && return
  if [[ ! -f $repository/$path ]] && command -v mvn >/dev/null; then
    echo "fetching $jar"
    mvn -q -B dependency:get "-Dartifact=$1" -Dtransitive=false || true
  fi
  if [[ -f $repository/$path ]]; then
    cp "$repository/$path" "out/lib/$jar.part"
  elif [[ -n ${MAVEN_REPO:-} ]] && curl -fsS -o "out/lib/$jar.part" "$MAVEN_REPO/$path"; then
    :
  else
    die "$jar is missing: put it into out/lib, or install mvn, or set MAVEN_REPO to the address of a Maven repository"
  fi
  echo "$sum  out/lib/$jar.part" | sha256sum -c --status || die "$jar has the wrong SHA-256"
  mv "out/lib/$jar.part" "out/lib/$jar"
}

# Prints the packages of a module: the folders in its sources that hold classes.
packages() {
  (cd "$1" && find . -mindepth 2 -name '*.java' -exec dirname {} +) | sed 's,^\./,,; y,/,.,' | sort -u
}

test() {
  local select=(--scan-modules) modules=() reads=() opens=() module package
  if [[ -n ${1:-} && $1 != -- ]]; then
    [[ -d modules/$1 ]] || die "there is no module $1"
    select=("--select-module=$1")
    shift
  fi
  [[ ${1:-} == -- ]] && shift
  build
  mkdir -p out/lib
  for ((i = 0; i < ${#JARS[@]}; i += 2)); do fetch "${JARS[i]}" "${JARS[i + 1]}"; done
  for module in modules/*/; do
    module=$(basename "$module")
    modules+=("$module")
    reads+=(--add-reads "$module=ALL-UNNAMED,$TEST_MODULES,$TEST_TOOLS")
    for package in $(packages "modules/$module/src"); do opens+=(--add-opens "$module/$package=ALL-UNNAMED"); done
  done
  local list
  list=$(IFS=,; echo "${modules[*]}")
  rm -rf out/test
  "$JDK/bin/javac" "${BRIEF[@]/#/-J}" -Xlint:all,-requires-automatic,-exports,-try -Werror -cp 'out/lib/*' "${reads[@]}" --add-modules "$TEST_MODULES" \
    --module-source-path 'modules/*/{src,test}' -d out/test --module "$list"
  # Room for ten thousand connections with both ends in this process, where the system allows it.
  ulimit -Hn 65536 2>/dev/null || true
  ulimit -Sn "$(ulimit -Hn)"
  local status=0
  "$JDK/bin/java" -javaagent:out/lib/mockito-core-5.24.0.jar -Xshare:auto -Xmx2g "--enable-native-access=$list" -Dtinylog.level=info -cp 'out/lib/*' -p out/test \
    --add-modules "$list,$TEST_MODULES" "${reads[@]}" "${opens[@]}" \
    org.junit.platform.console.ConsoleLauncher execute --disable-banner --disable-ansi-colors --details=tree "${select[@]}" "$@" \
    2>&1 | tee out/test.log || status=$?
  summary "$status"
}

# The last line of a test run, from the summary of the console launcher; a run that did not reach it has failed.
summary() {
  awk -v status="$1" '
    /^\[ +[0-9]+ (tests|containers) (successful|failed|skipped|aborted)/ { n[$3 " " $4] = $2 }
    END {
      failed = n["tests failed"] + n["containers failed"]
      if (status != 0 && failed == 0) failed = 1
      printf "%d passed, %d failed, %d skipped\n", n["tests successful"], failed, n["tests skipped"] + n["tests aborted"]
      exit failed > 0 || n["tests successful"] == 0
    }' out/test.log | tee out/result
}

bench() {
  local name=${1:-} file
  if [[ -z $name ]]; then
    for file in scripts/bench/*Bench.java; do
      printf '%-10s %s\n' "$(basename "${file,,}" bench.java)" "$(sed -n '/^\/\/\//{s,^/// *,,p;q}' "$file")"
    done
    return
  fi
  shift
  file=scripts/bench/${name^}Bench.java
  [[ -f $file ]] || die "there is no $file; ./build.sh bench lists what can be measured"
  build
  mkdir -p out/bench
  ulimit -Hn 65536 2>/dev/null || true
  ulimit -Sn "$(ulimit -Hn)"
  exec "$JDK/bin/java" @out/lab "$file" "$@"
}

deps() {
  command -v apt-get >/dev/null || die "deps knows Debian alone; install the like of: ${PACKAGES[*]}"
  local root=()
  if ((EUID != 0)); then root=(sudo); fi
  "${root[@]}" apt-get update -q
  # Daemons among the packages must not start by themselves: the tests start them on free ports.
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -q -y --no-install-recommends "${PACKAGES[@]}"
}

docs() {
  build
  local list
  list=$(printf '%s,' modules/*/)
  list=${list//modules\//}
  list=${list//\/,/,}
  rm -rf out/docs
  "$JDK/bin/javadoc" -quiet -Xdoclint:all -Werror --snippet-path scripts --module-source-path 'modules/*/src' -d out/docs --module "$list"
  echo "out/docs/index.html"
}

image() {
  build
  rm -rf out/image
  local launchers=() script
  for script in scripts/*.java; do
    script=$(basename "$script" .java)
    [[ $script == Lab ]] || launchers+=(--launcher "$script=wirelab.scripts/wirelab.scripts.$script")
  done
  "$JDK/bin/jlink" --module-path out/modules --add-modules wirelab.scripts --strip-debug --no-header-files --no-man-pages \
    "${launchers[@]}" --output out/image
  # The settings of out/lab: a cache of classes fits only those that it was made with.
  local settings
  settings=$(grep '^-XX' out/lab | tr '\n' ' ')
  # One training run, over server and client alike, makes the cache of classes that halves the start of every command.
  # shellcheck disable=SC2086 # two words
  out/image/bin/java $settings -XX:AOTCacheOutput=out/image/lib/wirelab.aot -m wirelab.scripts/wirelab.scripts.HttpDemo >out/image.log 2>&1 || die "the training run failed: see out/image.log"
  local cache="JLINK_VM_OPTIONS=\"$settings -XX:AOTCache=\$(dirname \"\$0\")/../lib/wirelab.aot\""
  for script in "${launchers[@]}"; do
    [[ $script == --launcher ]] || sed -i "s|^JLINK_VM_OPTIONS=.*|$cache|" "out/image/bin/${script%%=*}"
  done
  echo "out/image/bin/EchoServer ($(du -sh out/image | cut -f1) in all)"
}

# Prints what puts JDK 25 first on PATH, and before it a java that starts scripts faster: with a cache of the compiler's classes, made
# once, by a training run. Everything but `java X.java` goes to the JDK as it is.
environment() {
  build
  mkdir -p out/bin
  [[ -f out/scripts.aot ]] || "$JDK/bin/java" -XX:AOTCacheOutput=out/scripts.aot scripts/EchoDemo.java >out/scripts.log 2>&1
  cat >out/bin/java <<SCRIPT
#!/bin/sh
case \$1 in *.java) set -- -XX:AOTCache='$PWD/out/scripts.aot' -Xlog:aot=off "\$@" ;; esac
exec '$JDK/bin/java' "\$@"
SCRIPT
  chmod +x out/bin/java
  printf 'export JAVA_HOME=%q PATH=%q:%q:"%s"\n' "$JDK" "$PWD/out/bin" "$JDK/bin" "\$PATH"
}

verb=${1:-build}
(($# > 0)) && shift
case $verb in
  help|-h|--help) help; exit ;;
  clean) rm -rf out wirelab; exit ;;
  deps) deps; exit ;;
esac
JDK=$(find_jdk)
case $verb in
  build|run|test|bench|docs|image) "$verb" "$@" ;;
  tour) run Tour "$@" ;;
  env) environment ;;
  *) help >&2; exit 2 ;;
esac
