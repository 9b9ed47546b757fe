#!/usr/bin/env bash
# The one command: set-up, format check, build with warnings as errors, every test, shortened benchmarks.
set -uo pipefail
shopt -s nullglob
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1

# What tests need beyond the .NET SDK, in this one place. A test says so with [Trait("Needs", "<name>")].
# A tool is looked for always; a server is left out by `quick`. Only what is missing, and needed by a test
# that is about to run, is installed.
#   name   apt package   binary   kind
needs_table='
    git        git           git        tool
    chromium   chromium      chromium   server
    postgres   postgresql    pg_ctlcluster server
    redis      redis-server  redis-server server
    rabbitmq   rabbitmq-server rabbitmqctl server
    mariadb    mariadb-server mariadbd  server
    prometheus prometheus    prometheus server
'

usage() {
    cat <<'HELP'
Usage: ./test.sh [quick | long] [--filter TEXT]
       ./test.sh simulate [--seed N | [--from N] --count N]

  (nothing)        format check, build, every test, every benchmark once
  quick            without servers, scenarios and benchmarks; a few minutes
  long             with the tests that take minutes ([Trait("Category", "Long")], larger fuzz budgets), and ten minutes of load
  simulate         the engine's simulator alone: 2,000 schedules; --count for more, --from N to begin elsewhere,
                   --seed N for one schedule with everything that happens in it
  --filter TEXT    only tests whose full name contains TEXT (Logos.Rules.Tests.Grl, A_merge_waits, …)
  --help           this text

Environment:
  LOGOS_ACCEPT=1   writes the checked-in goldens anew instead of comparing them; read the diff like code
  NO_COLOR=1       no colours

Full logs are in artifacts/test-logs. The last line is the sum over all suites, for example
`812 passed, 0 failed, 3 skipped`; the exit code is 0 only if nothing failed. Wrong usage ends with 64.
HELP
}

wrong_usage() {
    printf '%s\nTry ./test.sh --help\n' "$1" >&2
    exit 64
}

mode=full
filter=
simulate=()
while (($#)); do
    case $1 in
        quick | long)
            [[ $mode == full ]] || wrong_usage "quick and long do not go together: give one."
            mode=$1
            ;;
        simulate)
            [[ $mode == full && -z $filter ]] || wrong_usage "simulate stands alone."
            mode=simulate
            shift
            simulate=("$@")
            break
            ;;
        --filter)
            (($# > 1)) && [[ -n $2 ]] || wrong_usage "--filter wants a text."
            filter=$2
            shift
            ;;
        --filter=?*) filter=${1#--filter=} ;;
        -h | --help)
            usage
            exit 0
            ;;
        *) wrong_usage "Unknown argument: $1" ;;
    esac
    shift
done

if [[ -t 1 && -z ${NO_COLOR:-} ]]; then
    red=$'\e[31m' green=$'\e[32m' yellow=$'\e[33m' dim=$'\e[2m' plain=$'\e[0m'
else
    red='' green='' yellow='' dim='' plain=''
fi

logs=artifacts/test-logs
configuration=Release
passed=0 failed=0 skipped=0
left_out=()

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
if [[ $mode == long ]]; then export LOGOS_LONG=1; fi

now() { printf '%s' "${EPOCHREALTIME//[!0-9]/}"; }

seconds_since() {
    local tenths=$((($(now) - $1) / 100000))
    printf '%d.%d s' $((tenths / 10)) $((tenths % 10))
}

# line <colour> <mark> <name> <what> <time>
line() { printf '  %s%-6s%s %-28s %-36s %s%9s%s\n' "$1" "$2" "$plain" "$3" "$4" "$dim" "$5" "$plain"; }
ok() { line "$green" ok "$@"; }
bad() { line "$red" FAILED "$@"; }
leave_out() { left_out+=("$1: $2"); }
indented() { sed 's/^/      /'; }

