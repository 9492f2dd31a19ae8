using System.Globalization;

namespace TapModule.Core.Graph;

/// <summary>
/// Gives each try a limit of time, until the answer's last byte is here, and each answer a limit of size. Stands below the token:
/// signing in anew may take a person's time.
/// </summary>
/// <param name="limit">How long one try may take.</param>
/// <param name="time">The clock.</param>
internal sealed class TimeLimitHandler(TimeSpan limit, TimeProvider time) : DelegatingHandler
{
    /// <summary>
    /// Bytes of an answer, decompressed. The largest that Graph sends here, a page of 999 users, stays below one megabyte; what is larger is
    /// a mistake or an attack.
    /// </summary>
    public const int MostBytes = 8 * 1024 * 1024;

    /// <exception cref="TimeoutException">The time ran out.</exception>
    /// <exception cref="IOException">The answer is too large.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
#if NET
        using var ours = new CancellationTokenSource(limit, time);
#else
        using var ours = time.CreateCancellationTokenSource(limit);
#endif
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ours.Token, cancellationToken);
        HttpResponseMessage? response = null;
        try
        {
            response = await base.SendAsync(request, either.Token).ConfigureAwait(false);
            using var content = response.Content;
            response.Content = new ReceivedBody(await ReadAsync(content, either.Token).ConfigureAwait(false));
            return response;
        }
        catch (Exception failure)
        {
            response?.Dispose();
            if (!ours.IsCancellationRequested || cancellationToken.IsCancellationRequested) throw;
            throw new TimeoutException(string.Format(CultureInfo.InvariantCulture, "No whole answer came within {0:0.#} seconds.", limit.TotalSeconds), failure);
        }
    }

    /// <param name="content">Null where .NET Framework got none.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent? content, CancellationToken cancellationToken)
    {
        if (content is null) return default;
        var length = content.Headers.ContentLength;
        if (length > MostBytes) throw TooLarge();
#if NET
        using var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
#else
        using var stream = await content.ReadAsStreamAsync().ConfigureAwait(false);
        // What .NET Framework reads from the network hears of no cancellation, only of the end of its stream.
        using var end = cancellationToken.Register(content.Dispose);
#endif
        // One more than was announced: the read that finds the end needs room.
        var bytes = new byte[(int)(length ?? 4095) + 1];
        for (var count = 0; ;)
        {
#if NET
            var read = await stream.ReadAsync(bytes.AsMemory(count), cancellationToken).ConfigureAwait(false);
#else
            var read = await stream.ReadAsync(bytes, count, bytes.Length - count, cancellationToken).ConfigureAwait(false);
#endif
            if (read == 0) return bytes.AsMemory(0, count);
            count += read;
            if (count > MostBytes) throw TooLarge();
            if (count == bytes.Length) Array.Resize(ref bytes, Math.Min(2 * count, MostBytes + 1));
        }
    }

    private static IOException TooLarge() => new($"The answer is larger than {MostBytes / 1024 / 1024} MB.");
}

/// <summary>An answer's body, all of it here.</summary>
internal sealed class ReceivedBody(ReadOnlyMemory<byte> bytes) : HttpContent
{
    public ReadOnlyMemory<byte> Bytes => bytes;

    protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) =>
#if NET
        stream.WriteAsync(bytes).AsTask();
#else
        stream.WriteAsync(bytes.ToArray(), 0, bytes.Length);
#endif

    protected override bool TryComputeLength(out long length)
    {
        length = bytes.Length;
        return true;
    }
}
