namespace TapModule.Core.Journal;

/// <summary>How a run stood at a moment: the figures of a "pace" or "end" line, counted from the run's start.</summary>
internal readonly record struct RecordedPace(DateTimeOffset At, double Seconds, long Done, long Skipped, long Failed, long Requests, long Refused);
