namespace TapModule.Core.Journal;

/// <summary>What a line of a journal tells.</summary>
internal enum JournalEvent
{
    /// <summary>A run begins.</summary>
    Run,

    /// <summary>A row is about to be sent. Without a later line for the user, it may have been issued and needs a new pass.</summary>
    Sent,

    /// <summary>The pass was handed to the downstream commands, and they took it.</summary>
    Delivered,

    /// <summary>The pass was issued, but could not be handed on. The row needs a new one.</summary>
    Undelivered,

    /// <summary>Nothing was to be done for the row.</summary>
    Skipped,

    /// <summary>The row failed.</summary>
    Failed,

    /// <summary>How requests went since the last such line.</summary>
    Pace,

    /// <summary>The run ended in order.</summary>
    End,
}
