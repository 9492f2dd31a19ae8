namespace TapModule.Core.Bulk;

/// <summary>Is told before rows are sent; the journal is one. May throw: then nothing is sent and the run ends.</summary>
internal interface IRunWitness
{
    /// <summary>These rows are about to be sent, for the first time or again. Called from any thread, one call at a time.</summary>
    void Sending(IReadOnlyList<BulkRow> rows);
}
