#!/usr/bin/env bash
# The tests that .NET can run alone. The Pester tests are counted as skipped: a Pester test with several cases counts as one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
results=out/test-results
rm -rf "$results"

dotnet build TapModule.sln --configuration Release --verbosity quiet --nologo
code=0
dotnet test TapModule.sln --no-build --configuration Release --nologo -maxCpuCount:1 --logger trx --results-directory "$results" \
    --collect 'XPlat Code Coverage' --settings tests/coverage.runsettings || code=$?

# The collector leaves a copy beside each report.
find "$results" -name coverage.cobertura.xml -exec grep -ho '<coverage [^>]*' {} + | grep -v 'branches-valid="0"' | head -n 1 |
    sed -E 's/.*branches-covered="([0-9]+)" branches-valid="([0-9]+)".*/Branches of TapModule.Core that the xUnit tests reached: \1 of \2/' || true

read -r passed failed skipped < <(
    grep -ho '<Counters total="[0-9]*" executed="[0-9]*" passed="[0-9]*"' "$results"/*.trx | tr -dc '0-9\n"' | tr '"' ' ' |
        awk '{ total += $1; executed += $2; passed += $3 } END { print passed + 0, executed - passed + 0, total - executed + 0 }'
)
# The reasons of the skipped ones.
awk '/<UnitTestResult / { name = "" }
     /outcome="NotExecuted"/ { name = $0; sub(/.*testName="/, "", name); sub(/".*/, "", name) }
     /<Message>/ && name { sub(/ *<Message>/, ""); sub(/<\/Message>.*/, ""); print "  skipped: " name ": " $0; name = "" }' "$results"/*.trx

# A test host that dies reports no failure, and must not pass for a success.
if [ "$code" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi

pester=$(cat tests/module/*.Tests.ps1 | grep -cE '^\s*It\s' || true)
echo "There is no PowerShell here and none to be had: the $pester Pester tests of the module itself are skipped."
echo "$passed passed, $failed failed, $((skipped + pester)) skipped"
[ "$failed" -eq 0 ]
