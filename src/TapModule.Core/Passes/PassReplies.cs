using TapModule.Core.Graph;

namespace TapModule.Core.Passes;

/// <summary>What an answer about one pass means.</summary>
internal static class PassReplies
{
    /// <summary>Whether a 404 says that the pass is not there. Of the user it would name the user: the codes are the same.</summary>
    /// <param name="reply">The answer.</param>
    /// <param name="user">The user in the path; null for the signed-in person.</param>
    public static bool IsAboutPass(this GraphReply reply, string? user) =>
        reply.Status == 404 && !(user is not null && reply.Error?.Message.IndexOf(user, StringComparison.OrdinalIgnoreCase) >= 0);
}
