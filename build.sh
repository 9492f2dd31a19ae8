#!/usr/bin/env bash
# Finds PowerShell, or gets it as a .NET tool, and hands over to build.ps1, which does the work. Where there is no PowerShell
# to be had, does what .NET alone can, and says what it left out.
#
#   ./build.sh [build | test | demo | clean]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off

task=${1:-build}
case $task in
    build | test | demo | clean) ;;
    *) echo "usage: ./build.sh [build | test | demo | clean]" >&2; exit 2 ;;
esac

# A feed that does not answer must not hold up the build for long. (macOS has no timeout command.)
with_time_limit() {
    if command -v timeout >/dev/null; then timeout 180 "$@"; else "$@"; fi
}

if command -v pwsh >/dev/null; then
    exec pwsh -NoProfile -File build.ps1 -Task "$task"
elif with_time_limit dotnet tool restore >/dev/null 2>&1; then
    exec dotnet tool run pwsh -- -NoProfile -File build.ps1 -Task "$task"
fi

case $task in
    build)
        dotnet build TapModule.sln --configuration Release --verbosity quiet --nologo
        echo "There is no PowerShell here and none to be had: everything is compiled, but the module is not put together in out/."
        ;;
    test)
        exec tools/test-without-powershell.sh
        ;;
    demo)
        echo "There is no PowerShell here and none to be had: this is the same job through the core, from C#."
        exec dotnet run --project samples/CoreDemo --configuration Release
        ;;
    clean)
        rm -rf out
        find . -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
        ;;
esac
