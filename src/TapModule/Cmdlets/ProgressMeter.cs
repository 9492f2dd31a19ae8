using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using TapModule.Core.Bulk;

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

    private static string Status(RunCounts counts, double rate)
    {
        var status = string.Format(CultureInfo.CurrentCulture, "{0:N0} done, {1:N0} failed, {2:N0} in flight", counts.Done + counts.Skipped, counts.Failed, counts.InFlight);
        if (rate > 0) status += string.Format(CultureInfo.CurrentCulture, ", {0:N1} a second", rate);
        if (counts.Pace.PausedFor > TimeSpan.FromSeconds(1)) status += string.Format(CultureInfo.CurrentCulture, ", waiting {0:N0} s as the service asked", counts.Pace.PausedFor.TotalSeconds);
        else if (counts.Pace.Rate is not null) status += ", at the service's limit";
        return status;
    }
}
