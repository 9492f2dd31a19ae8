namespace TapModule.Sandbox;

/// <summary>What a route asks of its caller.</summary>
internal enum Need
{
    Nothing,
    ReadPasses,
    CreatePass,
    DeletePass,
    ReadMethods,
    ReadPolicy,
    WritePolicy,
    ReadUsers,
    ReadSelf,
    ReadGroups,
    ReadRoles,
    ReadOrganization,
}
