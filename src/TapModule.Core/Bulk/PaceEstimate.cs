namespace TapModule.Core.Bulk;

/// <summary>
/// The service's rate from stretches, each from one moment of a used-up allowance to another. The ends are off by an item and by
/// some of a round trip, so stretches that agree are added up. A stretch never shows too much, but too little if the allowance ran
/// over on the way: a higher one replaces what was known, a slightly lower one only weighs in.
/// </summary>
internal sealed class PaceEstimate
{
    private const double RememberedItems = 400;
    private const double EndsItems = 1.5;
    private const double AgreeingShare = 0.9;
    private const double TrustedItems = 10;
    private const double TrustedRoundTrips = 3;

    private double _items;
    private double _seconds;

    /// <summary>Items a second.</summary>
    public double Rate { get; private set; }

    /// <summary>Nothing was measured yet: the rate is an assumption.</summary>
    public bool IsGuess => _items == 0;

    /// <summary>Measured well enough to stay there.</summary>
    public bool IsTrusted { get; private set; }

    public void Assume(double rate)
    {
        _items = _seconds = 0;
        Rate = rate;
        IsTrusted = false;
    }

    public void Learn(double items, double seconds, double roundTrip)
    {
        var foreseen = IsGuess ? 0 : seconds * _items / _seconds;
        if (items > foreseen + EndsItems || items < (AgreeingShare * foreseen) - EndsItems) _items = _seconds = 0;
        if (_items > RememberedItems)
        {
            _seconds *= RememberedItems / _items;
            _items = RememberedItems;
        }

        _items += items;
        _seconds += seconds;
        Rate = (_items + 0.5) / _seconds; // the allowance left at the end is somewhere between no and one item
        IsTrusted = _items >= TrustedItems && _seconds >= TrustedRoundTrips * roundTrip;
    }
}
