using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using TapModule.Core.Runs;
using TapModule.Core.Tests.Support;

namespace TapModule.Core.Tests.Graph;

/// <summary>
/// Real answers with random damage, driven through the engine: every pass that the service holds afterwards was put out, or its row says
/// that it is not known. What no reader could notice is left out: another code, a refusal instead of a success, another time.
/// </summary>
public sealed class MutationTests
{
    [Theory]
    [InlineData(1, SandboxExistingPass.Replace, 1)]
    [InlineData(2, SandboxExistingPass.Replace, 3)]
    [InlineData(3, SandboxExistingPass.Replace, 10)]
    [InlineData(4, SandboxExistingPass.Refuse, 1)]
    [InlineData(5, SandboxExistingPass.Refuse, 3)]
    [InlineData(6, SandboxExistingPass.Refuse, 10)]
    public async Task Nothing_issued_is_lost_or_untold(int seed, SandboxExistingPass existingPass, int batchSize)
    {
        const int Rows = 1500;
        DamagingHandler? damage = null;
        await using var tenant = await TestTenant.StartAsync(Rows, wire: inner => damage = new DamagingHandler(inner, seed));
        tenant.Graph.Behavior.ExistingPass = existingPass;
        tenant.Connection.Retries = new() { FirstPause = TimeSpan.FromMilliseconds(1), LongestPause = TimeSpan.FromMilliseconds(5) };
        var rows = tenant.Rows(Rows);

        var outcomes = tenant.Issue(rows, new IssueOptions { BatchSize = batchSize });

        tenant.AssertNothingLost(rows, outcomes);
        Assert.InRange(damage!.Done, Rows / batchSize / 3, int.MaxValue);
        Assert.InRange(outcomes.Count(o => o.Pass is not null), Rows / 2, Rows);
    }

    /// <summary>Damages about half of all answers, each in one place.</summary>
    private sealed class DamagingHandler(HttpMessageHandler inner, int seed) : DelegatingHandler(inner)
    {
        private static readonly string[] Values =
        [
            "null", "true", "0", "-1", "1e999", "99999999999999999999", "[]", "{}", "[[[[]]]]", "\"\\ud83d\"", "\"\\udc00x\"", "-2147483648", "{\"\\ud83d\":1}",
        ];

        private static readonly string[] RetryAfter = ["NaN", "Infinity", "-Infinity", "-1", "0", "1e308", "", "soon", "Fri, 31 Dec 9999 23:59:59 GMT", "99999999999"];
        private static readonly string[] Dates = ["Fri, 31 Dec 9999 23:59:59 GMT", "Mon, 01 Jan 0001 00:00:00 GMT", "yesterday", ""];
        private static readonly int[] Statuses = [0, 100, 199, 600, 700, 999, 500, 502, 504, 408];

        /// <summary>What must stay as it is: a changed letter here is a lie, not damage.</summary>
        private static readonly Regex Sacred = new("""(?<="status":)\d+|(?<="(temporaryAccessPass|createdDateTime|startDateTime)":")[^"]*|(?<="methodUsabilityReason":")[^"]*|(?<="isUsable":)\w+|(?<="lifetimeInMinutes":)\d+""");

        private readonly Random _random = new(seed);
        private int _done;

        public int Done => _done;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            lock (_random)
            {
                if (_random.Next(2) == 0) return answer;
                _done++;
                Damage(answer, body);
            }

            return answer;
        }

        private void Damage(HttpResponseMessage answer, byte[] body)
        {
            switch (_random.Next(12))
            {
                case 0:
                    answer.Headers.Remove("Retry-After");
                    answer.Headers.TryAddWithoutValidation("Retry-After", Pick(RetryAfter));
                    break;
                case 1:
                    answer.Headers.Remove("Date");
                    answer.Headers.TryAddWithoutValidation("Date", Pick(Dates));
                    break;
                case 2:
                    answer.StatusCode = (System.Net.HttpStatusCode)Statuses[_random.Next(Statuses.Length)];
                    break;
                case 3:
                    answer.Content = new BrokenContent(_random.Next(4));
                    break;
                case 4:
                    Put(answer, body[.._random.Next(body.Length + 1)]);
                    break;
                case 5:
                    Put(answer, Twice(body));
                    break;
                case 6 or 7 or 8:
                    Put(answer, ReplaceValue(body));
                    break;
                default:
                    Put(answer, FlipByte(body));
                    break;
            }
        }

        private string Pick(string[] values) => values[_random.Next(values.Length)];

        private static void Put(HttpResponseMessage answer, byte[] body) => answer.Content = new ByteArrayContent(body);

        /// <summary>One item of a batch, or of a list, a second time.</summary>
        private byte[] Twice(byte[] body)
        {
            var text = Encoding.UTF8.GetString(body);
            if (text.Length == 0) return body;
            using var json = JsonDocument.Parse(body);
            var list = json.RootElement.EnumerateObject().Select(p => p.Value).FirstOrDefault(v => v.ValueKind == JsonValueKind.Array && v.GetArrayLength() > 0);
            if (list.ValueKind != JsonValueKind.Array) return body;
            var item = list[_random.Next(list.GetArrayLength())].GetRawText();
            return Encoding.UTF8.GetBytes(text.Replace(list.GetRawText(), list.GetRawText().TrimEnd(']') + "," + item + "]", StringComparison.Ordinal));
        }

        private byte[] ReplaceValue(byte[] body)
        {
            var text = Encoding.UTF8.GetString(body);
            // Codes and statuses may become no code and no status, but not another one.
            var places = Regex.Matches(text, @"(?<="":)(""[^""]*""|\d+|true|false|null)");
            if (places.Count == 0) return body;
            var place = places[_random.Next(places.Count)];
            var isTold = Regex.IsMatch(text[..place.Index], @"""(status|lifetimeInMinutes|createdDateTime|startDateTime|methodUsabilityReason|isUsable)"":$");
            var value = isTold ? "\"\\ud83d\"" : Pick(Values);
            if (_random.Next(4) == 0 && !isTold) return [.. Encoding.UTF8.GetBytes(text[..place.Index]), (byte)'"', 0xFF, 0xC3, (byte)'"', .. Encoding.UTF8.GetBytes(text[(place.Index + place.Length)..])];
            return Encoding.UTF8.GetBytes(text[..place.Index] + value + text[(place.Index + place.Length)..]);
        }

        private byte[] FlipByte(byte[] body)
        {
            var sacred = Sacred.Matches(Encoding.Latin1.GetString(body));
            for (var tries = 0; body.Length > 0 && tries < 50; tries++)
            {
                var at = _random.Next(body.Length);
                if (sacred.Any(s => at >= s.Index - 1 && at <= s.Index + s.Length)) continue;
                var copy = (byte[])body.Clone();
                copy[at] = (byte)_random.Next(256);
                return copy;
            }

            return body;
        }
    }

    /// <summary>Fails while it is read, as decoders do.</summary>
    private sealed class BrokenContent(int kind) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) => throw Failure();

        protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromException<Stream>(Failure());

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        private Exception Failure() => kind switch
        {
            0 => new InvalidOperationException("Decoder ran into invalid data."),
            1 => new InvalidDataException("The archive entry was compressed using an unsupported compression method."),
            2 => new ArgumentException("odd"),
            _ => new IOException("The response ended prematurely."),
        };
    }
}
