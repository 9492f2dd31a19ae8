namespace TapModule.Core.Throttling;

internal sealed class RateEstimate(RateLimiterOptions options)
{
    private double _items;
    private double _seconds;

    public double Rate { get; private set; }

    public bool IsGuess => _items == 0;

    public bool IsTrusted { get; private set; }

    public int Confirmed { get; private set; }

    /// <summary>Items that the rate brings at least in so many seconds.</summary>
    public double AtLeast(double seconds) => Rate * seconds * Math.Max(0, 1 - (options.EndsItems / _items));

    /// <summary>Whether more was granted than the rate explains.</summary>
    public bool IsRefuted(double items, double seconds, double stored) => items > AtMost(seconds) + options.UpChangeItems + stored;

    /// <summary>Items that the rate brings at most in so many seconds.</summary>
    public double AtMost(double seconds) => Rate * seconds * (1 + (options.EndsItems / _items));

    public void Assume(double rate)
    {
        _items = _seconds = 0;
        Rate = rate;
        IsTrusted = false;
        Confirmed = 0;
    }

    public void Learn(double items, double seconds, double roundTrip)
    {
        var foreseen = IsGuess ? 0 : seconds * _items / _seconds;
        var agrees = !(items > foreseen + options.EndsItems || items < (options.AgreeingShare * foreseen) - options.EndsItems);
        if (!agrees)
        {
            _items = _seconds = 0;
            Confirmed = 0;
        }
        else
        {
            Confirmed++;
        }

        if (_items > options.EstimateItems)
        {
            _seconds *= options.EstimateItems / _items;
            _items = options.EstimateItems;
        }

        _items += items;
        _seconds += seconds;
        Rate = (_items + 0.5) / _seconds;
        IsTrusted = _items >= options.TrustedItems && _seconds >= options.TrustedRoundTrips * roundTrip;
    }
}
