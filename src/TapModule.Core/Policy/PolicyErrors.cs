using TapModule.Core.Errors;
using TapModule.Core.Graph;

namespace TapModule.Core.Policy;

/// <summary>
/// Tells failures of policy requests. The error table reads the service's words as being about a pass; about the policy, the same
/// words mean that the service did not accept a value, and a refusal asks for other permissions.
/// </summary>
internal static class PolicyErrors
{
    public static TapServiceException FromReply(GraphReply reply, string what, string permission, string role)
    {
        var error = reply.ToError(what);
        return new TapServiceException(error.Reason switch
        {
            TapErrorId.MissingPermission => error with
            {
                Advice = $"The token needs the Graph permission {permission} with admin consent, and a signed-in person the role {role} as well. Get-TapContext shows what the token has.",
            },
            TapErrorId.ServiceUnavailable or TapErrorId.Throttled or TapErrorId.OutcomeUnknown => error with { Advice = "Run the same line again later; Get-TapPolicy shows where the policy stands." },
            TapErrorId.LifetimeOutOfRange or TapErrorId.MultiUseNotAllowed or TapErrorId.StartInPast or TapErrorId.NotInPolicyScope or TapErrorId.PassExists or TapErrorId.UserNotFound =>
                ErrorTable.As(error, reply.Status == 400 ? TapErrorId.InvalidPolicy : TapErrorId.GraphError),
            _ => error,
        });
    }

    public static TapServiceException Invalid(string message, string? advice = null) =>
        new(ErrorTable.Describe(TapErrorId.InvalidPolicy, message, advice: advice));
}
