namespace TapModule;

/// <summary>What a person signs in for; decides which permissions are asked for.</summary>
public enum TapPurpose
{
    /// <summary>Issue and revoke passes, and find the users to issue them to.</summary>
    Issue,

    /// <summary>Look at passes, policy and users, and change nothing.</summary>
    Read,

    /// <summary>Read and change the Temporary Access Pass policy.</summary>
    Policy,

    /// <summary>Everything that the module can do.</summary>
    All,
}
