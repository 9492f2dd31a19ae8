using TapModule.Core.Connections;
using TapModule.Core.Diagnostics;
using TapModule.Core.Errors;
using TapModule.Core.Graph;
using TapModule.Core.Policy;
using TapModule.Core.SignIn.Permissions;

namespace TapModule.Core.Runs;

/// <summary>
/// Finds out what an answer alone does not tell: whether a refusal is for want of a permission or of a role, which the token says, and
/// whether the policy is off or leaves the user out, for which the policy is read: once, however many rows fail.
/// </summary>
/// <param name="connection">The tenant.</param>
/// <param name="isPermitted">Whether the token grants what the rows' requests need; null if unknown.</param>
/// <param name="log">For remarks.</param>
internal sealed class RefusalExplainer(GraphConnection connection, bool? isPermitted, ITapLog log)
{
    private readonly CallerRights _rights = new(connection.Grants);
    private readonly GraphRequester _requester = connection.Requester;
    private readonly object _gate = new();
    private Task<string?>? _policyState;

    /// <param name="error">The failure of a row.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The same failure, under its true reason as far as that can be found out.</returns>
    public async Task<TapError> ExplainAsync(TapError error, CancellationToken cancellationToken)
    {
        if (error.Reason == TapErrorId.MissingPermission && error.Status == 403 && isPermitted == true && _rights.IsPerson)
            return ErrorTable.As(error, TapErrorId.RoleTooLow);
        if (error.Reason != TapErrorId.NotInPolicyScope || error.Status is null) return error;
        Task<string?> state;
        lock (_gate) state = _policyState ??= PolicyStateAsync(cancellationToken);
        return await state.ConfigureAwait(false) switch
        {
            "disabled" => ErrorTable.As(error, TapErrorId.PolicyDisabled),
            null => error with { Advice = "The policy could not be read to tell whether it is off altogether. " + error.Advice },
            _ => error,
        };
    }

    /// <summary>Null if it may not be read, or could not be.</summary>
    private async Task<string?> PolicyStateAsync(CancellationToken cancellationToken)
    {
        if (_rights.ReadPolicy == false) return null;
        try
        {
            var reply = await _requester.SendAsync(new GraphRequest(GraphVerb.Get, GraphPath.TapPolicy), log, cancellationToken).ConfigureAwait(false);
            return reply.IsSuccess ? PolicyDocument.Read(reply.Body)?.State?.ToLowerInvariant() : null;
        }
        catch (TapServiceException)
        {
            // No token any more. The row's own failure is what is to be told.
            return null;
        }
    }
}
