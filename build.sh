#!/usr/bin/env bash
# Finds PowerShell, or gets the one that .config/dotnet-tools.json names, and hands over to build.ps1, which does the work.
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

if command -v pwsh >/dev/null; then
    exec pwsh -NoProfile -File build.ps1 -Task "$task"
fi
if ! command -v dotnet >/dev/null; then
    echo "error: neither pwsh nor dotnet is on the PATH. Install the .NET SDK that global.json names; it is all that a build needs." >&2
    exit 1
fi
echo "pwsh is not on the PATH; using PowerShell as the .NET tool that .config/dotnet-tools.json names."
if ! said=$(dotnet tool restore 2>&1); then
    {
        echo "$said"
        echo "error: there is no PowerShell. pwsh is not on the PATH, and 'dotnet tool restore' failed; what it said is above."
        echo "Install PowerShell 7.4 or later, or let NuGet reach a feed that has the package PowerShell."
    } >&2
    exit 1
fi
exec dotnet tool run pwsh -- -NoProfile -File build.ps1 -Task "$task"
