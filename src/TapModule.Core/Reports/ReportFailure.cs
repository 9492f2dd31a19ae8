namespace TapModule.Core.Reports;

/// <summary>A reason for which rows did not end well, and what to do about it.</summary>
/// <param name="Reason">The stable reason.</param>
/// <param name="Count">Rows with it.</param>
/// <param name="Advice">What to do.</param>
/// <param name="Example">What the service said of one of them; empty if nothing.</param>
internal sealed record ReportFailure(string Reason, int Count, string Advice, string Example);
