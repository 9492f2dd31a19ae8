namespace TapModule.Core.Bulk;

/// <summary>
/// The service's rate from measured stretches, each from one moment of a used-up allowance to the next. A stretch of a few items is
/// off by one item at each end, so stretches that agree are added up; one that contradicts the rest replaces them.
/// </summary>
internal sealed class RateEstimate
{
    private const double EnoughItems = 200;
    private double _items;
    private double _seconds;

    /// <param name="items">Items admitted in the stretch.</param>
    /// <param name="seconds">Its length; above zero.</param>
    /// <param name="expected">The rate assumed so far, items a second.</param>
    /// <returns>The rate to assume now, items a second; above zero.</returns>
    public double Learn(double items, double seconds, double expected)
    {
        var foreseen = expected * seconds;
        if (_seconds > 0 && Math.Abs(items - foreseen) <= 1.5 + (0.15 * foreseen))
        {
            if (_items > EnoughItems)
            {
                _seconds *= EnoughItems / _items;
                _items = EnoughItems;
            }

            _items += items;
            _seconds += seconds;
            return _items / _seconds;
        }

        _items = items;
        _seconds = seconds;
        if (items >= 6) return items / seconds;

        // Too short a stretch to believe, and yet a refusal: step down, but not into the ground.
        return Math.Max(items / seconds, expected / 2);
    }

    public void Forget() => _items = _seconds = 0;
}
