using System.Globalization;
using System.Text.Json;
using TapModule.Sandbox.Tenant;
using TapModule.Sandbox.Wire;

namespace TapModule.Sandbox.Routes;

/// <summary>The body of a create, and the rules that the service judges it by.</summary>
internal sealed class PassRequest
{
    public const string Type = "#microsoft.graph.temporaryAccessPassAuthenticationMethod";

    private readonly int? _lifetimeInMinutes;
    private readonly bool? _isUsableOnce;
    private readonly DateTimeOffset? _startDateTime;

    public PassRequest(JsonElement body)
    {
        foreach (var property in body.EnumerateObject())
        {
            switch (property.Name)
            {
                case "lifetimeInMinutes":
                    _lifetimeInMinutes = property.Value.ReadInt32(property.Name);
                    break;
                case "isUsableOnce":
                    _isUsableOnce = property.Value.ReadBoolean(property.Name);
                    break;
                case "startDateTime":
                    _startDateTime = property.Value.ReadDate(property.Name);
                    break;
                case "@odata.type" when property.Value.ValueEquals(Type):
                    break;
                default:
                    throw GraphErrorException.MethodRefused(
                        $"The property '{property.Name}' cannot be set on type 'microsoft.graph.temporaryAccessPassAuthenticationMethod'.");
            }
        }
    }

    public SandboxPass Issue(GraphService service, SandboxUser user)
    {
        var policy = service.Tenant.Policy;
        var now = service.Now;
        var isUsableOnce = _isUsableOnce ?? service.Behavior.UsableOnceDefault switch
        {
            SandboxUsableOnceDefault.MultiUse => false,
            SandboxUsableOnceDefault.OneTime => true,
            _ => policy.IsUsableOnce,
        };
        var lifetime = _lifetimeInMinutes ?? policy.DefaultLifetimeInMinutes;

        if (user.IsExternalGuest)
        {
            throw GraphErrorException.MethodRefused("Temporary Access Pass cannot be added to an external guest user.");
        }

        var mayBeUnusable = service.Behavior.OutOfScope == SandboxOutOfScope.IssueUnusable;
        if (policy.State == SandboxPolicyState.Disabled || (!mayBeUnusable && !service.Tenant.IsInPolicyScope(user.Id)))
        {
            throw GraphErrorException.MethodRefused(
                "Converged UserCredentialPolicy does not allow creating or updating this authentication method. "
                + "AuthMethodType [TemporaryAccessPass].");
        }

        if (lifetime < policy.MinimumLifetimeInMinutes || lifetime > policy.MaximumLifetimeInMinutes)
        {
            throw GraphErrorException.MethodRefused(string.Format(
                CultureInfo.InvariantCulture,
                "Invalid LifetimeInMinutes specified. The valid range between {0} and {1}.",
                policy.MinimumLifetimeInMinutes,
                policy.MaximumLifetimeInMinutes));
        }

        if (!isUsableOnce && policy.IsUsableOnce)
        {
            throw GraphErrorException.MethodRefused(
                "Invalid IsUsableOnce specified. Tenant Policy does not allow multiple use temporary access pass method.");
        }

        if (_startDateTime < now.AddMinutes(-1) && service.Behavior.StartInPast == SandboxStartInPast.Refuse)
        {
            throw GraphErrorException.MethodRefused("Invalid StartDateTime specified. The start must not be in the past.");
        }

        var pass = new SandboxPass(PassCode.Create(policy.DefaultLength))
        {
            CreatedDateTime = now,
            StartDateTime = _startDateTime ?? now,
            LifetimeInMinutes = lifetime,
            IsUsableOnce = isUsableOnce,
        };
        bool MayReplace(SandboxPass present) =>
            service.Behavior.ExistingPass == SandboxExistingPass.Replace || now >= present.ExpirationDateTime;
        return service.Tenant.IssuePass(user, pass, MayReplace)
            ?? throw GraphErrorException.MethodRefused("A Temporary Access Pass already exists for this user.");
    }
}
