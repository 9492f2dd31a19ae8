using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using TapModule.Sandbox.Tenant;

namespace TapModule.Sandbox;

/// <summary>
/// A tenant in a file: JSON lines, the first with the tenant's id, each further one with a part that changed and how it is since then. Written
/// while the change is made, so that a process that is killed leaves nothing out. A torn last line was never answered, and is cut off.
/// </summary>
internal sealed class SandboxStore : IDisposable
{
    private const string SettingsPart = "Settings";

    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    private readonly object _sync = new();
    private readonly List<Line> _lines = [];
    private readonly Stream _file;
    private bool _isPaused;
    private bool _isClosed;

    public SandboxStore(Stream file)
    {
        _file = file;
        Read();
        if (_lines.Count == 0)
        {
            TenantId = Guid.NewGuid();
            Append(new("Tenant", TenantId.ToString(), null));
        }
        else if (_lines[0].Part == "Tenant" && Guid.TryParse(_lines[0].Id, out var id))
        {
            TenantId = id;
        }
        else
        {
            throw new InvalidDataException("The file does not hold a sandbox.");
        }

        Settings = _lines.FindLast(line => line.Part == SettingsPart)?.Value?.Deserialize<SandboxSettings>(Options);
    }

    public Guid TenantId { get; }

    /// <summary>The settings that the file holds; null for a new file.</summary>
    public SandboxSettings? Settings { get; }

    /// <summary>Makes the tenant what the file holds, and writes down every change from now on.</summary>
    public void Attach(SandboxTenant tenant, SandboxSettings settings)
    {
        for (var index = 1; index < _lines.Count; index++) Restore(tenant, _lines[index], index + 1);
        if (Settings is null) Save(settings);
        _lines.Clear();
        tenant.Changed = (part, id, value) => Append(new(part.ToString(), id, ToElement(value is SandboxPass pass ? new StoredPass(pass) : value)));
    }

    public void Save(SandboxSettings settings) => Append(new(SettingsPart, "", ToElement(settings)));

    /// <summary>Writes nothing down until the answer is disposed of: what happens follows from the settings.</summary>
    public IDisposable Pause()
    {
        lock (_sync) _isPaused = true;
        return new Pausing(this);
    }

    public void Dispose()
    {
        lock (_sync)
        {
            _isClosed = true;
            _file.Dispose();
        }
    }

    private void Read()
    {
        using var copy = new MemoryStream();
        _file.Position = 0;
        _file.CopyTo(copy);
        var text = Encoding.UTF8.GetString(copy.GetBuffer(), 0, (int)copy.Length);
        var end = text.LastIndexOf('\n') + 1;
        _file.SetLength(Encoding.UTF8.GetByteCount(text.Substring(0, end)));
        _file.Seek(0, SeekOrigin.End);
        foreach (var line in text.Substring(0, end).Split(['\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            try
            {
                _lines.Add(JsonSerializer.Deserialize<Line>(line, Options)!);
            }
            catch (JsonException)
            {
                throw Unreadable(_lines.Count + 1);
            }
        }
    }

    private static void Restore(SandboxTenant tenant, Line line, int number)
    {
        try
        {
            T? Value<T>() => line.Value is { } value ? value.Deserialize<T>(Options) : default;
            switch (line.Part)
            {
                case SettingsPart:
                    break;
                case nameof(TenantPart.Policy):
                    tenant.Policy = Value<SandboxPolicy>()!;
                    break;
                case nameof(TenantPart.User) when line.Value is null:
                    tenant.RemoveUser(line.Id);
                    break;
                case nameof(TenantPart.User):
                    tenant.SetUser(Value<SandboxUser>()!);
                    break;
                case nameof(TenantPart.Group):
                    tenant.SetGroup(Value<SandboxGroup>()!);
                    break;
                case nameof(TenantPart.AdministrativeUnit):
                    tenant.SetAdministrativeUnit(Value<SandboxAdministrativeUnit>()!);
                    break;
                case nameof(TenantPart.Pass):
                    tenant.RestorePass(Guid.Parse(line.Id), Value<StoredPass>()?.ToPass());
                    break;
                case nameof(TenantPart.Mail) when line.Value is null:
                    tenant.Mail.Clear();
                    break;
                case nameof(TenantPart.Mail):
                    tenant.Mail.Add(Value<SandboxMail>()!);
                    break;
                default:
                    throw new JsonException();
            }
        }
        catch (Exception failure) when (failure is JsonException or FormatException or ArgumentException)
        {
            throw Unreadable(number);
        }
    }

    private static InvalidDataException Unreadable(int line) => new($"Line {line} of the sandbox's file cannot be read.");

    private static JsonElement? ToElement(object? value) =>
        value is null ? null : JsonSerializer.SerializeToElement(value, value.GetType(), Options);

    private void Append(Line line)
    {
        var bytes = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(line, Options) + "\n");
        lock (_sync)
        {
            if (_isPaused || _isClosed) return;
            _file.Write(bytes, 0, bytes.Length);
            _file.Flush();
        }
    }

    private sealed record Line(string Part, string Id, JsonElement? Value);

    private sealed class Pausing(SandboxStore store) : IDisposable
    {
        public void Dispose()
        {
            lock (store._sync) store._isPaused = false;
        }
    }

    /// <summary>A pass as it is kept. Its code opens nothing but this sandbox.</summary>
    private sealed record StoredPass
    {
        [JsonConstructor]
        public StoredPass()
        {
        }

        public StoredPass(SandboxPass pass)
        {
            (Id, TemporaryAccessPass, CreatedDateTime, StartDateTime) = (pass.Id, pass.TemporaryAccessPass, pass.CreatedDateTime, pass.StartDateTime);
            (LifetimeInMinutes, IsUsableOnce, LastUsedDateTime) = (pass.LifetimeInMinutes, pass.IsUsableOnce, pass.LastUsedDateTime);
        }

        public Guid Id { get; init; }

        public string TemporaryAccessPass { get; init; } = "";

        public DateTimeOffset CreatedDateTime { get; init; }

        public DateTimeOffset StartDateTime { get; init; }

        public int LifetimeInMinutes { get; init; }

        public bool IsUsableOnce { get; init; }

        public DateTimeOffset? LastUsedDateTime { get; init; }

        public SandboxPass ToPass() => new(TemporaryAccessPass)
        {
            Id = Id,
            CreatedDateTime = CreatedDateTime,
            StartDateTime = StartDateTime,
            LifetimeInMinutes = LifetimeInMinutes,
            IsUsableOnce = IsUsableOnce,
            LastUsedDateTime = LastUsedDateTime,
        };
    }
}
