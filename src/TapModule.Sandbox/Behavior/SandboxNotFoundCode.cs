namespace TapModule.Sandbox;

/// <summary>The error code of a 404 from the authentication endpoints.</summary>
public enum SandboxNotFoundCode
{
    /// <summary><c>Request_ResourceNotFound</c>, the directory's code.</summary>
    RequestResourceNotFound,

    /// <summary><c>resourceNotFound</c>, in the manner of the authentication methods service.</summary>
    ResourceNotFound,
}
