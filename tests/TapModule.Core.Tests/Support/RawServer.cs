using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TapModule.Core.Tests.Support;

/// <summary>A server that knows no HTTP beyond where a request ends: it keeps what came, letter by letter, and sends what it is told to.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly Func<string, NetworkStream, CancellationToken, Task> _answer;
    private readonly Task _running;

    public RawServer(Func<string, NetworkStream, CancellationToken, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _running = Task.Run(AcceptAsync);
    }

    /// <summary>Answers each request with the same text, whole and closed after it.</summary>
    public RawServer(string answer)
        : this((_, stream, token) => stream.WriteAsync(Encoding.UTF8.GetBytes(answer), token).AsTask())
    {
    }

    public ConcurrentQueue<string> Requests { get; } = new();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Uri Address => new($"http://127.0.0.1:{Port}");

    public static string Answer(string body, string status = "200 OK", string headers = "") =>
        $"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n{headers}\r\n{body}";

    /// <summary>The request's line and headers, one a line.</summary>
    public static string[] Head(string request) => request[..request.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Split("\r\n");

    public static string Body(string request) => request[(request.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Stop();
        await _running;
        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_closing.Token);
                open.Add(Task.Run(() => ServeAsync(client)));
            }
        }
        catch (Exception) when (_closing.IsCancellationRequested)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var request = await ReadAsync(stream);
                if (request.Length == 0) return;
                Requests.Enqueue(request);
                await _answer(request, stream, _closing.Token);
                await stream.FlushAsync(_closing.Token);
                client.Client.Shutdown(SocketShutdown.Send);
            }
            catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException)
            {
                // The other side had enough, or the test is over.
            }
        }
    }

    private async Task<string> ReadAsync(NetworkStream stream)
    {
        var bytes = new List<byte>();
        var one = new byte[8192];
        for (int? whole = null; whole is null || bytes.Count < whole;)
        {
            var count = await stream.ReadAsync(one, _closing.Token);
            if (count == 0) break;
            bytes.AddRange(one.AsSpan(0, count));
            var text = Encoding.Latin1.GetString([.. bytes]);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0) continue;
            var length = text[..end].Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase));
            whole = end + 4 + (length is null ? 0 : int.Parse(length[16..], System.Globalization.CultureInfo.InvariantCulture));
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }
}
