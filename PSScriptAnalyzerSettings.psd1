@{
    ExcludeRules = @(
        # The build and the tests talk to a person, and change nothing but their own folders.
        'PSAvoidUsingWriteHost'
        'PSUseShouldProcessForStateChangingFunctions'
        # Set in BeforeAll and read in It, which the analyzer does not see.
        'PSUseDeclaredVarsMoreThanAssignments'
        # Small helpers of tests and benchmarks read like a sentence.
        'PSAvoidUsingPositionalParameters'
        # UTF-8 without a mark, as everything here. What Windows PowerShell reads, which is what ships and build.ps1, is ASCII.
        'PSUseBOMForUnicodeEncodedFile'
        # Job scripts take parameters instead.
        'PSUseUsingScopeModifierInNewRunspaces'
    )
    Rules        = @{
        PSUseCompatibleSyntax = @{ Enable = $true; TargetVersions = @('5.1', '7.4') }
    }
}
