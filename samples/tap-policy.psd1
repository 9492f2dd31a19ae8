# What this organisation wants of its Temporary Access Pass policy. What is not named here is not compared and not changed.
@{
    State                    = 'enabled'
    IsUsableOnce             = $true
    MaximumLifetimeInMinutes = 480
    IncludeTargets           = 'New hires 2026', 'Support'
    ExcludeTargets           = 'No Temporary Access Pass'
}
