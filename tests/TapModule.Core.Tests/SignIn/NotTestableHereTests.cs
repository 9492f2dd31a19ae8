namespace TapModule.Core.Tests.SignIn;

/// <summary>Ways to sign in that cannot be pointed at this machine. Named here so that each run of the tests says so.</summary>
public sealed class NotTestableHereTests
{
    [SkippableTheory]
    [InlineData("the Windows broker and the platform's protected token cache", "they need a desktop session of Windows or macOS, or a key ring")]
    [InlineData("managed identity of Azure Arc, Cloud Shell and Service Fabric", "their endpoints take addresses and files that only those hosts have")]
    [InlineData("the real Azure CLI, Azure PowerShell and Connect-MgGraph", "they keep sign-ins of a real tenant; stand-ins speak for them in the other tests")]
    public void A_way_that_needs_its_own_host(string way, string why) => Skip.If(true, $"Not tested here: {way}; {why}.");
}
