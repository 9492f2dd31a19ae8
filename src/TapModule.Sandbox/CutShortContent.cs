using System.Net;

namespace TapModule.Sandbox;

/// <summary>A body that promises its whole length and breaks off in the middle, as a closed connection would.</summary>
internal sealed class CutShortContent(byte[] body) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        using var source = await CreateContentReadStreamAsync().ConfigureAwait(false);
        await source.CopyToAsync(stream).ConfigureAwait(false);
    }

    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(new CutShortStream(body, body.Length / 2));

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }

    private sealed class CutShortStream(byte[] body, int length) : MemoryStream(body, 0, length, writable: false)
    {
        // The asynchronous ways of reading and copying come down to this one.
        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = base.Read(buffer, offset, count);
            return read > 0 || count == 0 ? read : throw new IOException("The response ended prematurely.");
        }
    }
}
