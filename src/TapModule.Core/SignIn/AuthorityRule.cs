namespace TapModule.Core.SignIn;

/// <summary>One row of <see cref="AuthorityErrors"/>.</summary>
/// <param name="Sign">How it is recognised: a code, or words.</param>
/// <param name="Says">What it means, as the end of a sentence.</param>
/// <param name="Advice">What to do about it.</param>
internal sealed record AuthorityRule(string Sign, string Says, string Advice);
