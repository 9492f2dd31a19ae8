namespace TapModule.Core.Bulk;

/// <summary>
/// Refusals that have nothing to do with the rate: a service under load refuses a few items here and there, however slowly they come.
/// Easing the rate for them would ease it again and again, to no end.
/// </summary>
internal struct PaceNoise
{
    /// <summary>More than this is never noise. Twice to three times what a service under load refuses, as luck comes in clusters.</summary>
    private const double LargestShare = 0.15;
    private const double AveragedItems = 60;

    /// <summary>Who asks for a longer wait than this means it.</summary>
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(1);

    private double _share;
    private bool _isHarmless;

    /// <summary>Whether the last answer, if it refused anything, may be noise: few were refused of late, and it asks for a short wait.</summary>
    public readonly bool Permits => _isHarmless && _share <= LargestShare;

    /// <summary>Whether a refusal is of the kind that says nothing about others: some of many, or a single item, and a short wait.</summary>
    private static bool IsHarmless(int accepted, int refused, TimeSpan? retryAfter) =>
        (accepted > 0 || refused == 1) && !(retryAfter > LongestRetryAfter);

    public void Count(int accepted, int refused, TimeSpan? retryAfter)
    {
        var items = accepted + refused;
        if (items == 0) return;
        var kept = Math.Exp(-items / AveragedItems);
        _share = (kept * _share) + ((1 - kept) * refused / items);
        _isHarmless = IsHarmless(accepted, refused, retryAfter);
    }
}
