using System.Text.Json;
using TapModule.Core.Bulk;
using TapModule.Core.Graph;
using TapModule.Core.Passes;
using TapModule.Core.Text;
using TapModule.Core.Users;

namespace TapModule.Core.Preflight;

/// <summary>
/// Looks at one row's user with the fewest reads: the account, the live pass (with the other methods, where the right allows), and the
/// groups that decide. Never fails: what cannot be looked at is part of the result.
/// </summary>
internal sealed class PreflightRow : BulkRow
{
    private readonly PreflightContext _facts;
    private readonly TapIfExists _ifExists;
    private readonly bool _waitsForUser;
    private readonly GraphRequest _readUser;
    private readonly GraphRequest _readPasses;
    private readonly List<string> _notChecked = [];
    private Queue<GraphRequest>? _groupRequests;
    private HashSet<string>? _groups;
    private bool _isMissing;
    private bool _isNotReady;

    public PreflightRow(PassRequest request, RowRef row, TapIfExists ifExists, bool waitsForUser, PreflightContext facts)
        : base(row)
    {
        Request = request;
        _facts = facts;
        _ifExists = ifExists;
        _waitsForUser = waitsForUser;
        _readUser = new GraphRequest(GraphVerb.Get, $"{GraphPath.User(request.UserId)}?$select={UserRecord.PreflightProperties}");
        _readPasses = new GraphRequest(GraphVerb.Get, facts.ReadsMethods ? GraphPath.Methods(request.UserId) : GraphPath.Passes(request.UserId));
    }

    public PassRequest Request { get; }

    public TapIfExists IfExists => _ifExists;

    public UserRecord? Account { get; private set; }

    /// <summary>The pass that a new one would replace; null if there is none, or none could be looked for.</summary>
    public PassRecord? LivePass { get; private set; }

    /// <summary>Whether a live pass was looked for and the answer is known.</summary>
    public bool IsPassKnown { get; private set; }

    /// <summary>Strong methods that the user has registered, in Graph's words.</summary>
    public IReadOnlyList<string> Methods { get; private set; } = [];

    /// <summary>The deciding groups that hold the user; null if that is not known.</summary>
    public HashSet<string>? Groups => _facts.Groups.IsEmpty ? [] : _groups;

    public bool IsMissing => _isMissing;

    /// <summary>The directory has the account, the authentication service not yet.</summary>
    public bool IsNotReady => _isNotReady;

    public bool WaitsForUser => _waitsForUser;

    public override string Operation => $"Checking '{User}'";

    public override GraphRequest Begin() => _facts.MayReadUsers ? _readUser : _readPasses;

    public override RowStep OnReply(GraphRequest request, GraphReply reply, ReplyContext clock)
    {
        if (ReferenceEquals(request, _readUser)) OnUser(reply);
        else if (ReferenceEquals(request, _readPasses)) OnPasses(reply, clock);
        else OnGroups(reply);
        return Next(request) is { } next
            ? RowStep.Send(next)
            : RowStep.End(Done(ReadinessEvaluator.Of(this, _facts, _notChecked, clock.Service.Now), reply));
    }

    private GraphRequest? Next(GraphRequest last)
    {
        if (_isMissing) return null;
        if (ReferenceEquals(last, _readUser) && _facts.MayReadPasses) return _readPasses;
        _groupRequests ??= PrepareGroups();
        return _groupRequests.Count > 0 ? _groupRequests.Dequeue() : null;
    }

    private void OnUser(GraphReply reply)
    {
        Account = reply.IsSuccess ? UserRecord.Read(reply.Body) : null;
        if (Account is not null) return;
        if (reply.Status == 403) _facts.MayReadUsers = false;
        else if (reply.Status == 404) _isMissing = true;
        else NotLookedAt("the account", reply);
    }

    private void OnPasses(GraphReply reply, ReplyContext clock)
    {
        if (reply.IsSuccess && PassesOf(reply.Body) is { } passes)
        {
            IsPassKnown = true;
            LivePass = passes.FirstOrDefault(pass => PassStates.IsLive(pass, clock.Service.Now));
        }
        else if (reply.Status == 404)
        {
            _isMissing = Account is null;
            _isNotReady = Account is not null;
        }
        else if (reply.Status == 403)
        {
            // Refused for oneself alone means nothing for the others.
            if (!_facts.IsCaller(Account?.Id, User)) _facts.MayReadPasses = false;
        }
        else
        {
            NotLookedAt("the present pass", reply);
        }
    }

    private List<PassRecord>? PassesOf(JsonElement body)
    {
        if (!_facts.ReadsMethods) return PassRecord.ReadList(body);
        if (body.List("value") is not { } items) return null;
        var passes = new List<PassRecord>();
        var methods = new List<string>();
        foreach (var item in items)
        {
            var type = item.Text("@odata.type") ?? "";
            var kind = type.Replace("#microsoft.graph.", "").Replace("AuthenticationMethod", "");
            if (kind == "temporaryAccessPass" && PassRecord.Read(item) is { } pass) passes.Add(pass);
            else if (kind is not ("password" or "temporaryAccessPass" or "")) methods.Add(kind);
        }

        Methods = methods;
        return passes;
    }

    private Queue<GraphRequest> PrepareGroups()
    {
        if (_facts.Groups.IsEmpty || _facts.Groups.IsRefused || _facts.Rights.ReadGroups == false) return new();
        var id = Account?.Id ?? User;
        _groups = Guid.TryParse(id, out var guid) ? _facts.Groups.Known(guid) : null;
        if (_groups is not null) return new();
        _groups = [];
        return new(_facts.Groups.Requests(GraphPath.User(User)));
    }

    private void OnGroups(GraphReply reply)
    {
        if (_groups is not null && _facts.Groups.Take(reply, _groups)) return;
        _groups = null;
        _groupRequests!.Clear();
        if (reply.Status is not (403 or 404)) NotLookedAt("the user's groups", reply);
    }

    private void NotLookedAt(string what, GraphReply reply) => _notChecked.Add($"{what} ({reply.ToError("reading it").Message.TrimEnd('.')})");
}
