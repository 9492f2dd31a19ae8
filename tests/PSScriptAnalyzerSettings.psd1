# The rules of the root, less those that have no point where nothing is shipped and everything is made up.
@{
    ExcludeRules = @(
        'PSAvoidUsingWriteHost'
        'PSUseShouldProcessForStateChangingFunctions'
        'PSUseDeclaredVarsMoreThanAssignments'
        # Helpers of one file, called fifty times in it.
        'PSAvoidUsingPositionalParameters'
        'PSProvideCommentHelp'
        'PSReviewUnusedParameter'
        # Secrets of a sandbox.
        'PSAvoidUsingConvertToSecureStringWithPlainText'
        # Names in many scripts are what is tested; Pester files run in PowerShell 7, which reads UTF-8.
        'PSUseBOMForUnicodeEncodedFile'
        # Variables of a script block that is turned into text for another process.
        'PSUseUsingScopeModifierInNewRunspaces'
    )
    Rules        = @{
        PSUseCompatibleSyntax = @{ Enable = $true; TargetVersions = @('5.1', '7.4') }
    }
}
