using TapModule.Core.Graph;

namespace TapModule.Core.Errors;

/// <summary>One row of <see cref="ErrorTable"/>.</summary>
/// <param name="Reason">The stable id.</param>
/// <param name="Category">The name of PowerShell's ErrorCategory that fits.</param>
/// <param name="Advice">What to do about it.</param>
/// <param name="Matches">Whether an answer of the service means this; null where only the module itself can tell.</param>
internal sealed record ErrorRule(TapReason Reason, string Category, string Advice, Func<GraphReply, bool>? Matches = null);
