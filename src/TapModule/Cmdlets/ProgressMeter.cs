using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using TapModule.Core.Bulk;
using TapModule.Core.Throttling;

namespace TapModule.Cmdlets;

/// <summary>One progress bar for a run: counts, rate, throttling, and the time left once the number of rows is known.</summary>
internal sealed class ProgressMeter(Cmdlet cmdlet, string activity)
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(200);

    private readonly ProgressRecord _record = new(activity.GetHashCode() & 0xFFFF, activity, "Starting");
    private readonly Stopwatch _sinceShown = Stopwatch.StartNew();
    private bool _wasShown;

    /// <summary>At most five updates a second, and none for what is over in an instant.</summary>
    public void Show(RunCounts counts, bool isComplete)
    {
        if (_sinceShown.Elapsed < Least) return;
        _sinceShown.Restart();
        _wasShown = true;
        var rate = counts.Elapsed.TotalSeconds > 0.5 ? counts.Ended / counts.Elapsed.TotalSeconds : 0;
        _record.StatusDescription = Status(counts, rate);
        if (isComplete && counts.Added > 0)
        {
            _record.PercentComplete = (int)(100 * counts.Ended / counts.Added);
            _record.SecondsRemaining = rate > 0 ? (int)Math.Min(int.MaxValue, (counts.Added - counts.Ended) / rate) : -1;
        }

        cmdlet.WriteProgress(_record);
    }

    public void Complete()
    {
        if (!_wasShown) return;
        _record.RecordType = ProgressRecordType.Completed;
        cmdlet.WriteProgress(_record);
    }

    /// <summary>What holds the run up: a pause with its length and reason, the run's own cap, or the service's limit.</summary>
    internal static string Limit(RateState limiter)
    {
        if (limiter.PausedFor > TimeSpan.FromSeconds(1))
        {
            return string.Format(
                CultureInfo.CurrentCulture,
                limiter.Reason == PauseReason.RetryAfter ? ", paused for {0:N0} s (Retry-After of the service)" : ", paused for {0:N0} s (the service refuses everything)",
                limiter.PausedFor.TotalSeconds);
        }

        if (limiter.IsCapped) return ", at -MaxRate";
        return limiter.Rate is null ? "" : ", at the service's limit";
    }

    private static string Status(RunCounts counts, double rate)
    {
        var status = string.Format(CultureInfo.CurrentCulture, "{0:N0} done, {1:N0} failed, {2:N0} in flight", counts.Done + counts.Skipped, counts.Failed, counts.InFlight);
        if (rate > 0) status += string.Format(CultureInfo.CurrentCulture, ", {0:N1} a second", rate);
        return status + Limit(counts.Limiter);
    }
}
