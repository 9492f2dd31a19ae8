@{
    ExcludeRules = @(
        # The build and the tests talk to a person, and change nothing but their own folders.
        'PSAvoidUsingWriteHost'
        'PSUseShouldProcessForStateChangingFunctions'
        # Set in BeforeAll and read in It, which the analyzer does not see.
        'PSUseDeclaredVarsMoreThanAssignments'
    )
    Rules        = @{
        PSUseCompatibleSyntax = @{ Enable = $true; TargetVersions = @('5.1', '7.4') }
    }
}