finish() {
    if ((${#left_out[@]})); then
        printf '\n  Left out:\n'
        printf '    %s\n' "${left_out[@]}"
    fi
    if [[ ${LOGOS_ACCEPT:-} == 1 ]]; then
        printf '\n  LOGOS_ACCEPT=1: goldens were written anew. Read them with git diff.\n'
    fi
    printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
    if ((failed)); then exit 1; fi
    exit 0
}

# step <name> <log> <command…>: runs quietly, shows the log of a failure in full.
step() {
    local name=$1 log=$logs/$2 start
    shift 2
    start=$(now)
    if "$@" >"$log" 2>&1; then
        ok "$name" "" "$(seconds_since "$start")"
        return 0
    fi
    bad "$name" "" "$(seconds_since "$start")"
    indented <"$log"
    failed=$((failed + 1))
    return 1
}

# ---- set-up

as_root() {
    if ((EUID == 0)); then "$@"; else sudo -n "$@"; fi
}

apt_install() {
    local package=$1
    if ! command -v apt-get >/dev/null; then
        echo "  $package is missing and there is no apt here: install it by hand."
        return 1
    fi
    if ((EUID != 0)) && ! sudo -n true 2>/dev/null; then
        echo "  $package is missing and this user may not install it: sudo apt-get install $package"
        return 1
    fi
    if [[ -z ${apt_updated:-} ]]; then
        as_root apt-get update >"$logs/apt.log" 2>&1
        apt_updated=1
    fi
    if ! apt-cache show "$package" >/dev/null 2>&1; then
        echo "  $package is missing and apt does not offer it here."
        return 1
    fi
    echo "  installing $package by apt"
    if ! DEBIAN_FRONTEND=noninteractive as_root apt-get install -y --no-install-recommends "$package" >>"$logs/apt.log" 2>&1; then
        echo "  apt could not install $package:"
        tail -n 20 "$logs/apt.log" | indented
        return 1
    fi
}

require_sdk() {
    local wanted
    wanted=$(sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' global.json)
    if ! command -v dotnet >/dev/null; then
        # Ubuntu has the SDK in its archive, Debian has not.
        apt_install "dotnet-sdk-${wanted%.*}" || true
    fi
    if command -v dotnet >/dev/null && dotnet --version >"$logs/sdk.log" 2>&1; then return 0; fi
    cat >&2 <<MISSING

The .NET SDK $wanted or a later 10.0 is missing (global.json asks for it). Without root, into your home:

  curl -sSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel ${wanted%.*}
  export DOTNET_ROOT=\$HOME/.dotnet PATH=\$HOME/.dotnet:\$PATH

Other ways: https://learn.microsoft.com/dotnet/core/install/linux
MISSING
    if [[ -s $logs/sdk.log ]]; then indented <"$logs/sdk.log" >&2; fi
    failed=1
    finish
}

# ---- one suite

# The arguments that choose tests: the filter, and the traits that this run leaves out.
selection=()
if [[ -n $filter ]]; then selection+=(-method "*$filter*"); fi

# count_methods <executable> <argument…>: how many test methods these filters choose.
count_methods() {
    local executable=$1
    shift
    "$executable" -list methods "${selection[@]}" "$@" 2>/dev/null | grep -cE '^[A-Za-z_][A-Za-z0-9_.+]*$'
}

# leave_out_tests <suite> <executable> <trait> <why>
leave_out_tests() {
    local count
    count=$(count_methods "$2" "${exclude[@]}" -trait "$3")
    if ((count == 0)); then return; fi
    skipped=$((skipped + count))
    leave_out "$1, $count of its tests ($3)" "$4"
}

# choose <suite> <executable>: fills `exclude`, installs what the chosen tests need.
choose() {
    local suite=$1 executable=$2 need row package binary kind
    exclude=()
    if [[ $mode != long ]]; then
        leave_out_tests "$suite" "$executable" Category=Long "only ./test.sh long runs them"
        exclude+=(-trait- Category=Long)
    fi
    for need in $("$executable" -list traits 2>/dev/null | sed -n 's/^"Needs": *\[\(.*\)\].*/\1/p' | tr -d '",'); do
        if (($(count_methods "$executable" "${exclude[@]}" -trait "Needs=$need") == 0)); then continue; fi
        row=$(awk -v need="$need" '$1 == need' <<<"$needs_table")
        if [[ -z $row ]]; then
            bad "$suite" "needs $need, which the table in test.sh does not know" ""
            failed=$((failed + 1))
            exclude+=(-trait- "Needs=$need")
            continue
        fi
        read -r _ package binary kind <<<"$row"
        if [[ $mode == quick && $kind == server ]]; then
            leave_out_tests "$suite" "$executable" "Needs=$need" "quick starts no servers"
            exclude+=(-trait- "Needs=$need")
        elif ! command -v "$binary" >/dev/null && ! apt_install "$package"; then
            leave_out_tests "$suite" "$executable" "Needs=$need" "$binary (package $package) is missing"
            exclude+=(-trait- "Needs=$need")
        fi
    done
}

# run_suite <suite> <executable> <argument…>: runs it, reads its own totals, shows its failures.
run_suite() {
    local suite=$1 log=$logs/$1.log start code time total errors fails skips not_run good
    start=$(now)
    timeout --kill-after=10 "$limit" "${@:2}" >"$log" 2>&1
    code=$?
    time=$(seconds_since "$start")
    read -r total errors fails skips not_run < <(
        sed -n 's/.*Total: \([0-9]*\), Errors: \([0-9]*\), Failed: \([0-9]*\), Skipped: \([0-9]*\), Not Run: \([0-9]*\).*/\1 \2 \3 \4 \5/p' "$log" | tail -n 1
    )
    if [[ -z ${total:-} ]]; then
        if ((code == 0)) && grep -q 'Total: 0$' "$log"; then
            if [[ -n $filter ]]; then
                line "$dim" - "$suite" "nothing matches the filter" "$time"
                return
            fi
            bad "$suite" "ran no tests" "$time"
        elif ((code == 124 || code == 137)); then
            bad "$suite" "did not end within $limit" "$time"
            tail -n 40 "$log" | indented
        else
            bad "$suite" "ended with $code before its totals" "$time"
            tail -n 80 "$log" | indented
        fi
        failed=$((failed + 1))
        return
    fi

    fails=$((fails + errors))
    skips=$((skips + not_run))
    good=$((total - fails - skips))
    if ((fails == 0 && code != 0)); then
        # A crash after the last test is a failure that no test counted.
        bad "$suite" "totals are good, yet it ended with $code" "$time"
        tail -n 40 "$log" | indented
        fails=1
    elif ((fails)); then
        bad "$suite" "$(counts "$good" "$fails" "$skips")" "$time"
        if grep -q ' \[FAIL\]$' "$log"; then failures "$log"; else tail -n 120 "$log" | indented; fi
    else
        ok "$suite" "$(counts "$good" 0 "$skips")" "$time"
    fi
    ran=$((ran + good + fails))
    passed=$((passed + good))
    failed=$((failed + fails))
    skipped=$((skipped + skips))
    if ((skips)); then sed -n '/ \[SKIP\]$/,+1p' "$log" | sed "s/^ */      $dim/;s/\$/$plain/"; fi
}

counts() {
    local text="$1 passed"
    if (($2)); then text+=", $2 failed"; fi
    if (($3)); then text+=", $3 skipped"; fi
    printf '%s' "$text"
}

# The runner's report without its frame and its skipped tests.
failures() {
    awk '/ \[SKIP\]$/ { skip = 1; next }
         / \[FAIL\]$/ { skip = 0 }
         /^  (Discovering|Discovered|Starting|Finished):/ || /^=== TEST EXECUTION SUMMARY/ { next }
         /Total: [0-9]+, Errors:/ { next }
         !skip' "$1"
}

# ---- the run

mkdir -p "$logs" && rm -f "$logs"/*.log
trap 'printf "\n  interrupted\n"; failed=$((failed + 1)); finish' INT TERM

if [[ $mode == simulate ]]; then
    require_sdk
    suite=Logos.Simulation.Tests
    if ! dotnet build "tests/$suite" -c "$configuration" -warnaserror -v quiet >"$logs/build.log" 2>&1; then
        indented <"$logs/build.log"
        exit 1
    fi
    exec "artifacts/bin/$suite/${configuration,,}/$suite" simulate "${simulate[@]}"
fi

echo
require_sdk
started=$(now)
limit=25m patience=60
if [[ $mode == long ]]; then limit=90m patience=900; fi

if ! step restore restore.log dotnet restore Logos.Services.slnf -warnaserror; then finish; fi
# Whitespace only: style is enforced by the build, which finds what `dotnet format style` finds.
step format format.log dotnet format whitespace . --folder --verify-no-changes --exclude artifacts
if ! step "build $configuration" build.log dotnet build Logos.Services.slnf -c "$configuration" --no-restore -warnaserror -v quiet; then
    finish
fi
ran=0
for project in tests/*/*.Tests.csproj tests/Logos.Scenarios/Logos.Scenarios.csproj; do
    suite=$(basename "$project" .csproj)
    executable=artifacts/bin/$suite/${configuration,,}/$suite
    if ! grep -qF "\"$project\"" Logos.Services.slnf; then
        leave_out "$suite" "not in Logos.Services.slnf: it is built where its packages can be had"
        continue
    fi
    if [[ $mode == quick && $suite == Logos.Scenarios ]]; then
        leave_out "$suite" "quick starts no servers"
        continue
    fi
    if [[ ! -x $executable ]]; then
        bad "$suite" "was not built: $executable" ""
        failed=$((failed + 1))
        continue
    fi
    choose "$suite" "$executable"
    run_suite "$suite" "$executable" -noLogo -noColor -longRunning "$patience" "${selection[@]}" "${exclude[@]}"
done

for project in bench/*/*.csproj; do
    suite=$(basename "$project" .csproj)
    if [[ $mode == quick ]]; then
        leave_out "$suite" "quick runs no benchmarks"
        continue
    fi
    run_suite "$suite" "artifacts/bin/$suite/${configuration,,}/$suite" --smoke ${filter:+"$filter"}
done

# Memory and folder under ten minutes of load, with retention.
soak="artifacts/bin/Logos.LoadTest/${configuration,,}/Logos.LoadTest"
if [[ $mode == long && -z $filter && -x $soak ]]; then
    step soak soak.log "$soak" --soak 10 && indented <"$logs/soak.log" | tail -n 3
    # And the services, whose counts have to agree in the end.
    step 'soak services' soak-services.log "$soak" --cluster --soak 10 && indented <"$logs/soak-services.log" | tail -n 12
fi

if ((ran == 0 && failed == 0)); then
    echo "  No test ran."
    failed=1
fi
printf '\n  %s in %s, logs in %s\n' "$mode" "$(seconds_since "$started")" "$logs"
finish
